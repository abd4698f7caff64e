"""Formulas of doses: opioids, infusions, salts, oncology, and age around birth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.clinical import age as ages
from rxrules.clinical import infusion, oncology, opioids, salts
from rxrules.clinical.catalogue.parameters import WEIGHT
from rxrules.clinical.definition import Formula
from rxrules.clinical.parameter import Parameter, amount_text

if TYPE_CHECKING:
    from collections.abc import Callable


def _morphine(
    name: str, year: str, table: opioids.EquivalenceTable, source: str, example: dict[str, str], expected: float
) -> Formula:
    forms = tuple(form for form in opioids.FORMS if any(known == form for _, known in table.factors))

    def core(opioid: str, dose: float, form: str) -> float:
        return opioids.morphine_equivalents(table, opioid, dose, form)

    def working(opioid: str, dose: float, form: str) -> tuple[str, ...]:
        found = opioids.factor_of(table, opioid, dose, form)
        in_unit = opioids.in_unit_of(found, dose)
        band = ""
        if len(table.factors[opioid, form]) > 1:
            band = f" (above {found.above:g} mg/d" + (f" up to {found.up_to:g} mg/d)" if found.up_to < float("inf") else ")")
        factor = f"{table.name}, {opioid}, {form}: {found.factor:g} for each {found.unit}{band}"
        return factor, f"{in_unit:.6g} {found.unit} x {found.factor:g}"

    return Formula(
        name=name,
        version=year,
        title=f"morphine equivalents ({table.name})",
        source=source,
        population="adults with opioids for pain; not for the treatment of dependence, and not to convert one opioid into another",
        parameters=(
            # every opioid that a table knows of is a word here, so that a refusal can say why it is not reckoned
            Parameter(
                "opioid", "the opioid", words=tuple(sorted({*table.opioids, *table.refused})), spellings={"meperidine": "pethidine"}
            ),
            Parameter("dose", "whole daily dose; of a patch what it delivers (25 ug/h),", "mg/d", 0, 20_000),
            Parameter("form", "dose form", words=forms, default=opioids.ORAL),
        ),
        unit="{MME}/d",
        core=core,
        working=working,
        example=example,
        expected=expected,
    )


morphine_equivalents_cdc: Final = _morphine(
    "morphine-equivalents-cdc", "2022", opioids.CDC_2022,
    "Dowell D, Ragan KR, Jones CM, Baldwin GT, Chou R. CDC clinical practice guideline for prescribing opioids for pain, United "
    "States, 2022. MMWR Recomm Rep 2022;71(RR-3):1-95.",
    {"opioid": "methadone", "dose": "20.5 mg/d"}, 96.35,
)  # fmt: skip

morphine_equivalents_cdc_2016: Final = _morphine(
    "morphine-equivalents-cdc", "2016", opioids.CDC_2016,
    "Dowell D, Haegerich TM, Chou R. CDC guideline for prescribing opioids for chronic pain, United States, 2016. MMWR Recomm Rep "
    "2016;65(RR-1):1-49 (superseded). The bands of methadone join as in CMS, Opioid oral MME conversion factors, February 2018.",
    {"opioid": "methadone", "dose": "20.5 mg/d"}, 164,
)  # fmt: skip

morphine_equivalents_cms: Final = _morphine(
    "morphine-equivalents-cms", "2018", opioids.CMS_2018,
    "Centers for Medicare & Medicaid Services. Opioid oral morphine milligram equivalent (MME) conversion factors. February 2018 "
    "(superseded).",
    {"opioid": "tramadol", "dose": "200 mg/d"}, 20,
)  # fmt: skip


def _pump(
    name: str,
    title: str,
    rate_unit: str,
    concentration_unit: str,
    core: Callable[..., float],
    example: dict[str, str],
    expected: float,
) -> Formula:
    minutes = " x 60 min/h" if rate_unit.endswith("/min") else ""

    def working(rate: float, concentration: float, weight: float | None = None) -> tuple[str, ...]:
        by = "" if weight is None else f" x {weight:.6g} kg"
        return (f"{amount_text(rate, rate_unit)}{by}{minutes} / {amount_text(concentration, concentration_unit)}",)

    return Formula(
        name=name,
        version="arithmetic",
        title=title,
        source="arithmetic: rate x weight / concentration" if "/kg" in rate_unit else "arithmetic: rate / concentration",
        population="everybody",
        parameters=(
            Parameter("rate", "rate of the drug", rate_unit),
            *((WEIGHT,) if "/kg" in rate_unit else ()),
            Parameter("concentration", "concentration of the drug", concentration_unit, 1e-9),
        ),
        unit="mL/h",
        core=core,
        working=working,
        example=example,
        expected=expected,
    )


infusion_rate: Final = _pump(
    "infusion-rate", "rate of a pump, from a dose per kg", "ug/kg/min", "ug/mL", infusion.pump_rate_per_minute,
    {"rate": "5 mcg/kg/min", "weight": "80 kg", "concentration": "1.6 mg/mL"}, 15.0,
)  # fmt: skip

infusion_rate_fixed: Final = _pump(
    "infusion-rate-fixed", "rate of a pump, from a dose that is not per kg", "mg/h", "mg/mL", infusion.pump_rate,
    {"rate": "10 mg/h", "concentration": "4 mg/mL"}, 2.5,
)  # fmt: skip

infusion_rate_units: Final = _pump(
    "infusion-rate-units", "rate of a pump, from international units per kg", "[iU]/kg/h", "[iU]/mL", infusion.pump_rate,
    {"rate": "18 IU/kg/h", "weight": "70 kg", "concentration": "100 IU/mL"}, 12.6,
)  # fmt: skip

infusion_rate_units_fixed: Final = _pump(
    "infusion-rate-units-fixed", "rate of a pump, from international units that are not per kg", "[iU]/h", "[iU]/mL",
    infusion.pump_rate,
    {"rate": "4 IU/h", "concentration": "1 IU/mL"}, 4.0,
)  # fmt: skip

postmenstrual_age: Final = Formula(
    name="postmenstrual-age",
    version="2004",
    title="postmenstrual age (AAP 2004)",
    source="Engle WA; American Academy of Pediatrics Committee on Fetus and Newborn. Age terminology during the perinatal period. "
    "Pediatrics 2004;114:1362-1364.",
    population="newborns and infants, up to two years after birth",
    parameters=(
        Parameter(
            "gestational_age",
            "gestational age at birth (27w3d, 192 d, 27.4 wk)",
            "d",
            19 * 7,
            46 * 7,
            read=ages.read_weeks_and_days,
        ),
        Parameter("postnatal_age", "age since birth", "d", 0, 730, read=ages.read_weeks_and_days),
    ),
    unit="d",
    core=ages.postmenstrual_age,
    working=lambda gestational_age, postnatal_age: (f"{ages.weeks_and_days(gestational_age)} + {postnatal_age:.6g} d",),
    reading=lambda days, **_: ages.weeks_and_days(days),
    example={"gestational_age": "27w0d", "postnatal_age": "30 d"},
    expected=219,
)

phenytoin_acid_content: Final = Formula(
    name="phenytoin-acid-content",
    version="label",
    title="phenytoin in phenytoin sodium",
    source="US prescribing information, Dilantin (phenytoin sodium): 92 % phenytoin.",
    population="everybody",
    parameters=(Parameter("dose", "dose of phenytoin sodium", "mg"),),
    unit="mg",
    core=salts.phenytoin_acid,
    working=lambda dose: (f"{dose:.6g} mg x 0.92",),
    example={"dose": "300 mg"},
    expected=276,
)

fosphenytoin_mass: Final = Formula(
    name="fosphenytoin-mass",
    version="label",
    title="fosphenytoin sodium behind phenytoin sodium equivalents",
    source="US prescribing information, fosphenytoin sodium injection: 1.5 mg are 1 mg of phenytoin sodium equivalents (PE). "
    "Doses are ordered in PE, never in this mass.",
    population="everybody",
    parameters=(Parameter("equivalents", "dose in phenytoin sodium equivalents (PE)", "mg"),),
    unit="mg",
    core=salts.fosphenytoin_mass,
    working=lambda equivalents: (f"{equivalents:.6g} mg PE x 1.5",),
    example={"equivalents": "500 mg"},
    expected=750,
)

carboplatin_calvert: Final = Formula(
    name="carboplatin-calvert",
    version="1989",
    title="carboplatin for a target exposure (Calvert 1989)",
    source="Calvert AH, Newell DR, Gumbrell LA, et al. Carboplatin dosage: prospective evaluation of a simple formula based on "
    "renal function. J Clin Oncol 1989;7:1748-1756. Cap of 125 mL/min for estimated rates: FDA, October 2010.",
    population="adults",
    parameters=(
        Parameter("auc", "target area under the curve in mg/mL x min", "1", 0.5, 20),
        Parameter("gfr", "filtration rate that is not indexed to a body surface,", "mL/min", 0, 1000),
        Parameter("cap", "largest filtration rate to use", "mL/min", 1, 1000, default=oncology.CALVERT_CAP),
    ),
    unit="mg",
    core=oncology.carboplatin_calvert,
    working=lambda auc, gfr, cap: (
        *((f"filtration rate: {gfr:.6g} mL/min, capped at {cap:.6g} mL/min",) if gfr > cap else ()),
        f"{auc:.6g} x ({min(gfr, cap):.6g} + 25)",
    ),
    example={"auc": "5", "gfr": "90 mL/min"},
    expected=575,
)


def _anthracycline(name: str, year: str, title: str, table: oncology.AnthracyclineTable, source: str) -> Formula:
    def core(agent: str, dose: float, courses: float) -> float:
        return oncology.doxorubicin_equivalents(table, agent, dose, courses)

    def working(agent: str, dose: float, courses: float) -> tuple[str, ...]:
        factor = table.factors[agent]
        return f"{table.name}, {agent}: ratio {factor:g}", f"{courses:g} x {dose:.6g} mg/m2 x {factor:g}"

    return Formula(
        name=name,
        version=year,
        title=title,
        source=source,
        population="derived from survivors of childhood cancer; applied to adults for want of better",
        parameters=(
            Parameter("agent", "anthracycline or mitoxantrone", words=tuple(sorted({*table.factors, *table.refused}))),
            Parameter("dose", "dose of a course over the body surface at that time", "mg/m2", 0, 2000),
            Parameter("courses", "how many such courses", "1", 1, 200, default=1.0),
        ),
        unit="mg/m2",
        core=core,
        working=working,
        example={"agent": "doxorubicin", "dose": "60 mg/m2", "courses": "6"},
        expected=360,
    )


doxorubicin_equivalents_feijen: Final = _anthracycline(
    "doxorubicin-equivalents-feijen", "2019", "doxorubicin equivalents (Feijen 2019)", oncology.FEIJEN_2019,
    "Feijen EAM, Leisenring WM, Stratton KL, et al. Derivation of anthracycline and anthraquinone equivalence ratios to "
    "doxorubicin for late-onset cardiotoxicity. JAMA Oncol 2019;5:864-871, table 3.",
)  # fmt: skip

doxorubicin_equivalents_ighg: Final = _anthracycline(
    "doxorubicin-equivalents-ighg", "2025", "doxorubicin equivalents (IGHG 2025)", oncology.IGHG_2025,
    "Kouwenberg TW, van Dalen EC, Mulder RL, et al. IGHG recommendations for anthracycline and anthraquinone cardiac dysfunction "
    "equivalence ratios after childhood cancer. JACC CardioOncol 2025, doi:10.1016/j.jaccao.2025.05.009.",
)  # fmt: skip

dose_rounding: Final = Formula(
    name="dose-rounding",
    version="2018",
    title="rounding of a dose (HOPA 2018)",
    source="Fahrenbruch R, Kintzel P, Bott AM, Gilmore S, Markham R. Dose rounding of biologic and cytotoxic anticancer agents: a "
    "position statement of the Hematology/Oncology Pharmacy Association. J Oncol Pract 2018.",
    population="anticancer agents; not for those whose rounding a protocol or an institution excludes",
    parameters=(
        Parameter("ordered", "dose that was ordered", "mg", 1e-6),
        Parameter("rounded", "dose after rounding", "mg"),
        Parameter("tolerance", "how far it may be rounded", "%", 0, 100, default=oncology.HOPA_TOLERANCE * 100),
    ),
    unit="%",
    core=lambda ordered, rounded, tolerance: oncology.rounding_change(ordered, rounded),  # noqa: ARG005
    working=lambda ordered, rounded, tolerance: (f"({rounded:.6g} mg - {ordered:.6g} mg) / {ordered:.6g} mg",),  # noqa: ARG005
    reading=lambda _, ordered, rounded, tolerance: (
        f"{'within' if oncology.within_rounding(ordered, rounded, tolerance / 100) else 'beyond'} {tolerance:g} %"
    ),
    example={"ordered": "187 mg", "rounded": "200 mg"},
    expected=6.95,
)
