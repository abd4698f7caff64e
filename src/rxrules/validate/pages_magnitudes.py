"""Pages of the codes RX422 to RX424: limits of doses and ends of results that are out by a unit."""

from __future__ import annotations

from rxrules.codes import CodePage

MAGNITUDES = (
    CodePage(
        "RX422",
        "a limit beyond any dose",
        "A limit of a dose, a day or a week is above 1 kg, 10 g/kg or 400 g/m2. A warning.",
        "Nobody is given that much of anything, so that the rule can't alert; mostly g was written for mg. A smaller slip, such as "
        "4 g for 400 mg, is a dose of some other drug and is not seen here: a scenario of a dose just above the true limit "
        "finds it.",
        avoid="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    max: 30 g/kg
""",
        prefer="""\
rules:
  - id: dose.ibuprofen.child
    kind: dose_limit
    drug: {ingredient: ibuprofen}
    measure: per_day
    severity: {max: major}
    max: 30 mg/kg
""",
    ),
    CodePage(
        "RX423",
        "limits of a dose and of a day that are far apart",
        "Of one drug by the same routes the largest maximum of a day is more than 150 times, or less than a tenth of, the largest "
        "maximum of a single dose. A warning.",
        "A day that allows 1,000 single doses, or a tenth of one, is mostly a wrong unit in one of the two.",
        avoid="""\
rules:
  - id: dose.digoxin.single
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_dose
    severity: {max: major}
    max: 500 ug
  - id: dose.digoxin.daily
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_day
    severity: {max: major}
    max: 500 mg
""",
        prefer="""\
rules:
  - id: dose.digoxin.single
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_dose
    severity: {max: major}
    max: 500 ug
  - id: dose.digoxin.daily
    kind: dose_limit
    drug: {ingredient: digoxin}
    measure: per_day
    severity: {max: major}
    max: 500 ug
""",
    ),
    CodePage(
        "RX424",
        "a result that nobody has",
        "A condition on a result, or the range of a test, has an end that no result of this test comes near. A warning.",
        "It holds of everybody or of nobody; mostly the unit is another than was meant. What a result can be is told by wide "
        "windows of our own, which find slips of the pen and have no clinical meaning. A result outside them is told, and no check "
        "uses it.",
        avoid="""\
rules:
  - id: ci.spironolactone-potassium
    kind: contraindication
    drug: {ingredient: spironolactone}
    when: {observation: {code: potassium, is: "> 55 mmol/L", within: 30 d}}
    severity: major
""",
        prefer="""\
rules:
  - id: ci.spironolactone-potassium
    kind: contraindication
    drug: {ingredient: spironolactone}
    when: {observation: {code: potassium, is: "> 5.5 mmol/L", within: 30 d}}
    severity: major
""",
    ),
)
