"""The page of a rule: what it looks for, what it says, where it comes from, and how it was tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language import ast
from rxrules.report.asking import allergen_of
from rxrules.rulebook.bodies import body_sections
from rxrules.rulebook.cases import scenario_told
from rxrules.rulebook.criteria import criteria, drugs, selected
from rxrules.rulebook.frame import STATUSES, framed, kind_name, marks, plural, section, severity
from rxrules.rulebook.html import Html, described, element, folded, joined, listed, outside, table
from rxrules.rulebook.selectors import sides

if TYPE_CHECKING:
    from rxrules.rulebook.book import Page, RuleEntry
    from rxrules.rulebook.html import Content
    from rxrules.rulebook.selectors import Side

_READERS = ("prescriber", "pharmacist", "nurse", "patient")
#: So many scenarios stand open; the rest is folded.
_MOST_OPEN = 3


def rule_page(page: Page, entry: RuleEntry) -> str:
    """A whole page."""
    rule = entry.written
    facts = joined(
        element("span", severity(entry.planned.severity), " ", element("span", kind_name(rule.kind), class_="kind"), " "),
        marks(page, entry),
    )
    late = page.book.overdue(entry)
    sections = [
        element("p", element("code", rule.id.text), class_="id"),
        element("p", facts, class_="facts"),
        element("p", STATUSES[rule.status], class_=f"said {rule.status}"),
        element("p", f"Its review is overdue: it was due by {late}.", class_="said overdue") if late else None,
        _says(entry),
        _drugs(page, entry),
        *body_sections(page, entry, slots(entry)),
        _when(page, entry),
        _modifiers(page, entry),
        _definitions(page, entry),
        _evidence(page, entry),
        _governance(page, entry),
        _scenarios(page, entry),
        _origin(entry),
    ]
    return framed(page, entry.title, sections)


def slots(entry: RuleEntry) -> tuple[str, ...]:
    """What the conditions of a rule call its participants."""
    rule = entry.written
    if isinstance(rule, ast.InteractionRule):
        return tuple(str(one.group or one.ingredient) for one in rule.between)
    if isinstance(rule, ast.DuplicationRule | ast.BurdenRule):
        return ("an order that counts",)
    return ("the order",)


def _says(entry: RuleEntry) -> Html | None:
    rule = entry.written
    told = [
        (name, words) for name, words in (("Effect", rule.effect), ("Mechanism", rule.mechanism), ("Action", rule.action)) if words
    ]
    told += [(f"For the {reader}", words) for reader in _READERS if (words := getattr(rule.advice, reader))]
    if isinstance(rule, ast.AllergyRule) and rule.cross_reactivity:
        told.append(("Cross-reactivity", rule.cross_reactivity))
    return section("What it says", described(told), id_="says") if told else None


def _drugs(page: Page, entry: RuleEntry) -> Html:
    found = [(side.role.capitalize(), _side(page, entry, side)) for side in sides(entry.written, entry.planned)]
    if isinstance(entry.written, ast.AllergyRule) and entry.written.allergen is not None:
        found.append(("Allergen", _allergen(page, entry, entry.written.allergen.text)))
    if found:
        return section("Drugs", described(found), id_="drugs")
    if isinstance(entry.written, ast.BurdenRule):
        words: Content = joined(
            f"{plural(len(entry.drugs), 'drug')} add to it; see ", element("a", "what adds", href="#items"), "."
        )
    else:
        words = "It asks for no drug: it is about the patient."
    return section("Drugs", element("p", words), id_="drugs")


def _side(page: Page, entry: RuleEntry, side: Side) -> Html:
    what: Content = "any drug" if side.selector is None else selected(page, entry.number, side.selector)
    such = None if side.condition is None else element("div", criteria(page, entry, side.condition), class_="such")
    washout = (
        None if side.washout is None else element("div", f"also where it ended in the last {side.washout:g} days", class_="such")
    )
    return joined(what, such, washout)


def _allergen(page: Page, entry: RuleEntry, id_: str) -> Html:
    plan = page.book.plan
    number = next(place for place, one in enumerate(plan.allergens) if one.id == id_)
    one = plan.allergens[number]
    known = ", ".join((*one.names, *(f"SNOMED CT {code}" for code in one.snomed)))
    members = None if one.population is None else drugs(page, entry.number, plan.populations[one.population])
    return joined(
        allergen_of(plan, number),
        element("div", "an allergy to any of these drugs counts: ", members, class_="such") if members else None,
        element("div", f"recorded as: {known}", class_="such") if known else None,
    )


def _when(page: Page, entry: RuleEntry) -> Html | None:
    when = entry.planned.when
    if when is None:
        return None
    told = criteria(page, entry, when, slots(entry))
    return section("When it holds", element("div", told, class_="criteria"), id_="when")


def _modifiers(page: Page, entry: RuleEntry) -> Html | None:
    if not entry.planned.modifiers:
        return None
    rows = []
    for planned, written in zip(entry.planned.modifiers, entry.written.modifiers, strict=True):
        then: Content = "no alert" if planned.severity < 0 else severity(planned.severity)
        evidence = None if written.evidence is None else listed([_source(page, entry, one) for one in written.evidence.sources])
        told = joined(planned.advice, evidence)
        rows.append((planned.label, criteria(page, entry, planned.condition, slots(entry)), then, told))
    told = table("What raises, lowers or silences it", ("Circumstance", "Holds when", "Then", "Advice"), rows, class_="wide")
    note = element("p", "Where several hold, the gravest counts. What is not known never lowers or silences.", class_="note")
    return section("Modifiers", told, note, id_="modifiers")


def _definitions(page: Page, entry: RuleEntry) -> Html | None:
    """How the conditions that it asks for are recognised."""
    parts = (entry.planned.body, entry.planned.when, *(one.condition for one in entry.planned.modifiers))
    parts += tuple(side.condition for side in sides(entry.written, entry.planned))
    names = dict.fromkeys(name for part in parts for name in _conditions(part))
    ruleset = page.book.rulesets[entry.number]
    rows = []
    for name in names:
        one = ruleset.conditions.get(name)
        if one is not None:
            rows.append((one.title or name, ", ".join(one.names), ", ".join(one.icd10), ", ".join(one.snomed)))
    if not rows:
        return None
    told = table("How the conditions are recognised", ("Condition", "Names", "ICD-10", "SNOMED CT"), rows, class_="wide")
    return section("Conditions", folded(plural(len(rows), "condition"), told), id_="conditions")


def _conditions(part: object) -> list[str]:
    if not isinstance(part, tuple) or not part:
        return []
    if part[0] == "condition" or part[0] == "indication":
        return [str(part[1])]
    if part[0] == "stated":
        return [str(part[2])]
    return [name for inner in part for name in _conditions(inner)]


def _evidence(page: Page, entry: RuleEntry) -> Html:
    evidence = entry.written.evidence
    level = element("p", "Level: ", element("strong", evidence.level))
    cited: Content = listed([_source(page, entry, one) for one in evidence.sources], class_="sources")
    if not evidence.sources:
        cited = element("p", "No source is cited.", class_="said review")
    return section("Evidence", level, cited, id_="evidence")


def _source(page: Page, entry: RuleEntry, reference: ast.SourceRef) -> Html:
    ruleset = page.book.rulesets[entry.number]
    source = None if reference.source is None else ruleset.sources.get(reference.source.text)
    title = reference.title or (source.title if source else "")
    url = reference.url or (source.url if source else "")
    about = [str(one) for one in (source.publisher, source.year) if one] if source else []
    accessed = reference.accessed or (source.accessed if source else None)
    about += [f"accessed {accessed}"] if accessed else []
    about += [f"licence: {source.licence}"] if source and source.licence else []
    section_ = joined(": ", reference.section) if reference.section else None
    return joined(outside(url, title), section_, element("span", f" ({', '.join(about)})", class_="about") if about else None)


def _governance(page: Page, entry: RuleEntry) -> Html:
    rule, manifest = entry.written, page.book.rulesets[entry.number].manifest
    told: list[tuple[str, Content]] = [
        ("Owner", entry.text.owner),
        ("Reviewed", entry.text.reviewed or "no date is given"),
        ("To be reviewed by", entry.text.review_by or "no date is given"),
        ("By a clinician", "yes, as the owner of the ruleset says" if manifest.clinician_reviewed else "no"),
        ("Ruleset", f"{manifest.title}, version {manifest.version}"),
    ]
    if rule.tags:
        told.append(("Tags", ", ".join(rule.tags)))
    history = None
    if rule.change:
        told.append(("Change", rule.change))
    if entry.history:
        history = joined(element("h3", "History"), described((heading or "not dated", words) for heading, words in entry.history))
    return section("Governance", described(told), history, id_="governance")


def _scenarios(page: Page, entry: RuleEntry) -> Html:
    if not entry.scenarios:
        words = "No scenario names this rule: nothing shows what it does."
        return section("Scenarios", element("p", words, class_="said review"), id_="scenarios")
    told = [scenario_told(page, entry, scenario, place) for scenario, place in entry.scenarios]
    more = len(told) - _MOST_OPEN
    rest = folded(f"{more} more", told[_MOST_OPEN:]) if more > 0 else None
    return section("Scenarios", told[:_MOST_OPEN], rest, id_="scenarios", class_="scenarios")


def _origin(entry: RuleEntry) -> Html:
    place = element("p", "It stands in ", element("code", entry.planned.line), ".")
    if not entry.lines:
        return section("As it is written", place, id_="source")
    text = element("pre", element("code", entry.lines), tabindex="0", aria_label="The rule as it is written")
    return section("As it is written", place, folded("The lines of the rule", text), id_="source", class_="origin")
