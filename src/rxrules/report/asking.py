"""Conditions of a plan in words: what a rule asks for, with its numbers in the units in which people write them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.chart.estimates import ESTIMATES
from rxrules.errors import UnitError
from rxrules.plan import Window
from rxrules.terminology.observations import OBSERVATIONS
from rxrules.units import Kind, canonical_unit, parse_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.plan import Condition, Plan

#: How many names are told of a population before the rest is only counted.
_MOST_NAMES = 6
_KEPT = lru_cache(maxsize=1024)

#: Names of tests that people write in another way than rules do.
_TESTS = {
    "egfr": "eGFR",
    "crcl": "creatinine clearance",
    "inr": "INR",
    "alt": "ALT",
    "ast": "AST",
    "ggt": "GGT",
    "tsh": "TSH",
    "hba1c": "HbA1c",
    "qtc": "QTc",
    "aptt": "aPTT",
    "free_t4": "free T4",
}
_BODY = {"weight": ("weight", "kg"), "height": ("height", "cm"), "bsa": ("body surface", "m2")}
_READABLE = {"1": "", "a": "years", "mo": "months", "d": "days", "{INR}": ""}
_STATES = {"pregnant": "pregnant", "breastfeeding": "breastfeeding"}
_LISTS = {"preferences": "preference", "goals": "goal"}
_MEASURES = {"per_dose": "dose", "per_day": "daily dose", "per_week": "weekly dose"}
_PER = {"per_dose": "", "per_day": "/d", "per_week": "/wk"}


class Printed(NamedTuple):
    """How a variable is printed: its name, a UCUM unit, and how much of the canonical unit that is."""

    name: str
    unit: str
    factor: float

    def number(self, value: float) -> float:
        """A canonical value in this unit, without the noise of floats."""
        return float(f"{value / self.factor:.12g}")

    def text(self, value: float) -> str:
        """A canonical value with its unit, in words."""
        return with_unit(f"{value / self.factor:.12g}", self.unit)


def with_unit(number: str, unit: str) -> str:
    """A number with its unit as people read it: ``30 mL/min/1.73 m2``."""
    return f"{number} {readable(unit)}".strip()


def readable(unit: str) -> str:
    """A UCUM unit as people read it.

    >>> readable("mL/min/{1.73_m2}"), readable("{MME}/d"), readable("a")
    ('mL/min/1.73 m2', 'MME/d', 'years')
    """
    return _READABLE.get(unit, unit.replace("{1.73_m2}", "1.73 m2").replace("{", "").replace("}", ""))


def test_name(name: str) -> str:
    """A test as people call it.

    >>> test_name("egfr"), test_name("digoxin_level")
    ('eGFR', 'digoxin level')
    """
    return _TESTS.get(name, name.replace("_", " "))


def some(names: Sequence[str]) -> str:
    """The first few names of a population, and how many more there are."""
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


@_KEPT
def printed(variable: str, *ends: float | None) -> Printed:
    """How a variable of the plan is printed.

    Args:
        variable: as in `rxrules.plan`.
        ends: canonical ends of a window; whole years are printed as years.
    """
    if variable == "age_months":
        whole = all(end is not None and end % 12 == 0 for end in ends if end is not None)
        return Printed("age", "a", 12.0) if whole else Printed("age", "mo", 1.0)
    if variable == "age_days":
        return Printed("age", "d", 1.0)
    if variable in _BODY:
        return Printed(*_BODY[variable], 1.0)
    name, _, kind = variable.partition(":")[2].partition("@")
    if variable.startswith("est:") and name in ESTIMATES:
        estimate = ESTIMATES[name]
        return Printed(estimate.title, estimate.unit, parse_unit(estimate.unit).factor)
    unit = next((unit for unit in _units(name) if str(parse_unit(unit).kind) == kind), "")
    if unit:
        return Printed(test_name(name), unit, parse_unit(unit).factor)
    return Printed(test_name(name or variable), canonical(kind), 1.0)


def _units(name: str) -> tuple[str, ...]:
    known = OBSERVATIONS.get(name)
    return () if known is None else known.units


def canonical(kind: str) -> str:
    """The canonical unit of a kind of quantity by its name, ``mass/body_surface``; empty where there is no such kind."""
    base, *per = kind.split("/")
    try:
        return canonical_unit(Kind(base, tuple(per))).code
    except UnitError:
        return ""


def window_words(window: Window, how: Printed, *, outside: bool = False) -> str:
    """The values of a window in words; with ``outside`` those that are not in it.

    >>> window_words(Window(None, False, 30.0, False), Printed("", "kg", 1.0))
    'below 30 kg'
    >>> window_words(Window(None, False, 30.0, False), Printed("", "kg", 1.0), outside=True)
    '30 kg or more'
    """
    low, low_closed, high, high_closed = window
    if low is not None and high is not None:
        least = f"{low / how.factor:.12g}"
        if low == high:
            words = how.text(low)
        else:
            words = f"{'' if low_closed else 'above '}{least} to {'' if high_closed else 'below '}{how.text(high)}"
        return f"not {words}" if outside else words
    if low is not None:
        # what is not above an open end is at most that end
        return _at_least(how.text(low), closed=low_closed) if not outside else _at_most(how.text(low), closed=not low_closed)
    if high is not None:
        return _at_most(how.text(high), closed=high_closed) if not outside else _at_least(how.text(high), closed=not high_closed)
    return "none" if outside else "any"


def _at_least(value: str, *, closed: bool) -> str:
    return f"{value} or more" if closed else f"above {value}"


def _at_most(value: str, *, closed: bool) -> str:
    return f"{value} or less" if closed else f"below {value}"


def asked(plan: Plan, condition: Condition, *, negated: bool = False) -> str:
    """What a condition asks for, in words.

    Args:
        plan: whose populations and definitions it names.
        condition: of the plan.
        negated: whether it is its opposite that is asked for.
    """
    operator, *rest = condition
    if operator == "not":
        return asked(plan, _condition(rest[0]), negated=not negated)
    if operator in ("all", "any"):
        parts = [asked(plan, _condition(part), negated=negated) for part in rest]
        word = " and " if (operator == "all") != negated else " or "
        return word.join(f"({part})" if len(parts) > 1 and (" and " in part or " or " in part) else part for part in parts)
    if operator == "order":
        return asked(plan, _condition(rest[1]), negated=negated)
    make = _WORDS.get(str(operator))
    return str(operator) if make is None else make(plan, negated, *rest)


def _condition(part: object) -> Condition:
    assert isinstance(part, tuple)  # noqa: S101  of the plan's form
    return part


def _range(_plan: Plan, negated: bool, variable: str, *rest: Any) -> str:  # noqa: FBT001
    *window, within = rest
    how = printed(variable, window[0], window[2])
    lately = f" in the last {within:g} d" if within is not None else ""
    return f"{how.name} {window_words(Window(*window), how, outside=negated)}{lately}"


def _plainly(text: str, negated: bool) -> str:  # noqa: FBT001
    return f"not {text}" if negated else text


def _state(name: str) -> Any:
    def words(_plan: Plan, negated: bool, wanted: bool) -> str:  # noqa: FBT001
        return _plainly(_STATES[name], wanted == negated)

    return words


def title_of(plan: Plan, condition: str) -> str:
    """What a condition of the patient is called."""
    return next((one.title for one in plan.conditions if one.id == condition and one.title), condition.replace("-", " "))


def allergen_of(plan: Plan, allergen: int) -> str:
    """What an allergen is called."""
    one = plan.allergens[allergen]
    return one.title or one.id.replace("-", " ")


def _listed(plan: Plan, negated: bool, name: str, active: bool) -> str:  # noqa: FBT001
    return f"{'no ' if negated else ''}{title_of(plan, name)}{'' if active else ' now or in the past'}"


def _stated(plan: Plan, negated: bool, what: str, name: str) -> str:  # noqa: FBT001
    return f"{'no ' if negated else ''}{_LISTS[what]} {title_of(plan, name)}"


def _with(
    plan: Plan,
    negated: bool,  # noqa: FBT001
    population: int,
    condition: Condition | None,
    present: bool,  # noqa: FBT001
    _own: object,
    within: float | None = None,
) -> str:
    names = some(plan.populations[population])
    such = "" if condition is None else f" ({asked(plan, condition)})"
    lately = "" if within is None else f", now or in the {within:g} d before"
    return f"{'with' if present != negated else 'without'} {names}{such}{lately}"


def _amount(_plan: Plan, negated: bool, _population: int, measure: str, base: str, _routes: object, *window: Any) -> str:  # noqa: FBT001
    how = Printed("", canonical(base) + _PER[measure], 1.0)
    return f"{_MEASURES[measure]} {window_words(Window(*window), how, outside=negated)}"


def _contains(plan: Plan, negated: bool, population: int) -> str:  # noqa: FBT001
    return _plainly(f"of {some(plan.populations[population])}", negated)


def _days(what: str) -> Any:
    def words(_plan: Plan, negated: bool, *window: Any) -> str:  # noqa: FBT001
        return f"{what} {window_words(Window(*window), Printed('', 'd', 1.0), outside=negated)}"

    return words


def _apart(_plan: Plan, negated: bool, *window: Any) -> str:  # noqa: FBT001
    return f"taken {window_words(Window(*window), HOURS, outside=negated)} apart"


def _each(_plan: Plan, negated: bool, *window: Any) -> str:  # noqa: FBT001
    ends = [end for end in Window(*window)[::2] if end]
    how = MINUTES if ends and max(ends) < 1.0 / 24.0 else HOURS
    return f"each dose given over {window_words(Window(*window), how, outside=negated)}"


def _ahead(_plan: Plan, negated: bool, slot: int, *window: Any) -> str:  # noqa: FBT001
    one, other = ("first", "second") if slot == 0 else ("second", "first")
    return f"the {one} drug taken {window_words(Window(*window), HOURS, outside=negated)} before the {other}"


def _tested(_plan: Plan, negated: bool, names: Sequence[str], within: float | None) -> str:  # noqa: FBT001
    lately = f" in the last {within:g} d" if within is not None else " at any time"
    return f"{'no ' if negated else ''}{' or '.join(map(test_name, names))}{lately}"


def _allergy(plan: Plan, negated: bool, allergen: int, _population: int | None) -> str:  # noqa: FBT001
    what = "the drug itself" if allergen < 0 else allergen_of(plan, allergen)
    return f"{'no ' if negated else ''}allergy to {what}"


#: Of distances in time, which are canonical in days.
HOURS = Printed("", "h", 1.0 / 24.0)
MINUTES = Printed("", "min", 1.0 / 1440.0)

_WORDS: dict[str, Any] = {
    "range": _range,
    "sex": lambda _plan, negated, sex: _plainly(sex, negated),
    "pregnant": _state("pregnant"),
    "breastfeeding": _state("breastfeeding"),
    "condition": _listed,
    "stated": _stated,
    "with": _with,
    "route": lambda _plan, negated, routes: f"{'not ' if negated else ''}by {' or '.join(routes)}",
    "amount": _amount,
    "contains": _contains,
    "each_lasts": _each,
    "duration": _days("a course of"),
    "taken": _days("taken for"),
    "prn": lambda _plan, negated, wanted: _plainly("taken as needed", wanted == negated),
    "indication": lambda plan, negated, name: f"{'not ' if negated else ''}given for {title_of(plan, name)}",
    "phase": lambda _plan, negated, wanted: _plainly(f"of the {wanted} phase", negated),
    "apart": _apart,
    "ahead": _ahead,
    "tested": _tested,
    "allergy": _allergy,
}
