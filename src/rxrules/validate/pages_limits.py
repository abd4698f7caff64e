"""Pages of the codes RX4xx: limits of a dose."""

from __future__ import annotations

from rxrules.codes import CodePage

LIMITS = (
    CodePage(
        "RX407",
        "not exactly one of bands and limits",
        "A dose limit has neither bands nor a limit of its own, or both.",
        "Without either nothing is checked; with both it is not said which holds.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {}
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
        "RX408",
        "a row without a limit",
        "A row of bands has no max, hard_max, min or hard_min.",
        "Patients in it would count as checked, and nothing would have been.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", note: see the label}
        - {weight: "(50 kg,)", max: 4 g}
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX409",
        "a limit without a severity",
        "A limit is written, and severity says nothing of it.",
        "What passes the limit would have no rank among the alerts.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 4 g
    hard_max: 6 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, hard_max: contraindicated}
    max: 4 g
    hard_max: 6 g
""",
    ),
    CodePage(
        "RX410",
        "a severity without a limit",
        "Severity speaks of a limit that is not written. A warning.",
        "The limit was probably forgotten.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, min: minor}
    max: 4 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, min: minor}
    max: 4 g
    min: 500 mg
""",
    ),
    CodePage(
        "RX411",
        "limits out of order",
        "Of one scale, hard_min is below min, min below max, and max below hard_max; a cap lies below the "
        "hard_cap and is not above an absolute hard_max.",
        "Limits that cross make an alert of every dose, or a grave one of a small excess.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, hard_max: contraindicated}
    max: 4 g
    hard_max: 3 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major, hard_max: contraindicated}
    max: 4 g
    hard_max: 6 g
""",
    ),
    CodePage(
        "RX412",
        "a limit of zero or less",
        "A limit is not above zero.",
        "Zero as a dose limit is a contraindication under another name; the wording and the code of its alert would be wrong.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 0 g
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
        "RX413",
        "a cap that always holds",
        "Even the lightest patient of the band reaches the cap, so the limit per kg or m2 never counts. A warning.",
        "One of the three numbers is probably a slip.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 75 mg/kg, cap: 3 g}
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX414",
        "a freshness that nothing reads",
        "within of bands speaks of a variable that the bands are not over; a limit per kg or m2 asks for the weight.",
        "The author believes that old values are left out, and they are of another variable.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      within: {egfr: 90 d}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      within: {weight: 90 d}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX415",
        "bands without rows or domain",
        "Bands have no row, or no variable in over.",
        "There is nothing that could be checked, or nothing that says what must be covered.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows: []
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX417",
        "a limit on the wrong side",
        "An interval between doses has a max, or a lifetime a min. A warning.",
        "What is dangerous is doses too close together and too much in a lifetime; the limit would alert of the opposite.",
        avoid="""\
rules:
  - id: dose.paracetamol.interval
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: interval
    severity: {max: moderate}
    max: 4 h
""",
        prefer="""\
rules:
  - id: dose.paracetamol.interval
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: interval
    severity: {min: moderate}
    min: 4 h
""",
    ),
)
