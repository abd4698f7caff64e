"""A page of what scenarios show of rules: what fails and what nobody tried first, then every rule with each of its parts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.plan import SEVERITIES, Burden, DoseLimit, PatientCheck
from rxrules.report.asking import Printed, window_words
from rxrules.rulebook.bands import ranges
from rxrules.rulebook.frame import kind_name, plural, section, severity
from rxrules.rulebook.html import Html, document, element, folded, joined, listed, shipped_style, table
from rxrules.testing.covering import KINDS, counts, share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rxrules.diagnostics import Diagnostic
    from rxrules.plan import Plan, PlanRule
    from rxrules.rulebook.html import Content
    from rxrules.testing.covering import Part, RuleCoverage
    from rxrules.testing.running import Result
    from rxrules.testing.scenarios import Scenario

_ASSETS = Path(__file__).with_name("assets")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'none'; base-uri 'none'; form-action 'none'"
_WORDS = {"fires": "fires", "clear": "stays clear"}


@frozen
class Tried:
    """What came of the scenarios of one checker.

    Attributes:
        plan: of the rulesets.
        results: of the scenarios that ran.
        covered: what they show of each rule.
    """

    plan: Plan
    results: Sequence[Result]
    covered: Sequence[RuleCoverage]


def tried_page(
    tested: Sequence[Tried],
    skipped: Sequence[tuple[Scenario, str]],
    problems: Iterable[Diagnostic],
    threshold: float | None,
) -> str:
    """A whole page, in one file and without a script.

    Args:
        tested: what ran, by checker.
        skipped: scenarios that did not run, with the reason.
        problems: what can't be read.
        threshold: the share of parts below which the run fails, from 0 to 100; None where none was asked for.
    """
    title = "What the scenarios show"
    covered = [one for group in tested for one in group.covered]
    results = [one for group in tested for one in group.results]
    failed = [one for one in results if not one.passed]
    style = (_ASSETS / "book.css").read_text(encoding="utf-8") + (_ASSETS / "tried.css").read_text(encoding="utf-8")
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("meta", name="generator", content="rxrules test"),
        element("title", f"{title} · {_editions(tested)}"),
        shipped_style(style),
    )
    uncovered = [one for one in covered if one.uncovered]
    body = element(
        "body",
        element("a", "Skip to the content", href="#main", class_="skip"),
        element("header", element("p", _editions(tested), class_="book"), element("nav", _sites(failed), aria_label="Page")),
        element(
            "main",
            element("h1", title),
            _sums(results, skipped, covered, threshold),
            _failing(failed),
            _unread(list(problems)),
            _uncovered([(group.plan, one) for group in tested for one in group.covered if one.uncovered]),
            [_rules(group) for group in tested],
            _skipped(skipped),
            id="main",
            tabindex="-1",
        ),
        element("footer", element("p", _says(len(uncovered)))),
        class_="tested",
    )
    return document(element("html", head, body, lang="en"))


def _editions(tested: Sequence[Tried]) -> str:
    return ", ".join(f"{one.title} {one.version}" for group in tested for one in group.plan.rulesets)


def _says(uncovered: int) -> str:
    words = "A scenario shows a part of a rule where it asks for just that and passes. It does not show that the rule is right."
    return words + (f" {plural(uncovered, 'rule')} have parts that no scenario shows." if uncovered else "")


def _sites(failed: Sequence[Result]) -> Html:
    places = [("failing", "Failing")] if failed else []
    places += [("uncovered", "Not shown"), ("rules", "Every rule")]
    return element("ul", [element("li", element("a", words, href=f"#{place}")) for place, words in places])


def _sums(results: Sequence[Result], skipped: Sequence[object], covered: Sequence[RuleCoverage], threshold: float | None) -> Html:
    passed = sum(one.passed for one in results)
    tiles = [
        _tile(passed, "passed", "good" if passed == len(results) and results else ""),
        _tile(len(results) - passed, "failed", "bad" if passed < len(results) else ""),
        _tile(len(skipped), "skipped", ""),
        _tile(f"{100 * (share(covered) or 0):.1f} %", "of all parts shown", _verdict(covered, threshold)),
    ]
    rows = []
    for kind, (shown, every) in counts(covered).items():
        bar = element("meter", f"{shown} of {every}", min=0, max=every, value=shown, aria_label=KINDS[kind])
        rows.append((KINDS[kind], f"{shown:,} of {every:,}", bar, f"{100 * shown / every:.1f} %", f"{every - shown:,}"))
    told = table(
        "Parts of running rules that some scenario shows", ("Part", "Shown", "", "Share", "Not shown"), rows, class_="sums"
    )
    asked = None if threshold is None else element("p", f"Asked for: at least {threshold:g} %.", class_="note")
    return joined(element("ul", tiles, class_="tiles"), told, asked)


def _verdict(covered: Sequence[RuleCoverage], threshold: float | None) -> str:
    if threshold is None:
        return ""
    return "bad" if 100 * (share(covered) or 0) < threshold else "good"


def _tile(number: int | str, words: str, class_: str) -> Html:
    shown = f"{number:,}" if isinstance(number, int) else number
    return element("li", element("b", shown), " ", words, class_=f"tile {class_}".strip())


def _failing(failed: Sequence[Result]) -> Html | None:
    if not failed:
        return None
    told = [
        element(
            "article",
            element("h3", one.scenario.name),
            element("p", element("code", f"{one.scenario.span.file}:{one.scenario.span.line}"), class_="about"),
            listed(one.failures),
            class_="scenario failing",
        )
        for one in failed
    ]
    return section(f"Failing: {plural(len(failed), 'scenario')}", told, id_="failing")


def _unread(problems: Sequence[Diagnostic]) -> Html | None:
    if not problems:
        return None
    return section("What can't be read", listed([element("code", str(one)) for one in problems]), id_="unread")


def _uncovered(rules: Sequence[tuple[Plan, RuleCoverage]]) -> Html:
    if not rules:
        return section("Not shown by any scenario", element("p", "Every part of every rule is shown."), id_="uncovered")
    rows = [(_rule(plan, one.rule), _parts(one.rule, dict.fromkeys(one.uncovered, ()))) for plan, one in rules]
    told = table(f"{plural(len(rules), 'rule')} with parts that no scenario shows", ("Rule", "Not shown"), rows, class_="parts")
    return section("Not shown by any scenario", told, id_="uncovered")


def _rules(group: Tried) -> Html:
    by_kind: dict[str, list[RuleCoverage]] = {}
    for one in group.covered:
        by_kind.setdefault(one.rule.kind, []).append(one)
    told = []
    for kind, rules in by_kind.items():
        rows = [(_rule(group.plan, one.rule), joined(_parts(one.rule, one.parts), _scenarios(one))) for one in rules]
        shown = sum(not one.uncovered for one in rules)
        caption = f"{kind_name(kind).capitalize()}: {shown:,} of {plural(len(rules), 'rule')} shown whole"
        told.append(folded(caption, table(caption, ("Rule", "Parts, and how many scenarios show each"), rows, class_="parts")))
    name = ", ".join(one.title for one in group.plan.rulesets)
    return section(f"Every rule of {name}", told, id_="rules")


def _rule(plan: Plan, rule: PlanRule) -> Html:
    review = element("span", "under review", class_="status review") if rule.review else None
    where = element("span", element("code", rule.line), class_="about place")
    head = element("div", element("code", rule.id))
    return joined(head, plan.texts[rule.text].title, " ", severity(rule.severity), " ", review, element("div", where))


def _parts(rule: PlanRule, parts: Mapping[Part, Sequence[Scenario]]) -> Html:
    return element("ul", [element("li", _part(rule, part, len(shown))) for part, shown in parts.items()], class_="shown")


def _part(rule: PlanRule, part: Part, number: int) -> Html:
    """A part with a mark that is told without its colour: how many scenarios, or a cross and the word."""
    mark = element("b", f"\N{CHECK MARK} {number}") if number else element("b", "\N{MULTIPLICATION X} never")
    return element("span", mark, " ", words_of(rule, part), class_="part " + ("yes" if number else "no"))


def words_of(rule: PlanRule, part: Part) -> str:
    """A part of a rule in words."""
    if part.kind in _WORDS:
        return _WORDS[part.kind]
    if part.kind == "modifier":
        modifier = rule.modifiers[part.number]
        then = "suppresses" if modifier.severity < 0 else f"makes it {SEVERITIES[modifier.severity]}"
        return f"modifier: {modifier.label}, {then}"
    body = rule.body
    if isinstance(body, DoseLimit):
        band = body.bands[part.band]
        who = f" ({'; '.join(ranges(band.tests))})" if band.tests else ""
        name = f"band {part.band + 1}{who}" if len(body.bands) > 1 else ""
        if part.kind == "band":
            return f"{name} stays clear"
        bound = band.bounds[part.number]
        limit = f"{'below' if 'min' in bound.name else 'above'} {bound.name.replace('_', ' ')} {bound.text}"
        return f"{name}: {limit}" if name else limit
    if isinstance(body, PatientCheck):
        return f"finding: {body.findings[part.number].label or part.number + 1}"
    assert isinstance(body, Burden)  # noqa: S101  no other body has parts
    level = body.levels[part.number]
    printed = Printed(body.unit, body.unit, body.factor)
    return f"level: {level.label or window_words(level.window, printed)}, {SEVERITIES[level.severity]}"


def _scenarios(one: RuleCoverage) -> Html | None:
    shown = {(scenario.span, scenario.name): scenario for every in one.parts.values() for scenario in every}
    if not shown:
        return None
    rows: list[Content] = [
        joined(scenario.name, " ", element("code", f"{_short(span.file)}:{span.line}", class_="about"))
        for (span, _), scenario in sorted(shown.items(), key=lambda pair: pair[0][0])
    ]
    return folded(plural(len(rows), "scenario"), listed(rows))


def _short(file: str) -> str:
    return file.replace("\\", "/").rpartition("/")[2]


def _skipped(skipped: Sequence[tuple[Scenario, str]]) -> Html | None:
    if not skipped:
        return None
    rows = [f"{one.name}: {reason}" for one, reason in skipped]
    return section("Not run", folded(plural(len(rows), "scenario"), listed(rows)), id_="skipped")
