"""Pages of what can't be met, and of limits that cross."""

from __future__ import annotations

from rxrules.codes import CodePage

CROSSINGS = (
    CodePage(
        "RX245",
        "conditions that nobody meets",
        "Two things that a rule asks for exclude each other: in its condition, in its drug's selector, in the domain of its bands. "
        "A warning.",
        "The rule never fires, and looks as if it did.",
        avoid="""\
rules:
  - id: ddi.codeine-diazepam
    kind: interaction
    severity: major
    between: [{ingredient: codeine}, {ingredient: diazepam}]
    when: {age: "< 12 a", all: [{age: ">= 65 a"}]}
""",
        prefer="""\
rules:
  - id: ddi.codeine-diazepam
    kind: interaction
    severity: major
    between: [{ingredient: codeine}, {ingredient: diazepam}]
    when: {any: [{age: "< 12 a"}, {age: ">= 65 a"}]}
""",
    ),
    CodePage(
        "RX246",
        "a modifier that can't hold",
        "What a modifier asks for excludes what its rule asks for, or itself. A warning.",
        "It changes nothing, whoever the patient is; the circumstance that was meant is not taken into account.",
        avoid="""\
rules:
  - id: ddi.codeine-diazepam
    kind: interaction
    severity: moderate
    between: [{ingredient: codeine}, {ingredient: diazepam}]
    when: {age: "< 65 a"}
    modifiers:
      - {label: old age, when: {age: ">= 75 a"}, severity: major}
""",
        prefer="""\
rules:
  - id: ddi.codeine-diazepam
    kind: interaction
    severity: moderate
    between: [{ingredient: codeine}, {ingredient: diazepam}]
    modifiers:
      - {label: old age, when: {age: ">= 75 a"}, severity: major}
""",
    ),
    CodePage(
        "RX418",
        "a cap that holds everybody",
        "The limit per kg or per m2 passes its cap at a weight below that of any patient of the band's ages. A warning.",
        "The limit per kg never counts. Mostly one of the two units is wrong: 20 g/kg for 20 mg/kg.",
        avoid="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", max: 20 g/kg, cap: 1.2 g}
""",
        prefer="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", max: 20 mg/kg, cap: 1.2 g}
""",
    ),
    CodePage(
        "RX419",
        "a cap that nobody reaches",
        "The limit per kg or per m2 reaches its cap only at a weight beyond that of any patient of the band's ages, or far beyond "
        "the weights of the band. A warning.",
        "The cap never counts, and the heaviest get what it was to prevent. Mostly one of the two units is wrong.",
        avoid="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", max: 20 mg/kg, cap: 1200 g}
""",
        prefer="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", max: 20 mg/kg, cap: 1200 mg}
""",
    ),
    CodePage(
        "RX420",
        "limits that cross",
        "Of two limits one is per kg or per m2 and the other is not. From some weight on a minimum is not below the maximum, or a "
        "maximum is not below the hard one at any weight of the band. A warning.",
        "Every dose alerts, or a small excess alerts as if it were a large one.",
        avoid="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major, min: minor}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", min: 15 mg/kg, max: 400 mg}
""",
        prefer="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major, min: minor}
    bands:
      over: {age: "[3 mo, 12 a)"}
      rows:
        - {age: "[3 mo, 12 a)", min: 15 mg/kg, max: 30 mg/kg}
""",
    ),
    CodePage(
        "RX421",
        "a hard limit that is less grave",
        "The severity of hard_max is below that of max, or that of hard_min below that of min. A warning.",
        "What passes the hard limit has passed the other before, so the hard one changes nothing. Mostly the two are interchanged.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, hard_max: moderate}
    max: 4 g
    hard_max: 6 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: moderate, hard_max: major}
    max: 4 g
    hard_max: 6 g
""",
    ),
)
