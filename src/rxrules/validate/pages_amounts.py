"""Pages of the codes RX3xx: kinds of quantity."""

from __future__ import annotations

from rxrules.codes import CodePage

AMOUNTS = (
    CodePage(
        "RX301",
        "a quantity of another kind",
        "An age, weight, height, body surface, dose or length of time in a condition is in a unit that does not measure it.",
        "A weight in cm compares with nothing; what compares by chance would be worse.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {weight: "< 150 cm"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {weight: "< 50 kg"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX302",
        "a unit in which the observation has no result",
        "An observation or an estimate is compared with a quantity that its results don't have.",
        "An estimated GFR is indexed to 1.73 m2 and a creatinine clearance is not; in a small or large "
        "patient they differ by half.",
        avoid="""\
rules:
  - id: ddi.metformin-furosemide
    kind: interaction
    severity: moderate
    when: {observation: {code: egfr, is: "< 30 mL/min", within: 90 d}}
    between: [{ingredient: metformin}, {ingredient: furosemide}]
""",
        prefer="""\
rules:
  - id: ddi.metformin-furosemide
    kind: interaction
    severity: moderate
    when: {observation: {code: egfr, is: "< 30 mL/min/{1.73_m2}", within: 90 d}}
    between: [{ingredient: metformin}, {ingredient: furosemide}]
""",
    ),
    CodePage(
        "RX303",
        "a limit that is no dose",
        "A limit per dose, course or lifetime is an amount, alone or per kg or m2; a limit per day may say /d as well, and no "
        "other time; a rate is per time; a duration and an interval are lengths of time.",
        "A limit in mg/h read as one in mg/d would be wrong by a factor of 24.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 160 mg/h
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 4 g/d
""",
    ),
    CodePage(
        "RX304",
        "the limits of a rule count two things",
        "All limits of one rule are of one base: mass, or activity, or a count of one dose form.",
        "A sum of milligrams can't be held against a number of puffs.",
        avoid="""\
rules:
  - id: dose.salbutamol
    kind: dose_limit
    drug: {ingredient: salbutamol}
    measure: per_day
    severity: {max: major, min: minor}
    max: 1.6 mg
    min: 1 puff
""",
        prefer="""\
rules:
  - id: dose.salbutamol
    kind: dose_limit
    drug: {ingredient: salbutamol}
    measure: per_day
    severity: {max: major, min: minor}
    max: 16 puff
    min: 1 puff
""",
    ),
    CodePage(
        "RX305",
        "a cap that caps nothing",
        "A cap is the amount that a limit per kg or per m2 may not go beyond; it stands beside such a "
        "limit and is itself for the whole patient.",
        "A cap beside an absolute limit is a second limit under a wrong name.",
        avoid="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 4 g
    cap: 3 g
""",
        prefer="""\
rules:
  - id: dose.paracetamol
    kind: dose_limit
    drug: {ingredient: paracetamol}
    measure: per_day
    severity: {max: major}
    max: 60 mg/kg
    cap: 3 g
""",
    ),
    CodePage(
        "RX306",
        "a window with ends of two kinds",
        "The two ends of a window are different kinds of quantity.",
        "No value lies between 5 mg and 2 tablets.",
        avoid="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {of: ibuprofen, per_dose: "[400 mg, 2 tablet)"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
        prefer="""\
rules:
  - id: ddi.warfarin-ibuprofen
    kind: interaction
    severity: major
    when: {of: ibuprofen, per_dose: "[400 mg, 800 mg)"}
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
""",
    ),
    CodePage(
        "RX307",
        "within is no length of time",
        "How old a result may be, or how long ago an order may have ended, is a length of time above zero.",
        "With none at all every result is too old and the check is never made.",
        avoid="""\
rules:
  - id: ddi.phenelzine-sertraline
    kind: interaction
    severity: contraindicated
    between: [{ingredient: phenelzine, within: 0 d}, {ingredient: sertraline}]
""",
        prefer="""\
rules:
  - id: ddi.phenelzine-sertraline
    kind: interaction
    severity: contraindicated
    between: [{ingredient: phenelzine, within: 14 d}, {ingredient: sertraline}]
""",
    ),
    CodePage(
        "RX308",
        "nothing says how old a result may be",
        "A rule reads an observation, or an estimate that rests on one, without within. A warning.",
        "A kidney that worked two years ago says little of today; without within the oldest result counts as the newest does.",
        avoid="""\
rules:
  - id: ddi.spironolactone-ramipril
    kind: interaction
    severity: moderate
    when: {observation: {code: potassium, is: ">= 5 mmol/L"}}
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
        "RX309",
        "one variable of bands in two kinds",
        "The bands write an observation in units of different kinds, such as umol/L and mg/dL.",
        "Whether such bands leave a gap can only be proved on one scale.",
        avoid="""\
rules:
  - id: dose.digoxin
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_day
    severity: {max: major}
    bands:
      over: {creatinine: "[0 umol/L, 1000 umol/L)"}
      within: {creatinine: 90 d}
      rows:
        - {creatinine: "(, 180 umol/L)", max: 250 ug}
        - {creatinine: "[2 mg/dL,)", max: 125 ug}
""",
        prefer="""\
rules:
  - id: dose.digoxin
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_day
    severity: {max: major}
    bands:
      over: {creatinine: "[0 umol/L, 1000 umol/L)"}
      within: {creatinine: 90 d}
      rows:
        - {creatinine: "(, 180 umol/L)", max: 250 ug}
        - {creatinine: "[180 umol/L,)", max: 125 ug}
""",
    ),
    CodePage(
        "RX311",
        "a rounding that is none",
        "rounding is no fraction above 0 and below 50 %, or stands in a limit of time.",
        "A dose that was rounded to what can be given is a little beside the limit; half of it more is another dose.",
        avoid="""\
rules:
  - id: dose.gentamicin
    kind: dose_limit
    drug: {ingredient: gentamicin}
    measure: per_dose
    severity: {max: major}
    max: 7 mg/kg
    rounding: 20 mg
""",
        prefer="""\
rules:
  - id: dose.gentamicin
    kind: dose_limit
    drug: {ingredient: gentamicin}
    measure: per_dose
    severity: {max: major}
    max: 7 mg/kg
    rounding: 5 %
""",
    ),
)
