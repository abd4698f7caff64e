"""Pages of the codes RX5xx: dates, the manifest, and what a rule says to people."""

from __future__ import annotations

from rxrules.codes import CodePage

MANIFEST = (
    CodePage(
        "RX506",
        "a date that is still to come",
        "Something was reviewed or accessed on a day after that as of which the ruleset is judged.",
        "One of the digits is wrong, and with it every date that is reckoned from it.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2027-01-10
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
    ),
    CodePage(
        "RX507",
        "a review due before it was made",
        "review_by is not after reviewed.",
        "The next review would be overdue from the start, or never.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
    review_by: 2025-06-30
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
    review_by: 2028-06-30
""",
    ),
    CodePage(
        "RX508",
        "a version that is no version number",
        "The version of a ruleset is numbers parted by dots, with a suffix if need be.",
        "Which of two reports is by the newer rules must be seen from the version.",
        avoid="""\
ruleset:
  id: example
  version: spring
  title: An example
  language: 1
  owner: formulary group
  licence: CC0-1.0
""",
        prefer="""\
ruleset:
  id: example
  version: 2026.11.1
  title: An example
  language: 1
  owner: formulary group
  licence: CC0-1.0
""",
    ),
    CodePage(
        "RX509",
        "an empty field of the manifest",
        "The title or the licence of the manifest is empty.",
        "Whoever uses the rules must know what they are and whether they may be used.",
        avoid="""\
ruleset:
  id: example
  version: 1.0.0
  title: An example
  language: 1
  owner: formulary group
  licence: ""
""",
        prefer="""\
ruleset:
  id: example
  version: 1.0.0
  title: An example
  language: 1
  owner: formulary group
  licence: CC0-1.0
""",
    ),
    CodePage(
        "RX510",
        "a rule that runs without a title",
        "An active rule or one in review has no title.",
        "The title is the first line of its alert.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: ""
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
    ),
    CodePage(
        "RX511",
        "a rule that does not say what happens or what to do",
        "A rule that runs has no effect or no action; not asked of dose limits, whose alerts say what was found. A warning.",
        "An alert without them is clicked away.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{title: "Warfarin, SmPC", section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
    ),
)
