"""Pages of the codes RX2xx: modifiers, and what a ruleset defines."""

from __future__ import annotations

from rxrules.codes import CodePage

DEFINITIONS = (
    CodePage(
        "RX222",
        "a modifier changes in no way or in two",
        "A modifier has both severity and suppress, or neither.",
        "It is not said what the circumstance does to the alert.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
        severity: moderate
""",
    ),
    CodePage(
        "RX223",
        "a modifier changes nothing",
        "A modifier gives the severity that the rule has already. A warning.",
        "One of the two severities is probably not the one that was meant.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
        severity: major
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
        suppress: true
""",
    ),
    CodePage(
        "RX224",
        "a modifier without a label",
        "The label of a modifier is empty.",
        "Where an alert is lowered or suppressed, the report says by what, and it would say nothing.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: ""
        when: {of: ibuprofen, duration: "<= 1 d"}
        severity: moderate
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
        severity: moderate
""",
    ),
    CodePage(
        "RX225",
        "a local drug can't be added",
        "A drug of the ruleset has a name that already means something else, or strengths that don't go "
        "with its ingredients, or a form that is not known.",
        "One name with two meanings is how a patient gets the check of another drug.",
        avoid="""\
drugs:
  - name: warfarin
    ingredients: [heparin]
""",
        prefer="""\
drugs:
  - name: Ward stock heparin
    ingredients: [heparin]
""",
    ),
    CodePage(
        "RX226",
        "a condition by which nothing is recognised",
        "A condition is defined without names and without codes, or an allergen without these and without drugs.",
        "No problem of any patient would ever be taken for it, and the rules that ask for it would come out clear.",
        avoid="""\
conditions:
  - id: heart-failure
    title: Heart failure
""",
        prefer="""\
conditions:
  - id: heart-failure
    title: Heart failure
    icd10: [I50]
""",
    ),
    CodePage(
        "RX227",
        "a code that can't be one",
        "A code has not the form of an ICD-10 code, or is no SNOMED CT identifier by its check digit.",
        "A mistyped code recognises nothing, or something else.",
        avoid="""\
conditions:
  - id: heart-failure
    snomed: ["84114008"]
""",
        prefer="""\
conditions:
  - id: heart-failure
    snomed: ["84114007"]
""",
    ),
    CodePage(
        "RX228",
        "drugs that can't be narrowed so",
        "The drug of a dose limit is narrowed by its own dose or by time, or the route is written twice; an allergen is narrowed "
        "at all; or within, a washout, stands where neither an interaction nor a partner reads it.",
        "A dose limit adds up all orders of its ingredient; one that looks at some of them by their dose would miss the sum.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol, per_dose: "> 500 mg"}
    measure: per_day
    severity: {max: major}
    max: 4 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 4 g
""",
    ),
    CodePage(
        "RX229",
        "a duplication that can't fire",
        "A duplication allows none, or as many ingredients as its group has.",
        "It would fire on every order, or stay silent for ever.",
        avoid="""\
groups:
  - id: proton-pump-inhibitors
    members: [omeprazole, pantoprazole]
rules:
  - id: dup.proton-pump-inhibitors
    kind: duplication
    severity: moderate
    group: proton-pump-inhibitors
    allow: 2
""",
        prefer="""\
groups:
  - id: proton-pump-inhibitors
    members: [omeprazole, pantoprazole]
rules:
  - id: dup.proton-pump-inhibitors
    kind: duplication
    severity: moderate
    group: proton-pump-inhibitors
    allow: 1
""",
    ),
    CodePage(
        "RX230",
        "lowered only where it holds of every order",
        "A modifier that lowers or suppresses asks something of an order, and does not say of whose. It must "
        "then hold of every order that the rule is about. A warning.",
        "One dose of ibuprofen is no single dose of warfarin: such a modifier hardly ever holds, and the alert "
        "that it was written to lower stays as it is.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {duration: "<= 1 d"}
        severity: moderate
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    modifiers:
      - label: a single dose
        when: {of: ibuprofen, duration: "<= 1 d"}
        severity: moderate
""",
    ),
)
