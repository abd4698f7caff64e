"""Pages of the codes RX5xx: who answers for a rule, and until when."""

from __future__ import annotations

from rxrules.codes import CodePage

GOVERNANCE = (
    CodePage(
        "RX501",
        "a rule without a source",
        "An active rule names no source with the section where it stands; of a rule in review it is a warning.",
        "What can't be looked up can't be reviewed, nor be explained to the reader of an alert.",
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
    evidence: {level: established, sources: [{title: "Warfarin, SmPC"}]}
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
        "RX502",
        "nobody answers for a rule",
        "Neither an active rule nor the manifest has an owner; of a rule in review it is a warning.",
        "Nobody is asked when the source changes.",
        avoid="""\
ruleset:
  id: example
  version: 1.0.0
  title: An example
  language: 1
  owner: ""
  licence: CC0-1.0
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
    reviewed: 2026-01-10
""",
        prefer="""\
ruleset:
  id: example
  version: 1.0.0
  title: An example
  language: 1
  owner: ""
  licence: CC0-1.0
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
        "RX503",
        "a rule without the day of its review",
        "An active rule does not say when it was reviewed; of a rule in review it is a warning.",
        "Knowledge of drugs ages; without the day nobody sees how old it is.",
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
        "RX504",
        "a review is overdue",
        "The review_by of a rule or of the manifest has passed on the day as of which the ruleset is "
        "judged: an error of active rules, a warning of those in review.",
        "The rule may say what its source no longer says.",
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
    review_by: 2026-06-30
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
        "RX505",
        "a source is overdue for review",
        "A source that a rule rests on has a review_by that has passed: an error where an active rule "
        "cites it, a warning where one in review does.",
        "A new edition may say something else.",
        avoid="""\
sources:
  - id: label-warfarin
    title: Warfarin, SmPC
    review_by: 2026-06-30
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{source: label-warfarin, section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
        prefer="""\
sources:
  - id: label-warfarin
    title: Warfarin, SmPC
    review_by: 2028-06-30
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    status: active
    title: Warfarin with ibuprofen
    severity: major
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    effect: more bleeding
    action: choose another analgesic
    evidence: {level: established, sources: [{source: label-warfarin, section: "4.5"}]}
    owner: formulary group
    reviewed: 2026-01-10
""",
    ),
)
