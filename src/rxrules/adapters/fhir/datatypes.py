"""The data types of FHIR: concepts, quantities, ranges, ratios and periods, read into those of the model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from attrs import evolve, frozen

from rxrules.adapters.reading import Place, Reading, shown
from rxrules.errors import UnitError
from rxrules.units import Quantity, Unit, coded_unit, parse_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Moment

COMPARATORS = ("<", "<=", ">=", ">")


@frozen
class Coding:
    """A code of a system, with what it shows."""

    system: str = ""
    code: str = ""
    display: str = ""


@frozen
class Concept:
    """A CodeableConcept: a text, and codings for the same thing."""

    text: str = ""
    codings: tuple[Coding, ...] = ()

    @property
    def name(self) -> str:
        """What people call it: the text, else the first display."""
        return self.text or next((coding.display for coding in self.codings if coding.display), "")

    @property
    def coded(self) -> Iterator[Coding]:
        """The codings that have both a system and a code, each once."""
        seen: set[tuple[str, str]] = set()
        for coding in self.codings:
            if coding.system and coding.code and (coding.system, coding.code) not in seen:
                seen.add((coding.system, coding.code))
                yield coding

    def has(self, codes: frozenset[str]) -> bool:
        """Whether one of its codes, of whatever system, is one of these."""
        return any(coding.code in codes for coding in self.codings)

    def __bool__(self) -> bool:
        """Whether it says anything."""
        return bool(self.text or any(c.code or c.display for c in self.codings))


NOTHING = Concept()


def listed(raw: Any) -> list[Any]:
    """What stands in a list, or alone where others write a list (as XML turned to JSON does)."""
    if raw is None:
        return []
    return raw if isinstance(raw, list) else [raw]


def each(raw: dict[str, Any], key: str, place: Place) -> Iterator[tuple[Any, Place]]:
    """The elements at a key, each with its place."""
    value = raw.get(key)
    if isinstance(value, list):
        for i, one in enumerate(value):
            yield one, (*place, key, i)
    elif value is not None:
        yield value, (*place, key)


def concept(reading: Reading, raw: Any, place: Place) -> Concept:
    """A CodeableConcept, a Coding, or the concept of an R5 CodeableReference; nothing where there is none."""
    if raw is None:
        return NOTHING
    if isinstance(raw, list):
        return concept(reading, raw[0], (*place, 0)) if raw else NOTHING
    if isinstance(raw, str):
        return Concept(raw.strip())
    fields = reading.mapping(raw, place, "a CodeableConcept")
    if fields is None:
        return NOTHING
    if "concept" in fields:
        return concept(reading, fields["concept"], (*place, "concept"))
    if "coding" not in fields and "code" in fields:
        return Concept("", (_coding(reading, fields, place),))
    codings = []
    for one, at in each(fields, "coding", place):
        if (coding := reading.mapping(one, at, "a Coding")) is not None:
            codings.append(_coding(reading, coding, at))
    return Concept(reading.text(fields.get("text"), (*place, "text")), tuple(codings))


def _coding(reading: Reading, raw: dict[str, Any], place: Place) -> Coding:
    return Coding(*(reading.text(raw.get(name), (*place, name)) for name in ("system", "code", "display")))


def code_of(reading: Reading, raw: Any, place: Place) -> str:
    """The code of an element that is a ``code`` in one version and a CodeableConcept in another."""
    if isinstance(raw, str):
        return raw.strip()
    found = concept(reading, raw, place)
    return next((coding.code for coding in found.codings if coding.code), found.text)


def moment(reading: Reading, raw: Any, place: Place) -> Moment | None:
    """A date, dateTime or instant."""
    return reading.moment(raw, place)


def period(reading: Reading, raw: Any, place: Place) -> tuple[Moment | None, Moment | None]:
    """Start and end of a Period; neither where the end lies before the start."""
    if raw is None or (fields := reading.mapping(raw, place, "a Period")) is None:
        return None, None
    start = reading.moment(fields.get("start"), (*place, "start"))
    end = reading.moment(fields.get("end"), (*place, "end"))
    if start and end and end.latest < start.earliest:
        reading.report(place, f"ends ({end}) before it starts ({start}); neither is used")
        return None, None
    return start, end


def quantity(reading: Reading, raw: Any, place: Place, *, dose: bool = False, bare: bool = False) -> Quantity | None:
    """A Quantity that is a value, by the code of its unit, else by the text.

    Args:
        reading: takes the reports.
        raw: the element.
        place: where it stands.
        dose: whether ``U`` and ``units`` are international units.
        bare: whether a number without a unit will do.
    """
    if raw is None or (fields := reading.mapping(raw, place, "a Quantity")) is None:
        return None
    value = reading.number(fields.get("value"), (*place, "value"))
    if value is None:
        if fields.get("value") is None:
            reading.report(place, "a quantity without a value")
        return None
    if comparator := reading.text(fields.get("comparator"), (*place, "comparator")):
        reading.report((*place, "comparator"), f"{comparator} {value:g} is a bound and no value")
        return None
    unit = _unit(reading, fields, place, dose=dose, bare=bare)
    found = None if unit is None else reading.made(place, Quantity, value, unit)
    if found is not None and not math.isfinite(found.canonical):
        reading.report((*place, "value"), f"expected a finite quantity, got {value:g}")
        return None
    return found


def bounded(reading: Reading, raw: Any, place: Place) -> tuple[Quantity | None, str]:
    """A Quantity of a laboratory result, with its comparator."""
    if not isinstance(raw, dict):
        reading.mapping(raw, place, "a Quantity")
        return None, ""
    comparator = reading.text(raw.get("comparator"), (*place, "comparator"))
    plain = {name: value for name, value in raw.items() if name != "comparator"}
    told = len(reading.unread)
    value = quantity(reading, plain, place, bare=True)
    if value is None and isinstance(plain.get("value"), int | float) and math.isfinite(plain["value"]):
        # A unit that no check reads (pack-years, glasses a week) is no mistake of the document.
        reading.unread[told:] = [evolve(one, is_error=False) for one in reading.unread[told:]]
    if comparator and comparator not in COMPARATORS:
        reading.report((*place, "comparator"), f"expected {', '.join(COMPARATORS)}, got {shown(comparator)}")
        return None, ""
    return value, comparator if value is not None else ""


def _unit(reading: Reading, fields: dict[str, Any], place: Place, *, dose: bool, bare: bool) -> Unit | None:
    system, code, text = (reading.text(fields.get(name), (*place, name)) for name in ("system", "code", "unit"))
    if not code and not text:
        if bare:
            return parse_unit("1")
        reading.report(place, f"{shown(fields.get('value'))} has no unit")
        return None
    by_text = _read(coded_unit, "", "", text, dose) if text else None
    if not code:
        if isinstance(by_text, Unit):
            return by_text
        reading.report((*place, "unit"), str(by_text))
        return None
    by_code = _read(coded_unit, system, code, text, dose)
    if isinstance(by_code, Unit):
        # SAFETY: people read the text and machines the code; where the two say different things, nobody knows
        # the quantity.
        if isinstance(by_text, Unit) and _disagree(by_code, by_text):
            reading.report(place, f"the unit is {text!r} by its text and {code!r} by its code; not used")
            return None
        return by_code
    if isinstance(by_text, Unit):
        return by_text
    reading.report((*place, "code"), str(by_code))
    return None


def _read(read: Any, system: str, code: str, text: str, dose: bool) -> Unit | UnitError:  # noqa: FBT001
    try:
        unit: Unit = read(system, code, text, dose=dose)
    except UnitError as problem:
        return problem
    return unit


def _disagree(one: Unit, other: Unit) -> bool:
    bases = {one.kind.base, other.kind.base}
    if bases == {"activity", "enzyme"} or "number" in bases:
        return False
    return one.kind != other.kind or abs(one.factor - other.factor) > 1e-9 * max(one.factor, other.factor)


def ends(reading: Reading, raw: Any, place: Place, *, dose: bool = False) -> tuple[Quantity, Quantity] | None:
    """Both ends of a Range; without a low end it is 0, without a high end nothing is known."""
    if raw is None or (fields := reading.mapping(raw, place, "a Range")) is None:
        return None
    high = quantity(reading, fields.get("high"), (*place, "high"), dose=dose)
    low = quantity(reading, fields.get("low"), (*place, "low"), dose=dose)
    if high is None:
        # SAFETY: half a range is no range; what is missing may be the large end.
        if fields.get("high") is None:
            reading.report((*place, "high"), "a range without its high end")
        return None
    if low is None:
        return None if fields.get("low") is not None else (Quantity(0.0, high.unit), high)
    return low, high


def ratio(reading: Reading, raw: Any, place: Place, *, dose: bool = False) -> tuple[Quantity, Quantity] | None:
    """Numerator and denominator of a Ratio; the denominator may be a bare number."""
    if raw is None or (fields := reading.mapping(raw, place, "a Ratio")) is None:
        return None
    for part in ("numerator", "denominator"):
        if fields.get(part) is None:
            reading.report((*place, part), f"a ratio without its {part}")
            return None
    above = quantity(reading, fields["numerator"], (*place, "numerator"), dose=dose)
    below = quantity(reading, fields["denominator"], (*place, "denominator"), dose=dose, bare=True)
    if above is None or below is None:
        return None
    if not below.value > 0:
        reading.report((*place, "denominator"), f"expected a denominator above 0, got {below}")
        return None
    return above, below


def divided(reading: Reading, place: Place, above: Quantity, below: Quantity) -> Quantity | None:
    """One quantity per another: 500 mg per 5 mL are 100 mg/mL."""
    unit = reading.made(place, parse_unit, f"{above.unit.code}/{below.unit.code}")
    return None if unit is None else reading.made(place, Quantity, above.value / below.value, unit)
