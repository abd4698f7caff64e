"""Pages of the codes RX2xx: drugs, conditions and pairs of rules."""

from __future__ import annotations

from rxrules.codes import CodePage

RULES = (
    CodePage(
        "RX215",
        "not exactly one drug or group",
        "A selector names an ingredient and a group, or neither; a duplication has both group and same, "
        "or neither; a dose limit, which is of one ingredient, names a group.",
        "It is not said which drugs are meant.",
        avoid="""\
groups:
  - id: nsaids
    members: [ibuprofen, naproxen]
rules:
  - id: ddi.warfarin-nsaid
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {group: nsaids, ingredient: ibuprofen}]
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
        "RX216",
        "both sides are the same ingredient",
        "The two sides of an interaction hold one ingredient, and it is the same.",
        "Such sides never meet as two drugs, so the rule would stay silent.",
        avoid="""\
rules:
  - id: ddi.aspirin-aspirin
    kind: interaction
    severity: major
    between: [{ingredient: aspirin}, {ingredient: acetylsalicylic acid}]
""",
        prefer="""\
rules:
  - id: dup.same-ingredient
    kind: duplication
    severity: major
    same: ingredient
""",
    ),
    CodePage(
        "RX217",
        "of names no participant",
        "What stands after of is not the ingredient or group of one participant of the rule, or is that of both; nor are all the "
        "drugs that it names of one participant.",
        "The condition would be asked of the wrong order, or of none.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {of: naproxen, duration: "> 1 d"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {of: ibuprofen, duration: "> 1 d"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX218",
        "of has no effect",
        "Nothing beside of speaks of an order, and of names the whole participant. A warning.",
        "The author may have thought that the condition is limited to one drug, and it is not.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {of: ibuprofen, age: ">= 65 a"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {age: ">= 65 a"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX219",
        "a condition that asks for nothing",
        "A condition has no key, or none but of with the whole participant.",
        "It holds of everybody: a modifier with it would always apply.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX220",
        "a pair with two severities",
        "Two rules that run name the same two ingredients under the same circumstances, with different severities.",
        "The ruleset contradicts itself; which of the two was reviewed can't be seen.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
  - id: ddi.ibuprofen-warfarin
    kind: interaction
    status: review
    title: Ibuprofen with warfarin
    severity: minor
    between: [{ingredient: ibuprofen}, {ingredient: warfarin}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen, route: [systemic]}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
  - id: ddi.ibuprofen-warfarin.topical
    kind: interaction
    status: review
    title: Topical ibuprofen with warfarin
    severity: minor
    between: [{ingredient: ibuprofen, route: [topical]}, {ingredient: warfarin}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
""",
    ),
    CodePage(
        "RX221",
        "a pair is named twice",
        "Two rules that run name the same two ingredients with the same severity, under the same circumstances. A warning.",
        "Both fire; the next change will reach one of them only.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
  - id: ddi.ibuprofen-warfarin
    kind: interaction
    status: review
    title: Ibuprofen with warfarin
    severity: major
    between: [{ingredient: ibuprofen}, {ingredient: warfarin}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    reviewed: 2026-01-10
""",
    ),
)
