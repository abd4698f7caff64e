"""What is particular to each kind of rule: its limits, findings, counts and points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language import ast
from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck
from rxrules.report.amounts import dose_name
from rxrules.report.asking import Printed, asked, readable, test_name, window_words
from rxrules.rulebook.bands import ranges
from rxrules.rulebook.bars import burden_bars, level_scale
from rxrules.rulebook.charts import limit_charts
from rxrules.rulebook.criteria import criteria, selected
from rxrules.rulebook.frame import plural, section, severity
from rxrules.rulebook.html import Html, described, element, joined, listed, table
from rxrules.rulebook.selectors import burden_items

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rxrules.plan import Condition
    from rxrules.rulebook.book import Page, RuleEntry
    from rxrules.rulebook.html import Content

_LIMITS = ("min", "hard_min", "max", "hard_max")
_HEADS = {"min": "Minimum", "hard_min": "Hard minimum", "max": "Maximum", "hard_max": "Hard maximum"}
_COUNTS = {"ingredients": "each ingredient once", "orders": "each order", "items": "each line of the list once, however many drugs"}
_TOTALS = {"points": "points", "per_day": "the amount in a day", "lifetime": "all that was ever given"}


def body_sections(page: Page, entry: RuleEntry, slots: Sequence[str]) -> Iterator[Html]:
    """The sections that the kind of the rule has."""
    body = entry.planned.body
    if isinstance(body, Interaction):
        if body.second_added:
            words = "It holds where the second drug is added to the first, and not the other way round."
            yield section("What it looks for", element("p", words), id_="looks-for")
    elif isinstance(body, Duplication):
        yield _duplication(page, entry, body)
    elif isinstance(body, DoseLimit):
        yield from _limits(entry, body)
    elif isinstance(body, PatientCheck):
        yield from _findings(page, entry, body, slots)
    elif isinstance(body, Burden):
        yield from _burden(page, entry, body)


def _duplication(page: Page, entry: RuleEntry, body: Duplication) -> Html:
    rule = entry.written
    assert isinstance(rule, ast.DuplicationRule)  # noqa: S101  the body is of one
    counted = plural(body.allow, "order" if body.by_order else "ingredient")
    what = "of one and the same ingredient" if body.population is None else "of the group"
    words = f"It alerts on more than {counted} {what} at the same time."
    out = None
    if rule.except_:
        ruleset = page.book.rulesets[entry.number]
        names = [
            page.group(entry.number, one.text) if one.text in ruleset.groups else page.drug(str(ruleset.ingredient(one)))
            for one in rule.except_
        ]
        out = joined(element("p", "Left out:"), listed(names))
    return section("What it looks for", element("p", words), out, id_="looks-for")


def _limits(entry: RuleEntry, body: DoseLimit) -> Iterator[Html]:
    rule = entry.written
    assert isinstance(rule, ast.DoseLimitRule)  # noqa: S101  the body is of one
    names = [name for name in _LIMITS if any(bound.name == name for band in body.bands for bound in band.bounds)]
    rows: list[list[Content]] = []
    for number, band in enumerate(body.bands, start=1):
        bounds = {bound.name: bound for bound in band.bounds}
        written = rule.bands.rows[number - 1] if rule.bands is not None else None
        who: Content = listed(ranges(band.tests)) if band.tests else "all patients in the domain"
        if rule.bands is None:
            who = "all patients"
        limits = [joined(bounds[name].text, " ", severity(bounds[name].severity)) if name in bounds else "" for name in names]
        note = written.note if written is not None else ""
        rows.append([joined(element("b", f"{number} "), who, element("div", note, class_="such") if note else None), *limits])
    heads = ["Band", *(_HEADS[name] for name in names)]
    about: list[tuple[str, Content]] = [("Measures", dose_name(body))]
    if body.domain:
        about.append(("Domain", listed(ranges(body.domain))))
    if body.expressed_as:
        about.append(("Expressed as", body.expressed_as))
    if rule.rounding is not None:
        about.append(("Rounding allowed", str(rule.rounding.quantity)))
    if any(bound.scale == "weight" for band in body.bands for bound in band.bounds):
        about.append(("Weight that a limit per kg takes", rule.weight))
    if body.first:
        about.append(("Where bands overlap", "the first that holds counts"))
    notes = ["A dose exactly at a limit does not alert."]
    if body.domain:
        notes.append("Outside the domain the rule is not evaluated, and the report says so.")
    told = table(f"Limits of the {dose_name(body)} of {body.ingredient}", heads, rows, class_="wide limits")
    yield section("Limits", described(about), told, element("p", " ".join(notes), class_="note"), id_="limits")
    if drawn := limit_charts(body, entry.planned.id, rounded=rule.rounding is not None):
        yield section("Drawn", drawn, id_="drawn")


def _findings(page: Page, entry: RuleEntry, body: PatientCheck, slots: Sequence[str]) -> Iterator[Html]:
    if isinstance(entry.written, ast.MonitoringRule):
        yield _monitoring(entry.written, body)
        return
    if isinstance(entry.written, ast.OmissionRule):
        words = "It alerts where none of the partners is there. Any one of them will do."
        yield section("What it looks for", element("p", words), id_="looks-for")
        return
    told = [criteria(page, entry, one.condition, slots) for one in body.findings]
    yield section("What it looks for", element("div", told, class_="criteria"), id_="looks-for")


_FINDINGS = {
    "missing": "it was never done",
    "overdue": "the newest was done longer ago",
    "out_of_range": "the newest is recent enough, and lies outside the range",
}


def _monitoring(rule: ast.MonitoringRule, body: PatientCheck) -> Html:
    tests = " or ".join(test_name(name.text) for name in rule.test)
    about = [("Test", tests), ("At least every", str(rule.within.quantity))]
    if rule.range is not None:
        about.append((f"Range of {test_name(rule.test[0].text)}", rule.range.text))
    rows = [(one.label.replace("_", " "), _FINDINGS.get(one.label, ""), severity(one.severity)) for one in body.findings]
    found = table("Findings that alert", ("Finding", "Found where", "Severity"), rows)
    silent = [name.replace("_", " ") for name in _FINDINGS if name not in {one.label for one in body.findings}]
    if rule.range is None and "out of range" in silent:
        silent.remove("out of range")
    note = element("p", f"It does not alert where the test is {' or '.join(silent)}.", class_="note") if silent else None
    return section("What it looks for", described(about), found, note, id_="looks-for")


def _burden(page: Page, entry: RuleEntry, body: Burden) -> Iterator[Html]:
    rule = entry.written
    assert isinstance(rule, ast.BurdenRule)  # noqa: S101  the body is of one
    ruleset = page.book.rulesets[entry.number]
    unit = readable(body.unit) or "points"
    how = Printed("", body.unit or "1", body.factor)
    about: list[tuple[str, Content]] = [("Adds up", _TOTALS[body.measure])]
    if body.measure == "points":
        about.append(("Counts", _COUNTS[body.once]))
    if rule.items_of is not None:
        lender = page.book.rule_of(entry.number, rule.items_of.text)
        about.append(("With the items of", rule.items_of.text if lender is None else page.rule(lender)))
    levels = [(window_words(one.window, how), severity(one.severity), one.label) for one in body.levels]
    yield section(
        "Levels",
        described(about),
        table(f"Totals that alert, in {unit}", ("Total", "Severity", "Called"), levels),
        element("p", "Of several levels that hold the gravest leads.", class_="note"),
        level_scale(body, entry.planned.id),
        id_="levels",
    )
    rows = []
    bars = []
    items = burden_items(rule, entry.planned, ruleset)
    noted = any(item.note for item, _ in items)
    for item, condition in items:
        told = None if condition is None else criteria(page, entry, condition)
        if item.drug is None:
            what: Content = joined("the patient: ", told)
            name = "the patient"
        else:
            such = None if told is None else element("div", told, class_="such")
            what = joined(selected(page, entry.number, item.drug), such)
            group = page.book.groups.get((entry.number, str(item.drug.group)))
            name = group.title if group is not None else str(item.drug.ingredient)
        adds = f"{item.points:g}" if item.points is not None else f"{item.factor:g} per {item.per.quantity}" if item.per else ""
        rows.append((what, adds, item.note)[: 3 if noted else 2])
        bars.append((name if item.drug is not None else _plain(page, condition), item, adds))
    heads = ("What adds", "Points" if body.measure == "points" else "Counts", "Note")[: 3 if noted else 2]
    drawn = burden_bars(bars, entry.planned.id, is_points=body.measure == "points")
    yield section("What adds", table("What adds, and how much", heads, rows, class_="items"), drawn, id_="items")


def _plain(page: Page, condition: Condition | None) -> str:
    return "the patient" if condition is None else asked(page.book.plan, condition)
