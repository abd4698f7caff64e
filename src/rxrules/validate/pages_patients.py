"""Pages of the codes RX2xx: contraindications, allergies, monitoring, omissions."""

from __future__ import annotations

from rxrules.codes import CodePage

_ALLERGEN = """\
groups:
  - id: penicillins
    members: [amoxicillin, ampicillin]
allergens:
  - {id: penicillin, names: [penicillins], drug: {group: penicillins}}
"""

PATIENTS = (
    CodePage(
        "RX231",
        "a contraindication without a condition",
        "A contraindication has no when.",
        "It would alert of every patient who gets the drug.",
        avoid="""\
rules:
  - id: ci.metformin
    kind: contraindication
    severity: contraindicated
    drug: {ingredient: metformin}
""",
        prefer="""\
rules:
  - id: ci.metformin-egfr
    kind: contraindication
    severity: contraindicated
    drug: {ingredient: metformin}
    when: {estimate: {code: egfr_any, is: "< 30 mL/min/{1.73_m2}", within: 90 d}}
""",
    ),
    CodePage(
        "RX232",
        "an allergy that does not say one thing",
        "An allergy has both drug and same, or neither; a drug without an allergen; or an allergen beside same: ingredient.",
        "It is not said which drugs are held against which allergies.",
        avoid=_ALLERGEN
        + """\
rules:
  - id: allergy.cefalexin
    kind: allergy
    severity: moderate
    drug: {ingredient: cefalexin}
""",
        prefer=_ALLERGEN
        + """\
rules:
  - id: allergy.cefalexin-penicillin
    kind: allergy
    severity: moderate
    drug: {ingredient: cefalexin}
    allergen: penicillin
""",
    ),
    CodePage(
        "RX233",
        "unknown allergen",
        "An allergy names an allergen that is not defined.",
        "No allergy of any patient would be recognised as it.",
        avoid=_ALLERGEN
        + """\
rules:
  - id: allergy.cefalexin-penicillin
    kind: allergy
    severity: moderate
    drug: {ingredient: cefalexin}
    allergen: penicilin
""",
        prefer=_ALLERGEN
        + """\
rules:
  - id: allergy.cefalexin-penicillin
    kind: allergy
    severity: moderate
    drug: {ingredient: cefalexin}
    allergen: penicillin
""",
    ),
    CodePage(
        "RX234",
        "two allergens of one name",
        "Two allergens are recognised by the same name or code. A warning.",
        "An allergy that is written so counts as both, and rules of either alert.",
        avoid="""\
allergens:
  - {id: penicillin, names: [beta-lactam]}
  - {id: cephalosporin, names: [beta lactam]}
""",
        prefer="""\
allergens:
  - {id: penicillin, names: [penicillins]}
  - {id: cephalosporin, names: [cephalosporins]}
""",
    ),
    CodePage(
        "RX235",
        "monitoring that finds nothing",
        "Monitoring names no test or has no severity, or only one of range and the severity out_of_range.",
        "The rule would stay silent where its author expects an alert.",
        avoid="""\
rules:
  - id: monitoring.lithium
    kind: monitoring
    severity: {missing: major, overdue: moderate}
    drug: {ingredient: lithium}
    test: [lithium_level]
    within: 90 d
    range: "[0.4 mmol/L, 1.0 mmol/L]"
""",
        prefer="""\
rules:
  - id: monitoring.lithium
    kind: monitoring
    severity: {missing: major, overdue: moderate, out_of_range: major}
    drug: {ingredient: lithium}
    test: [lithium_level]
    within: 90 d
    range: "[0.4 mmol/L, 1.0 mmol/L]"
""",
    ),
    CodePage(
        "RX236",
        "monitoring that passes something over",
        "Monitoring finds what is overdue and not what was never done, or the other way round. A warning.",
        "A test that was never done is not overdue: the patient who needs it most would get no alert.",
        avoid="""\
rules:
  - id: monitoring.lithium
    kind: monitoring
    severity: {overdue: moderate}
    drug: {ingredient: lithium}
    test: [lithium_level]
    within: 90 d
""",
        prefer="""\
rules:
  - id: monitoring.lithium
    kind: monitoring
    severity: {missing: major, overdue: moderate}
    drug: {ingredient: lithium}
    test: [lithium_level]
    within: 90 d
""",
    ),
    CodePage(
        "RX237",
        "an omission of nothing, or of everybody",
        "An omission does not say what is missing, or has neither drug nor when.",
        "It would alert of every patient.",
        avoid="""\
rules:
  - id: omission.folic-acid
    kind: omission
    severity: moderate
    missing: [{ingredient: folic acid}]
""",
        prefer="""\
rules:
  - id: omission.methotrexate-folic-acid
    kind: omission
    severity: moderate
    drug: {ingredient: methotrexate}
    missing: [{ingredient: folic acid}]
""",
    ),
    CodePage(
        "RX242",
        "an order is asked where there is none",
        "The condition of an omission without a drug, or of a burden's item that is no drug, asks something of an order.",
        "It is about the patient alone: there is no order that could be so.",
        avoid="""\
rules:
  - id: omission.statin
    kind: omission
    severity: minor
    when: {age: ">= 65 a", duration: "> 7 d"}
    missing: [{ingredient: simvastatin}]
""",
        prefer="""\
rules:
  - id: omission.statin
    kind: omission
    severity: minor
    when: {age: ">= 65 a", with: {ingredient: aspirin, taken: "> 7 d"}}
    missing: [{ingredient: simvastatin}]
""",
    ),
    CodePage(
        "RX243",
        "unknown estimate",
        "A condition asks for an estimate that does not exist.",
        "The condition would be unknown for every patient.",
        avoid="""\
rules:
  - id: ci.dabigatran
    kind: contraindication
    severity: contraindicated
    drug: {ingredient: dabigatran}
    when: {estimate: {code: crcl, is: "< 30 mL/min", within: 90 d}}
""",
        prefer="""\
rules:
  - id: ci.dabigatran
    kind: contraindication
    severity: contraindicated
    drug: {ingredient: dabigatran}
    when: {estimate: {code: crcl_actual, is: "< 30 mL/min", within: 90 d}}
""",
    ),
    CodePage(
        "RX244",
        "apart, before or after without their drugs",
        "A rule of another kind than interaction asks how far doses are apart; or before or after does not name a drug with of.",
        "There are no two drugs between whose doses it could be, or it is not known which of them comes first.",
        avoid="""\
rules:
  - id: ci.levothyroxine
    kind: contraindication
    severity: moderate
    drug: {ingredient: levothyroxine}
    when: {apart: "< 4 h"}
""",
        prefer="""\
rules:
  - id: ddi.levothyroxine-calcium
    kind: interaction
    severity: moderate
    between: [{ingredient: levothyroxine}, {ingredient: calcium carbonate}]
    when: {apart: "< 4 h"}
""",
    ),
)
