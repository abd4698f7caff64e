"""Oncology: carboplatin by exposure, anthracyclines over a lifetime, and how far a dose may be rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rxrules.clinical.population import OutsidePopulation
from rxrules.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The filtration rate, in mL/min, above which none is used for carboplatin (FDA, October 2010).
CALVERT_CAP: Final = 125.0
#: How far a dose may be rounded, as a share of what was ordered.
HOPA_TOLERANCE: Final = 0.10


def carboplatin_calvert(auc: float, gfr: float, cap: float = CALVERT_CAP) -> float:
    """A dose of carboplatin in mg.

    Calvert AH, Newell DR, Gumbrell LA, et al. Carboplatin dosage: prospective evaluation of a simple formula based on renal
    function. J Clin Oncol 1989;7:1748-1756. The cap of 125 mL/min for estimated rates: FDA, carboplatin dosing, October 2010.

    Args:
        auc: the target area under the curve in mg/mL x min.
        gfr: the filtration rate in mL/min, not indexed to a body surface.
        cap: the largest rate that is used, in mL/min.

    >>> carboplatin_calvert(6, 140)
    900.0
    """
    return auc * (min(gfr, cap) + 25.0)


class AnthracyclineTable(NamedTuple):
    """Factors to doxorubicin of one publication, by agent, and agents without one, with the reason."""

    name: str
    factors: Mapping[str, float]
    refused: Mapping[str, str]


#: Mean ratios of Table 3.
FEIJEN_2019: Final = AnthracyclineTable(
    "Feijen 2019",
    {"doxorubicin": 1.0, "daunorubicin": 0.6, "epirubicin": 0.8, "mitoxantrone": 10.5},
    {"idarubicin": "its ratio could not be estimated"},
)
IGHG_2025: Final = AnthracyclineTable(
    "IGHG 2025",
    {"doxorubicin": 1.0, "daunorubicin": 0.6, "mitoxantrone": 10.5},
    {
        "epirubicin": "no recommendation, the evidence being inconclusive",
        "idarubicin": "no recommendation, the evidence being inconclusive",
    },
)


class AnthracyclineCourse(NamedTuple):
    """What was given in one course, in mg per m2 of the surface that the patient had then."""

    agent: str
    dose: float


def doxorubicin_equivalents(table: AnthracyclineTable, agent: str, dose: float, courses: float = 1.0) -> float:
    """The dose of doxorubicin, in mg/m2, that is as toxic to the heart.

    Feijen EAM, Leisenring WM, Stratton KL, et al. Derivation of anthracycline and anthraquinone equivalence ratios to doxorubicin
    for late-onset cardiotoxicity. JAMA Oncol 2019;5:864-871. Kouwenberg TW, van Dalen EC, Mulder RL, et al. IGHG recommendations
    for anthracycline and anthraquinone cardiac dysfunction equivalence ratios after childhood cancer. JACC CardioOncol 2025,
    doi:10.1016/j.jaccao.2025.05.009.

    Args:
        table: one of these.
        agent: the ingredient.
        dose: of a course, in mg/m2 of the body surface at that time.
        courses: how many such courses; a whole number.

    Raises:
        OutsidePopulation: the table has no ratio for the agent, or the courses are no whole number.
    """
    factor = table.factors.get(agent)
    if factor is None:
        reason = table.refused.get(agent, "")
        raise OutsidePopulation("agent", f"{table.name} has no ratio for {agent}{reason and ': '}{reason}")
    if courses != int(courses):
        raise OutsidePopulation("courses", f"got {courses:g}, expected a whole number")
    return factor * dose * courses


def lifetime_doxorubicin_equivalents(table: AnthracyclineTable, courses: Iterable[AnthracyclineCourse]) -> float:
    """The sum over all courses of a life, in mg/m2 of doxorubicin; errors as `doxorubicin_equivalents`.

    SAFETY: each course counts by the surface of its time. Milligrams over today's surface would shrink what a child was given.
    """
    return sum(doxorubicin_equivalents(table, one.agent, one.dose) for one in courses)


def per_surface(dose: float, bsa: float) -> float:
    """A dose in mg/m2.

    Args:
        dose: in mg.
        bsa: body surface when it was given, in m2.
    """
    return dose / bsa


def rounding_change(ordered: float, rounded: float) -> float:
    """How far a rounded dose lies from the one that was ordered, in percent of the latter; both in the same unit."""
    return (rounded - ordered) / ordered * 100.0


def within_rounding(ordered: float, rounded: float, tolerance: float = HOPA_TOLERANCE) -> bool:
    """Whether a dose was rounded by no more than a share of what was ordered; both in the same unit.

    Fahrenbruch R, Kintzel P, Bott AM, Gilmore S, Markham R. Dose rounding of biologic and cytotoxic anticancer agents: a position
    statement of the Hematology/Oncology Pharmacy Association. J Oncol Pract 2018.

    >>> within_rounding(187, 200), within_rounding(176, 200)
    (True, False)
    """
    return not exceeds(abs(rounding_change(ordered, rounded)), tolerance * 100.0)
