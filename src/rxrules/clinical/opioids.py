"""Morphine equivalents: factors by table and year, and the sum over a patient's opioids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from rxrules.clinical.population import OutsidePopulation
from rxrules.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: Forms that a table may give a factor for; where it gives just one, that is the form by mouth.
ORAL, TRANSDERMAL, BUCCAL, FILM, NASAL = "oral", "transdermal", "buccal", "film", "nasal"
FORMS: Final = (ORAL, TRANSDERMAL, BUCCAL, FILM, NASAL)

#: What one of a table's units is in mg/d: a patch of 1 ug/h delivers 24 ug a day.
#: As ratios of whole numbers, so that 25 ug/h are 60 MME/d and not a hair's breadth beside.
_MG_PER_DAY: Final = {"mg/d": (1, 1), "ug/d": (1, 1000), "ug/h": (24, 1000)}


class Factor(NamedTuple):
    """A factor, for daily doses above ``above`` and up to ``up_to``, both in mg/d, the latter included."""

    factor: float
    unit: str = "mg/d"
    above: float = 0.0
    up_to: float = float("inf")


class EquivalenceTable(NamedTuple):
    """The factors of one publication.

    Attributes:
        name: with its year.
        factors: by opioid and form; of several, one holds for the whole daily dose, by its band.
        refused: opioids that the publication names and that are not reckoned, with the reason.
    """

    name: str
    factors: Mapping[tuple[str, str], tuple[Factor, ...]]
    refused: Mapping[str, str]

    @property
    def opioids(self) -> tuple[str, ...]:
        """The opioids that have a factor, in alphabetical order."""
        return tuple(sorted({opioid for opioid, _ in self.factors}))


class OpioidDose(NamedTuple):
    """A daily dose of an opioid in mg/d (a patch of 25 ug/h delivers 0.6 mg/d), and its form."""

    opioid: str
    dose: float
    form: str = ORAL


def _oral(**factors: float) -> dict[tuple[str, str], tuple[Factor, ...]]:
    return {(opioid, ORAL): (Factor(factor),) for opioid, factor in factors.items()}


# The CDC wrote 1-20, 21-40, 41-60 and 61-80 mg/d in 2016, which leaves 20.5 and 40.5 without a factor. The table that CMS made
# of the CDC's own compilation says how they join: above 0 up to 20, above 20 up to 40, above 40 up to 60, above 60.
_METHADONE: Final = (
    Factor(4.0, up_to=20.0),
    Factor(8.0, above=20.0, up_to=40.0),
    Factor(10.0, above=40.0, up_to=60.0),
    Factor(12.0, above=60.0),
)
_PATCH: Final = {("fentanyl", TRANSDERMAL): (Factor(2.4, "ug/h"),)}
_PARTIAL_AGONIST: Final = {"buprenorphine": "it is a partial agonist, to which the table gives no factor"}

CDC_2022: Final = EquivalenceTable(
    "CDC 2022",
    _oral(
        codeine=0.15, hydrocodone=1.0, hydromorphone=5.0, methadone=4.7, morphine=1.0, oxycodone=1.5, oxymorphone=3.0,
        tapentadol=0.4, tramadol=0.2,
    )
    | _PATCH,
    _PARTIAL_AGONIST,
)  # fmt: skip

CDC_2016: Final = EquivalenceTable(
    "CDC 2016",
    _oral(codeine=0.15, hydrocodone=1.0, hydromorphone=4.0, morphine=1.0, oxycodone=1.5, oxymorphone=3.0)
    | {("methadone", ORAL): _METHADONE}
    | _PATCH,
    _PARTIAL_AGONIST,
)

# CMS gives 7.2 for a patch of 1 ug/h that lasts three days, to be multiplied by patches a day: 2.4 for each ug/h that is worn.
CMS_2018: Final = EquivalenceTable(
    "CMS 2018",
    _oral(
        codeine=0.15, dihydrocodeine=0.25, hydrocodone=1.0, hydromorphone=4.0, levorphanol=11.0, morphine=1.0, opium=1.0,
        oxycodone=1.5, oxymorphone=3.0, pentazocine=0.37, pethidine=0.1, tapentadol=0.4, tramadol=0.1,
    )
    | _PATCH
    | {
        ("butorphanol", NASAL): (Factor(7.0),),
        ("fentanyl", BUCCAL): (Factor(0.13, "ug/d"),),
        ("fentanyl", FILM): (Factor(0.18, "ug/d"),),
        ("fentanyl", NASAL): (Factor(0.16, "ug/d"),),
    },
    _PARTIAL_AGONIST
    | {"methadone": "the table gives two rules for it (3, and 4 to 12 by the dose); morphine-equivalents-cdc-2016 has the latter"},
)  # fmt: skip


def factor_of(table: EquivalenceTable, opioid: str, dose: float, form: str = ORAL) -> Factor:
    """The factor that a table gives for a daily dose.

    Args:
        table: the publication.
        opioid: the ingredient.
        dose: the whole daily dose of that opioid, over all its products, in mg/d.
        form: one of `FORMS`.

    Raises:
        OutsidePopulation: the table has no factor for that opioid in that form.
    """
    factors = table.factors.get((opioid, form))
    if factors is None:
        forms = ", ".join(known for known in FORMS if (opioid, known) in table.factors)
        if forms:
            raise OutsidePopulation("form", f"{table.name} has no factor for {opioid}, {form}, but for {forms}")
        reason = table.refused.get(opioid, "")
        raise OutsidePopulation("opioid", f"{table.name} has no factor for {opioid}{reason and ': '}{reason}")
    # INVARIANT: bands join without a hole, and the last one has no end.
    return next(one for one in factors if not exceeds(dose, one.up_to))


def in_unit_of(factor: Factor, dose: float) -> float:
    """A daily dose in the unit of a factor: 0.6 mg/d as 25 ug/h.

    Args:
        factor: of a table.
        dose: in mg/d.
    """
    above, below = _MG_PER_DAY[factor.unit]
    return dose * below / above


def morphine_equivalents(table: EquivalenceTable, opioid: str, dose: float, form: str = ORAL) -> float:
    """Oral morphine milligram equivalents a day of one opioid, in MME/d; arguments and errors as `factor_of`.

    >>> morphine_equivalents(CDC_2016, "methadone", 20.5)
    164.0
    """
    found = factor_of(table, opioid, dose, form)
    return in_unit_of(found, dose) * found.factor


def total_morphine_equivalents(table: EquivalenceTable, doses: Iterable[OpioidDose]) -> float:
    """Oral morphine milligram equivalents a day of all opioids together, in MME/d.

    Doses of one opioid in one form are added up before its factor is looked up, because methadone's depends on the whole of it.

    Raises:
        OutsidePopulation: an opioid has no factor; a sum without it would look lower than it is.
    """
    together: dict[tuple[str, str], float] = {}
    for one in doses:
        together[one.opioid, one.form] = together.get((one.opioid, one.form), 0.0) + one.dose
    return sum(morphine_equivalents(table, opioid, dose, form) for (opioid, form), dose in together.items())
