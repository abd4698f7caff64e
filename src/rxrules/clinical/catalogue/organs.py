"""Formulas of renal and hepatic function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.clinical import hepatic, renal
from rxrules.clinical.catalogue.parameters import AGE, CREATININE, HEIGHT, SEX, SURFACE, WEIGHT
from rxrules.clinical.definition import Formula
from rxrules.clinical.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable

_STABLE: Final = "with a stable creatinine"


def _cockcroft_gault(age: float, weight: float, sex: str, creatinine: float) -> tuple[str, ...]:
    factor = "0.85 x " if sex == "female" else ""
    return (f"{factor}(140 - {age:g}) x {weight:.6g} kg / (72 x {creatinine:.6g} mg/dL)",)


cockcroft_gault: Final = Formula(
    name="cockcroft-gault",
    version="1976",
    title="creatinine clearance (Cockcroft-Gault 1976)",
    source="Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41.",
    population=f"adults {_STABLE}",
    parameters=(AGE, WEIGHT, SEX, CREATININE),
    unit="mL/min",
    core=renal.creatinine_clearance_cockcroft_gault,
    working=_cockcroft_gault,
    example={"age": "60 a", "weight": "72 kg", "sex": "male", "creatinine": "1.0 mg/dL"},
    expected=80.0,
)


def _ckd_epi(age: float, sex: str, creatinine: float) -> tuple[str, ...]:
    kappa, alpha, factor = ("0.7", "-0.241", " x 1.012") if sex == "female" else ("0.9", "-0.302", "")
    return (f"142 x min({creatinine:.6g}/{kappa}, 1)^{alpha} x max({creatinine:.6g}/{kappa}, 1)^-1.200 x 0.9938^{age:g}{factor}",)


ckd_epi_creatinine: Final = Formula(
    name="ckd-epi-creatinine",
    version="2021",
    title="eGFR (CKD-EPI 2021, creatinine)",
    source="Inker LA, Eneanya ND, Coresh J, et al. New creatinine- and cystatin C-based equations to estimate GFR without race. "
    "N Engl J Med 2021;385:1737-1749.",
    population=f"adults {_STABLE}",
    parameters=(AGE, SEX, CREATININE),
    unit="mL/min/{1.73_m2}",
    core=renal.egfr_ckd_epi_2021,
    working=_ckd_epi,
    example={"age": "50 a", "sex": "female", "creatinine": "1.0 mg/dL"},
    expected=68.633,
)

schwartz_bedside: Final = Formula(
    name="schwartz-bedside",
    version="2009",
    title="eGFR (bedside Schwartz 2009)",
    source="Schwartz GJ, Munoz A, Schneider MF, et al. New equations to estimate GFR in children with CKD. "
    "J Am Soc Nephrol 2009;20:629-637.",
    population=f"children of 1 to 18 completed years {_STABLE}, measured by an enzymatic method",
    parameters=(AGE, HEIGHT, CREATININE),
    unit="mL/min/{1.73_m2}",
    core=renal.egfr_schwartz_2009,
    working=lambda age, height, creatinine: (f"0.413 x {height:.6g} cm / {creatinine:.6g} mg/dL",),  # noqa: ARG005
    example={"age": "4 a", "height": "100 cm", "creatinine": "0.4 mg/dL"},
    expected=103.25,
)

_SURFACE_SOURCE: Final = (
    "McIntosh JF, Moller E, Van Slyke DD. Studies of urea excretion. III. J Clin Invest 1928;6:467-483 (the surface of 1.73 m2)."
)

deindexed_gfr: Final = Formula(
    name="deindexed-gfr",
    version="1928",
    title="filtration rate freed of 1.73 m2",
    source=_SURFACE_SOURCE,
    population="everybody whose body surface is known",
    parameters=(Parameter("egfr", "indexed filtration rate", "mL/min/{1.73_m2}", 0, 1000), SURFACE),
    unit="mL/min",
    core=renal.deindexed,
    working=lambda egfr, bsa: (f"{egfr:.6g} x {bsa:.6g} m2 / 1.73 m2",),
    example={"egfr": "60 mL/min/1.73 m2", "bsa": "2.5 m2"},
    expected=86.71,
)

indexed_gfr: Final = Formula(
    name="indexed-gfr",
    version="1928",
    title="filtration rate indexed to 1.73 m2",
    source=_SURFACE_SOURCE,
    population="everybody whose body surface is known",
    parameters=(Parameter("gfr", "filtration rate that is not indexed", "mL/min", 0, 1000), SURFACE),
    unit="mL/min/{1.73_m2}",
    core=renal.indexed,
    working=lambda gfr, bsa: (f"{gfr:.6g} x 1.73 m2 / {bsa:.6g} m2",),
    example={"gfr": "48.55 mL/min", "bsa": "1.4 m2"},
    expected=59.994,
)

_FINDINGS: Final = (
    Parameter("bilirubin", "total bilirubin in serum", "mg/dL", 0.02, 80, analyte="bilirubin"),
    Parameter("albumin", "albumin in serum", "g/dL", 0.3, 8),
    Parameter("inr", "international normalised ratio", "1", 0.5, 50),
    Parameter(
        "ascites",
        "ascites (moderate: or severe)",
        words=hepatic.ASCITES,
        spellings={"absent": "none", "slight": "mild", "severe": "moderate", "moderate to severe": "moderate"},
    ),
    Parameter(
        "encephalopathy",
        "hepatic encephalopathy (mild: grade 1 or 2; severe: grade 3 or 4)",
        words=hepatic.ENCEPHALOPATHY,
        spellings={"absent": "none"} | {f"grade {grade}": "mild" if grade < 3 else "severe" for grade in (1, 2, 3, 4)},
    ),
)


def _child_pugh(
    name: str, title: str, people: str, core: Callable[..., float], between: tuple[float, float], expected: float
) -> Formula:
    def working(**values: float | str) -> tuple[str, ...]:
        points = hepatic.child_pugh_points(**values, between=between)  # type: ignore[arg-type]  # the same parameters
        shown = (f"{one.name} {values[one.name]:{'' if one.words else '.6g'}} {'' if one.words else one.unit}" for one in _FINDINGS)
        lines = [f"{text.removesuffix(' 1').rstrip()}: {given} of 3 points" for text, given in zip(shown, points, strict=True)]
        return (*lines, " + ".join(map(str, points)))

    return Formula(
        name=name,
        version="1973",
        title=title,
        source="Pugh RNH, Murray-Lyon IM, Dawson JL, Pietroni MC, Williams R. Transection of the oesophagus for bleeding "
        "oesophageal varices. Br J Surg 1973;60:646-649; with the INR in place of the prothrombin time.",
        population=people,
        parameters=_FINDINGS,
        unit="{score}",
        core=core,
        working=working,
        reading=lambda score, **_: f"class {hepatic.child_pugh_class(score)}",
        example={"bilirubin": "2.5 mg/dL", "albumin": "3.0 g/dL", "inr": "1.8", "ascites": "mild", "encephalopathy": "none"},
        expected=expected,
    )


child_pugh: Final = _child_pugh(
    "child-pugh", "Child-Pugh score (1973)", "patients with cirrhosis", hepatic.child_pugh_score, hepatic.BILIRUBIN, 9
)

child_pugh_cholestatic: Final = _child_pugh(
    "child-pugh-cholestatic", "Child-Pugh score of cholestatic disease (1973)",
    "patients with primary biliary or primary sclerosing cholangitis",
    hepatic.child_pugh_score_cholestatic, hepatic.BILIRUBIN_CHOLESTATIC, 8,
)  # fmt: skip
