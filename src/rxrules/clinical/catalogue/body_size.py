"""Formulas of body size and of weights to dose by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.clinical import body_size as surface
from rxrules.clinical import weight as weights
from rxrules.clinical.catalogue.parameters import AGE_IF_KNOWN, BELOW_152CM, HEIGHT, SEX, WEIGHT
from rxrules.clinical.definition import Formula

if TYPE_CHECKING:
    from collections.abc import Callable

_EVERYBODY: Final = "children and adults"
_ADULTS: Final = "adults"


def _surface(
    name: str, year: str, title: str, source: str, core: Callable[..., float], sum_: str, expected: float, people: str = _EVERYBODY
) -> Formula:
    return Formula(
        name=name,
        version=year,
        title=f"body surface ({title} {year})",
        source=source,
        population=people,
        parameters=(HEIGHT, WEIGHT),
        unit="m2",
        core=core,
        working=lambda height, weight: (sum_.format(height=f"{height:.6g}", weight=f"{weight:.6g}"),),
        example={"height": "170 cm", "weight": "70 kg"},
        expected=expected,
    )


bsa_mosteller: Final = _surface(
    "bsa-mosteller", "1987", "Mosteller",
    "Mosteller RD. Simplified calculation of body-surface area. N Engl J Med 1987;317:1098.",
    surface.body_surface_mosteller, "square root of ({height} cm x {weight} kg / 3600)", 1.8181,
)  # fmt: skip

bsa_du_bois: Final = _surface(
    "bsa-du-bois", "1916", "Du Bois",
    "Du Bois D, Du Bois EF. A formula to estimate the approximate surface area if height and weight be known. "
    "Arch Intern Med 1916;17:863-871.",
    surface.body_surface_du_bois, "0.007184 x ({height} cm)^0.725 x ({weight} kg)^0.425", 1.8097,
    f"{_EVERYBODY}; made from nine people, and low in infants",
)  # fmt: skip

bsa_haycock: Final = _surface(
    "bsa-haycock", "1978", "Haycock",
    "Haycock GB, Schwartz GJ, Wisotsky DH. Geometric method for measuring body surface area. J Pediatr 1978;93:62-66.",
    surface.body_surface_haycock, "0.024265 x ({height} cm)^0.3964 x ({weight} kg)^0.5378", 1.8257,
    "infants, children and adults",
)  # fmt: skip

bsa_gehan_george: Final = _surface(
    "bsa-gehan-george", "1970", "Gehan-George",
    "Gehan EA, George SL. Estimation of human body surface area from height and weight. Cancer Chemother Rep 1970;54:225-235.",
    surface.body_surface_gehan_george, "0.0235 x ({height} cm)^0.42246 x ({weight} kg)^0.51456", 1.8313,
)  # fmt: skip

body_mass_index: Final = Formula(
    name="body-mass-index",
    version="1972",
    title="body mass index (Keys 1972)",
    source="Keys A, Fidanza F, Karvonen MJ, Kimura N, Taylor HL. Indices of relative weight and obesity. "
    "J Chronic Dis 1972;25:329-343.",
    population="everybody; its usual classes are those of adults",
    parameters=(HEIGHT, WEIGHT),
    unit="kg/m2",
    core=surface.body_mass_index,
    working=lambda height, weight: (f"{weight:.6g} kg / ({height / 100:.6g} m)^2",),
    example={"height": "180 cm", "weight": "130 kg"},
    expected=40.123,
)

_DEVINE: Final = "Devine BJ. Gentamicin therapy. Drug Intell Clin Pharm 1974;8:650-655."


def _devine(height: float, sex: str, age: float | None = None) -> tuple[str, ...]:
    del age
    return (f"{45.5 if sex == 'female' else 50:g} + 2.3 x ({height / 2.54:.6g} in - 60)",)


ideal_weight_devine: Final = Formula(
    name="ideal-weight-devine",
    version="1974",
    title="ideal weight (Devine 1974)",
    source=_DEVINE,
    population="adults from 152.4 cm (5 ft)",
    parameters=(HEIGHT, SEX, AGE_IF_KNOWN),
    unit="kg",
    core=weights.ideal_weight_devine,
    working=_devine,
    example={"height": "175 cm", "sex": "male"},
    expected=70.465,
)

ideal_weight_devine_extrapolated: Final = Formula(
    name="ideal-weight-devine-extrapolated",
    version="1974",
    title="ideal weight (Devine 1974, extrapolated)",
    source=f"{_DEVINE} Below 152.4 cm its line is gone on with, which the publication does not do.",
    population="adults of any height",
    parameters=(HEIGHT, SEX, AGE_IF_KNOWN),
    unit="kg",
    core=weights.ideal_weight_devine_extrapolated,
    working=_devine,
    example={"height": "145 cm", "sex": "female"},
    expected=38.799,
)


def _adjusted(
    height: float, weight: float, sex: str, age: float | None = None, below_152cm: str = weights.REFUSE
) -> tuple[str, ...]:
    ideal = weights.ideal_weight(height, sex, age, below_152cm)
    return (
        f"ideal weight (Devine 1974): {_devine(height, sex)[0]} = {ideal:.6g} kg",
        f"{ideal:.6g} + 0.4 x ({weight:.6g} - {ideal:.6g})",
    )


adjusted_weight: Final = Formula(
    name="adjusted-weight",
    version="1983",
    title="adjusted weight (Bauer 1983)",
    source="Bauer LA, Edwards WAD, Dellinger EP, Simonowitz DA. Influence of weight on aminoglycoside pharmacokinetics in normal "
    "weight and morbidly obese patients. Eur J Clin Pharmacol 1983;24:643-647. With ideal weight by Devine 1974.",
    population="adults at or above their ideal weight, from 152.4 cm unless extrapolation is asked for",
    parameters=(HEIGHT, WEIGHT, SEX, AGE_IF_KNOWN, BELOW_152CM),
    unit="kg",
    core=weights.adjusted_weight,
    working=_adjusted,
    example={"height": "180 cm", "weight": "130 kg", "sex": "male"},
    expected=96.995,
)


def _lean(height: float, weight: float, sex: str, age: float | None = None) -> tuple[str, ...]:
    del age
    index = surface.body_mass_index(height, weight)
    below = "8780 + 244" if sex == "female" else "6680 + 216"
    return (f"body mass index: {index:.6g} kg/m2", f"9270 x {weight:.6g} / ({below} x {index:.6g})")


lean_weight_janmahasatian: Final = Formula(
    name="lean-weight-janmahasatian",
    version="2005",
    title="lean weight (Janmahasatian 2005)",
    source="Janmahasatian S, Duffull SB, Ash S, Ward LC, Byrne NM, Green B. Quantification of lean bodyweight. "
    "Clin Pharmacokinet 2005;44:1051-1065.",
    population="adults; made from people of 18 to 82 years and 17 to 70 kg/m2",
    parameters=(HEIGHT, WEIGHT, SEX, AGE_IF_KNOWN),
    unit="kg",
    core=weights.lean_weight_janmahasatian,
    working=_lean,
    example={"height": "180 cm", "weight": "130 kg", "sex": "male"},
    expected=78.525,
)


def _convention(
    name: str,
    year: str,
    title: str,
    source: str,
    choose: Callable[..., tuple[str, float]],
    measured: Callable[..., str],
    rule: str,
) -> Formula:
    def core(**values: float | str) -> float:
        return choose(**values)[1]

    def working(**values: float | str) -> tuple[str, ...]:
        chosen = choose(**values)[0]
        height, weight = float(values["height"]), float(values["weight"])
        shown = (rule, measured(**values))
        if chosen == weights.ADJUSTED:
            return (*shown, *_adjusted(**values))  # type: ignore[arg-type]  # the same parameters
        if chosen == weights.IDEAL:
            return (*shown, _devine(height, str(values["sex"]))[0])
        return (*shown, f"{weight:.6g} kg")

    return Formula(
        name=name,
        version=year,
        title=title,
        source=source,
        population="adults, from 152.4 cm wherever ideal weight is needed, unless extrapolation is asked for",
        parameters=(HEIGHT, WEIGHT, SEX, AGE_IF_KNOWN, BELOW_152CM),
        unit="kg",
        core=core,
        working=working,
        reading=lambda _, **values: f"{choose(**values)[0]} weight",
        example={"height": "180 cm", "weight": "130 kg", "sex": "male"},
        expected=96.995,
    )


def _beside_ideal(height: float, weight: float, sex: str, age: float | None = None, below_152cm: str = weights.REFUSE) -> str:
    ideal = weights.ideal_weight(height, sex, age, below_152cm)
    return f"{weight:.6g} kg is {weight / ideal:.4g} times the ideal weight of {ideal:.6g} kg"


def _index(height: float, weight: float, **_: float | str) -> str:
    return f"{weight:.6g} kg / ({height / 100:.6g} m)^2 is {surface.body_mass_index(height, weight):.6g} kg/m2"


cockcroft_gault_weight_by_ideal: Final = _convention(
    "cockcroft-gault-weight-by-ideal", "2016", "weight for Cockcroft-Gault (by ideal weight)",
    "A convention of practice, as told by Kantorovich A. Medications that always use actual body weight to calculate creatinine "
    "clearance. Pharmacy Times, 2 June 2016.",
    weights.choice_by_ideal, _beside_ideal, "actual below ideal weight, ideal up to 1.3 times ideal, adjusted above",
)  # fmt: skip

cockcroft_gault_weight_by_bmi: Final = _convention(
    "cockcroft-gault-weight-by-bmi", "2012", "weight for Cockcroft-Gault (by body mass index, Winter 2012)",
    "Winter MA, Guhr KN, Berg GM. Impact of various body weights and serum creatinine concentrations on the bias and accuracy of "
    "the Cockcroft-Gault equation. Pharmacotherapy 2012;32:604-612.",
    weights.choice_by_bmi, _index, "actual below 18.5 kg/m2, ideal up to 25 kg/m2, adjusted above",
)  # fmt: skip
