"""The case of a scenario in words, and what must come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_writing import case_to_dict
from rxrules.plan import SEVERITIES
from rxrules.report.asking import readable, test_name
from rxrules.rulebook.addresses import anchor
from rxrules.rulebook.frame import severity
from rxrules.rulebook.html import Html, described, element, joined, listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.model import Case, Dosage, Order, Timing
    from rxrules.rulebook.book import Page, RuleEntry
    from rxrules.rulebook.html import Content
    from rxrules.testing.scenarios import Scenario

#: What of a dosage and an order stands in words of its own; all else is told by its key.
_DOSAGE = ("dose", "rate", "route", "timing")
_ORDER = ("id", "drug", "dosages", "status", "sequence", "max_per", "max_dose", "site", "method", "text", *_DOSAGE)
_OUTCOMES = (("clear", "stays clear"), ("suppressed", "is suppressed"), ("not_evaluated", "is not evaluated"))


def scenario_told(page: Page, entry: RuleEntry, scenario: Scenario, place: str) -> Html:
    """A scenario with its case, what must come of this rule, and what else must come."""
    told = [
        ("Patient", listed(patient_words(scenario.case)) if patient_words(scenario.case) else "nothing is said of the patient"),
        ("Medicines", listed([order_words(order) for order in scenario.case.orders]) if scenario.case.orders else "none"),
        ("This rule", " and ".join(_own(entry, scenario)) if not _fired(entry, scenario) else _firing(entry, scenario)),
    ]
    if others := list(_others(page, entry, scenario)):
        told.append(("Besides", listed(others)))
    day = f"as of {scenario.case.as_of}; " if scenario.case.as_of is not None else ""
    heading = element("h3", scenario.name)
    where = element("p", day, element("code", place), class_="about")
    return element("article", heading, where, described(told), id=f"scenario-{anchor(scenario.name)}", class_="scenario")


def _fired(entry: RuleEntry, scenario: Scenario) -> bool:
    return any(one.rule == entry.planned.id for one in scenario.fires)


def _firing(entry: RuleEntry, scenario: Scenario) -> Html:
    parts: list[Content] = []
    for one in scenario.fires:
        if one.rule == entry.planned.id:
            grave = joined(" ", severity(SEVERITIES.index(one.severity))) if one.severity else None
            parts.append(joined("must fire", grave, f", {one.certainty}" if one.certainty else None))
    own = list(_own(entry, scenario))
    return joined([joined("; " if place else None, part) for place, part in enumerate([*parts, *own])])


def _own(entry: RuleEntry, scenario: Scenario) -> Iterator[str]:
    for key, words in _OUTCOMES:
        if entry.planned.id in getattr(scenario, key):
            yield f"{words.replace('stays', 'must stay').replace('is ', 'must be ', 1)}"


def _others(page: Page, entry: RuleEntry, scenario: Scenario) -> Iterator[Content]:
    for one in scenario.fires:
        if one.rule != entry.planned.id:
            yield joined(_rule(page, entry, one.rule), " fires", f", {one.severity}" if one.severity else None)
    for key, words in _OUTCOMES:
        for rule in getattr(scenario, key):
            if rule != entry.planned.id:
                yield joined(_rule(page, entry, rule), f" {words}")
    if scenario.not_covered:
        yield f"listed as not covered: {', '.join(scenario.not_covered)}"
    if scenario.silent:
        yield f"no alert of severity {scenario.silent} or above, of any rule"
    for rule, reason in scenario.accepted:
        yield joined("but for ", _rule(page, entry, rule), f": {reason}")
    if scenario.unread:
        yield "something in the case can't be read, and the report says so"


def _rule(page: Page, entry: RuleEntry, id_: str) -> Content:
    found = page.book.rule_of(entry.number, id_)
    return element("code", id_) if found is None else page.link(found.path, element("code", id_))


def patient_words(case: Case) -> list[str]:
    """What a case says of the patient, a line for each; what it says nothing of has none."""
    return [f"{key.replace('_', ' ')}: {_value(key, value)}" for key, value in case_to_dict(case).get("patient", {}).items()]


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(_member(key, one) for one in value) or "none"
    if isinstance(value, dict):
        on = f" on {value['on']}" if "on" in value else ""
        rest = ", ".join(f"{name} {_value(name, one)}" for name, one in value.items() if name not in ("value", "on"))
        return f"{_value(key, value['value']) if 'value' in value else ''}{', ' if rest and 'value' in value else ''}{rest}{on}"
    return _quantity(str(value))


def _member(key: str, one: Any) -> str:
    if not isinstance(one, dict):
        return _value(key, one)
    if key == "observations":
        name = test_name(str(one["code"])) if "code" in one and "system" not in one else _coded(one)
        return " ".join(part for part in (name, _quantity(str(one.get("value", ""))), _on(one)) if part)
    name = str(one.get("text") or one.get("substance") or _coded(one))
    status = f" ({one['status']})" if "status" in one else ""
    onset = f", since {one['onset']}" if "onset" in one else ""
    coded = f" ({_coded(one)})" if name != _coded(one) and "code" in one else ""
    return f"{name}{coded}{status}{onset}"


def _coded(one: dict[str, Any]) -> str:
    return " ".join(str(one[key]) for key in ("system", "code") if key in one) or str(one.get("text", "not named"))


def _on(one: dict[str, Any]) -> str:
    return f"on {one['on']}" if "on" in one else ""


def _quantity(text: str) -> str:
    """A quantity with its unit as people read it; any other text as it is."""
    number, blank, unit = text.partition(" ")
    return f"{number}{blank}{readable(unit)}".strip() if number[:1].isdigit() or number[:1] in "<>-" else text


def order_words(order: Order) -> str:
    """An order in a line: the drug, its instructions, and whatever else the case says of it."""
    from rxrules.model import Case  # noqa: PLC0415  the writer of cases takes a whole one

    written = case_to_dict(Case("one", orders=(order,)))["medications"][0]
    drug = written.get("drug", "a drug that is not named")
    name = drug if isinstance(drug, str) else _value("drug", drug)
    told = "; then or beside it ".join(filter(None, map(_dosage, order.dosages))) or "no instruction"
    status = str(written.get("status", ""))
    rest = [f"{key.replace('_', ' ')} {_value(key, value)}" for key, value in written.items() if key not in _ORDER]
    return ", ".join([f"{name}: {told}", *([] if status in ("", "unknown") else [status.replace("_", " ")]), *rest])


def _dosage(dosage: Dosage) -> str:
    parts = [] if dosage.dose is None else [_ends(dosage.dose)]
    parts += [] if dosage.rate is None else [f"at {_ends(dosage.rate)}"]
    parts += [dosage.route] if dosage.route else []
    timing = dosage.timing
    if timing is not None:
        parts += _often(timing)
        parts += [f"on {event}" for event in timing.events]
        parts += [f"{timing.offset:g} min from it"] if timing.offset is not None else []
        parts += _lasting("for", timing.duration, timing.duration_max) + _lasting(
            "each over", timing.each_lasts, timing.each_lasts_max
        )
    parts += [f"at most {one.amount} in {one.per or 'a lifetime'}" for one in dosage.max_per]
    parts += [f"at most {dosage.max_dose} at a time"] if dosage.max_dose is not None else []
    parts += [str(part) for part in (dosage.site, dosage.method, dosage.text and f'"{dosage.text}"') if part]
    return ", ".join(parts)


def _ends(given: Any) -> str:
    low, high = str(given.low), str(given.high)
    return low if low == high else f"{low} to {high}"


def _often(timing: Timing) -> Iterator[str]:
    """How often, as people say it."""
    if timing.frequency is not None and timing.per is not None:
        most = "" if timing.frequency_max is None else f" to {timing.frequency_max:g}"
        times = "once" if timing.frequency == 1 and not most else f"{timing.frequency:g}{most} times"
        per = str(timing.per)
        every = "a day" if per == "1 d" and timing.per_max is None else f"in {per}"
        yield f"{times} {every}{'' if timing.per_max is None else f' to {timing.per_max}'}"
    for given in (timing.times_of_day, timing.when, timing.days_of_week):
        if given:
            yield ", ".join(given)
    if timing.count is not None:
        most = "" if timing.count_max is None else f" to {timing.count_max:g}"
        yield f"{timing.count:g}{most} in all"
    if timing.prn:
        yield "as needed"
    if timing.text:
        yield f'"{timing.text}"'


def _lasting(words: str, length: object, longest: object) -> list[str]:
    return [] if length is None else [f"{words} {length}" + ("" if longest is None else f" to {longest}")]
