"""Pages of the codes RX4xx: bands of dose limits."""

from __future__ import annotations

from rxrules.codes import CodePage

BANDS = (
    CodePage(
        "RX401",
        "a gap between bands",
        "A value of the domain is in no row. The message names a patient who is there.",
        "That patient would have no limit. Gaps mostly lie at exactly one value, where two rows both leave their edge out.",
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
        - {weight: "(, 50 kg)", max: 60 mg/kg, cap: 3 g}
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
        "RX402",
        "bands overlap",
        "Under the policy unique a value of the domain is in two rows. The message names a patient who is there.",
        "Two limits hold for that patient, and it is not said which is meant.",
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
        - {weight: "[50 kg,)", max: 4 g}
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
        "RX403",
        "a row that is never reached",
        "Under the policy first the rows before this one cover all that it covers.",
        "The row was written for someone, and never holds for anyone.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      policy: first
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(, 30 kg]", max: 45 mg/kg}
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
      policy: first
      rows:
        - {weight: "(, 30 kg]", max: 45 mg/kg}
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX404",
        "a row outside the domain",
        "No value of the domain is in this row, or no patient can be: an age under 1 month and over 60 days.",
        "Either the row or the domain is not what was meant.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 50 kg]"}
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
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
    CodePage(
        "RX405",
        "a window without a value",
        "A window runs from high to low, leaves out the only value that it has, or lies below zero.",
        "A condition that never holds makes a rule that never fires.",
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
        - {weight: "(50 kg, 30 kg]", max: 60 mg/kg, cap: 3 g}
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
        "RX406",
        "a row over a variable that is not in the domain",
        "A row has a window of a variable that over does not name.",
        "What the rows must cover is then not said, so a gap could not be found.",
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
        - {weight: "(50 kg,)", age: ">= 16 a", max: 4 g}
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)", age: "[16 a, 130 a)"}
      rows:
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g}
        - {weight: "(50 kg,)", max: 4 g}
""",
    ),
)
