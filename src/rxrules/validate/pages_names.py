"""Pages of the codes RX2xx: names and what they refer to."""

from __future__ import annotations

from rxrules.codes import CodePage

NAMES = (
    CodePage(
        "RX201",
        "an id is defined twice",
        "Two rules, groups, sources, conditions or allergens have the same id.",
        "One of the two would be lost, and nobody could tell which; an alert would name a rule that is not the one that fired.",
        avoid="""\
groups:
  - id: nsaids
    members: [ibuprofen, naproxen]
  - id: nsaids
    members: [diclofenac]
""",
        prefer="""\
groups:
  - id: nsaids
    members: [ibuprofen, naproxen, diclofenac]
""",
    ),
    CodePage(
        "RX202",
        "an id is not in the common form",
        "Ids are lower-case letters and digits, parted by hyphens or dots.",
        "Ids stand in reports, addresses and file names for years; two that differ by a capital are one for a reader.",
        avoid="""\
groups:
  - id: Loop_Diuretics
    members: [furosemide]
""",
        prefer="""\
groups:
  - id: loop-diuretics
    members: [furosemide]
""",
    ),
    CodePage(
        "RX203",
        "the group is not defined",
        "A rule or a group names a group that this ruleset does not define.",
        "The rule would concern no drug and stay silent.",
        avoid="""\
groups:
  - id: nsaids
    members: [ibuprofen, naproxen]
rules:
  - id: ddi.warfarin-nsaid
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {group: nsaid}]
""",
        prefer="""\
groups:
  - id: nsaids
    members: [ibuprofen, naproxen]
rules:
  - id: ddi.warfarin-nsaid
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {group: nsaids}]
""",
    ),
    CodePage(
        "RX204",
        "the ingredient is not known",
        "A name stands for no ingredient of the terminology, and for no drug of the ruleset.",
        "A misspelt ingredient is never found in an order, so the rule would stay silent. Names that look "
        "alike are shown, and never taken: hydroxyzine looks like hydralazine.",
        avoid="""\
groups:
  - id: anticoagulants
    members: [warfarrin]
""",
        prefer="""\
groups:
  - id: anticoagulants
    members: [warfarin]
""",
    ),
    CodePage(
        "RX205",
        "the name means several ingredients",
        "The name is that of a combination, where one ingredient is expected.",
        "It is not said which of them interacts or is limited, and taking all of them would alert on the wrong ones.",
        avoid="""\
groups:
  - id: penicillins
    members: [co-amoxiclav]
""",
        prefer="""\
groups:
  - id: penicillins
    members: [amoxicillin]
""",
    ),
    CodePage(
        "RX206",
        "the name says more than an ingredient",
        "The name gives a form, a strength or a route besides the ingredient.",
        "A rule is about an ingredient; the rest would be dropped, and the rule would be broader than its author meant.",
        avoid="""\
groups:
  - id: statins
    members: [simvastatin 40 mg tablet]
""",
        prefer="""\
groups:
  - id: statins
    members: [simvastatin]
""",
    ),
    CodePage(
        "RX207",
        "the condition is not defined",
        "A rule asks for a condition that this ruleset does not define.",
        "Without names and codes nothing in a record can be recognised as that condition.",
        avoid="""\
conditions:
  - id: gout
    names: [gout]
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {condition: gouty}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
conditions:
  - id: gout
    names: [gout]
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {condition: gout}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX208",
        "the source is not defined",
        "A rule or a group cites a source by an id that this ruleset does not define.",
        "Nobody could look up what the statement rests on.",
        avoid="""\
sources:
  - id: label-warfarin
    title: Warfarin, SmPC
groups:
  - id: anticoagulants
    members: [warfarin]
    source: {source: warfarin-label, section: "4.5"}
""",
        prefer="""\
sources:
  - id: label-warfarin
    title: Warfarin, SmPC
groups:
  - id: anticoagulants
    members: [warfarin]
    source: {source: label-warfarin, section: "4.5"}
""",
    ),
    CodePage(
        "RX209",
        "the route is not known",
        "The name is neither a route nor a class of routes. In rules routes are written by their id.",
        "An order's route would never match, so the rule would stay silent.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    route: [by mouth]
    measure: per_day
    severity: {max: major}
    max: 4 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    route: [oral]
    measure: per_day
    severity: {max: major}
    max: 4 g
""",
    ),
    CodePage(
        "RX210",
        "the observation is not known",
        "A test or a variable of bands is no observation of the table, no estimate and nothing of the patient's body.",
        "A result under that name would never be found, and every check of the rule would come out as not made.",
        avoid="""\
rules:
  - id: ddi.spironolactone-ramipril
    kind: interaction
    severity: moderate
    when: {observation: {code: kalium, is: ">= 5 mmol/L", within: 90 d}}
    between: [{ingredient: spironolactone}, {ingredient: ramipril}]
""",
        prefer="""\
rules:
  - id: ddi.spironolactone-ramipril
    kind: interaction
    severity: moderate
    when: {observation: {code: potassium, is: ">= 5 mmol/L", within: 90 d}}
    between: [{ingredient: spironolactone}, {ingredient: ramipril}]
""",
    ),
    CodePage(
        "RX211",
        "groups in a circle",
        "A group includes or excludes itself, directly or by way of others.",
        "What such a group holds can't be said.",
        avoid="""\
groups:
  - id: analgesics
    members: [paracetamol]
    include: [nsaids]
  - id: nsaids
    members: [ibuprofen]
    include: [analgesics]
""",
        prefer="""\
groups:
  - id: analgesics
    members: [paracetamol]
    include: [nsaids]
  - id: nsaids
    members: [ibuprofen]
""",
    ),
    CodePage(
        "RX212",
        "a group without members",
        "After its inclusions and exclusions the group holds no ingredient.",
        "Every rule over it would stay silent for ever.",
        avoid="""\
groups:
  - id: opioids
    members: [loperamide]
    exclude: [loperamide]
""",
        prefer="""\
groups:
  - id: opioids
    members: [loperamide, morphine]
    exclude: [loperamide]
""",
    ),
    CodePage(
        "RX213",
        "a member is named twice",
        "Two names of a group mean the same ingredient. A warning.",
        "It is harmless in itself, but the second name was often meant to be another drug.",
        avoid="""\
groups:
  - id: analgesics
    members: [paracetamol, acetaminophen]
""",
        prefer="""\
groups:
  - id: analgesics
    members: [paracetamol, ibuprofen]
""",
    ),
    CodePage(
        "RX214",
        "an exclusion excludes nothing",
        "What is excluded is not in the group to begin with; or what a duplication excepts is not in its group. A warning.",
        "Either the exclusion is left over, or it names the wrong drug and the right one is still in the group.",
        avoid="""\
groups:
  - id: opioids
    members: [morphine, codeine]
    exclude: [loperamide]
""",
        prefer="""\
groups:
  - id: opioids
    members: [morphine, codeine, loperamide]
    exclude: [loperamide]
""",
    ),
)
