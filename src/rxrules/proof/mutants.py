"""Mutants: a rule with one mistake that an author might make, each of which its scenarios should notice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from attrs import evolve, frozen

from rxrules.language import ast
from rxrules.proof import mutations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rxrules.diagnostics import Span
    from rxrules.terminology import IngredientId
    from rxrules.validate import Ruleset

#: The operators, each with what it does.
OPERATORS: Final = {
    "edge": "an end of an interval changes sides: < for <=; an age moves by one year, month or day",
    "tenfold": "a number times 10",
    "tenth": "a number divided by 10",
    "thousandfold": "a dose times 1,000",
    "unit": "mg for ug, g for mg",
    "measure": "per dose for per day, per day for per dose or per week",
    "modifier": "a modifier is left out",
    "condition": "something that must hold is left out",
    "negation": "something that must hold must not",
    "junction": "and for or, or for and",
    "drug": "another drug of the same group, or half of a group",
    "route": "the route is left out",
    "severity": "the next lower severity; the next higher of the lowest",
    "within": "how old, or how long ago, is left out",
    "row": "a row of the bands is left out, or two rows exchange their limits",
    "limit": "one limit of several, or a cap, is left out",
    "count": "one more is allowed, orders count for ingredients, an exception is left out",
    "part": "an item, a level, a partner or a finding is left out",
}

# What says nothing of when a rule fires.
_WORDS: Final = frozenset(
    {"at", "id", "kind", "status", "title", "effect", "mechanism", "action", "advice", "evidence", "owner", "reviewed", "review_by",
     "change", "tags", "label", "note", "text", "cross_reactivity", "expressed_as", "weight_of"}
)  # fmt: skip


@frozen(eq=False)
class Mutant:
    """A rule with one mistake.

    Attributes:
        rule: as mutated.
        operator: a name of `OPERATORS`.
        span: where the rule was changed.
        old, new: the text that was there, and that which would stand there; ``new`` alone says what is left out.
        groups: groups that it changes, by id; they have these members then.
    """

    rule: ast.Rule
    operator: str
    span: Span
    old: str
    new: str
    groups: tuple[tuple[str, tuple[IngredientId, ...]], ...] = ()


def mutants(rule: ast.Rule, ruleset: Ruleset) -> Iterator[Mutant]:
    """Every mutant of a rule, in a fixed order; some may mean the same as the rule, or be refused by validation."""
    yield from _of_rule(rule)
    for node, put in _nodes(rule, lambda one: one):
        for change in mutations.of_node(node):
            span = change.span or rule.span
            yield Mutant(put(change.new_node), change.operator, span, change.old, change.new)
    yield from _of_drugs(rule, ruleset)


def _nodes(node: Any, put: Callable[[Any], ast.Rule]) -> Iterator[tuple[Any, Callable[[Any], ast.Rule]]]:
    """Every node of the tree below one, with what makes of a changed node a changed rule."""
    for a in attrs.fields(type(node)):
        if a.name in _WORDS:
            continue
        value = getattr(node, a.name)

        def place(new: Any, name: str = a.name) -> ast.Rule:
            return put(evolve(node, **{name: new}))

        yield from _values(value, place)


def _values(value: Any, put: Callable[[Any], ast.Rule]) -> Iterator[tuple[Any, Callable[[Any], ast.Rule]]]:
    if isinstance(value, ast.Bands):
        yield value, put  # its windows belong together, and are changed together
        for number, row in enumerate(value.rows):

            def into(limits: Any, number: int = number, row: ast.Row = row, value: ast.Bands = value) -> ast.Rule:
                rows = (*value.rows[:number], evolve(row, limits=limits), *value.rows[number + 1 :])
                return put(evolve(value, rows=rows))

            yield from _values(row.limits, into)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):

            def among(new: Any, number: int = number, value: tuple[Any, ...] = value) -> ast.Rule:
                return put((*value[:number], new, *value[number + 1 :]))

            yield from _values(one, among)
    elif attrs.has(type(value)) and not isinstance(value, ast.Name):
        yield value, put
        if not isinstance(value, ast.Window | ast.Amount):
            yield from _nodes(value, put)


def _of_rule(rule: ast.Rule) -> Iterator[Mutant]:
    for change in mutations.of_rule(rule):
        yield Mutant(change.new_node, change.operator, change.span or rule.span, change.old, change.new)


def _of_drugs(rule: ast.Rule, ruleset: Ruleset) -> Iterator[Mutant]:
    """Half of a group, either half; a sibling in place of an ingredient."""
    seen: set[str] = set()
    for node, put in _nodes(rule, lambda one: one):
        if not isinstance(node, ast.Selector):
            continue
        if node.group is not None and node.group.text not in seen:
            seen.add(node.group.text)
            yield from _halves(rule, node.group, ruleset)
        elif node.ingredient is not None and (other := _sibling(node.ingredient, rule, ruleset)) is not None:
            name = evolve(node.ingredient, text=other)
            changed = _renamed(put(evolve(node, ingredient=name)), node.ingredient.text, other)
            yield Mutant(changed, "drug", node.ingredient.span, node.ingredient.text, other)
    if isinstance(rule, ast.DuplicationRule) and rule.group is not None:
        yield from _halves(rule, rule.group, ruleset)


def _renamed(node: Any, old: str, new: str) -> Any:
    """The tree below a node with what ``of`` says of a drug said of another."""
    if isinstance(node, tuple):
        return tuple(_renamed(one, old, new) for one in node)
    if not attrs.has(type(node)) or isinstance(node, ast.Name | ast.Window | ast.Amount):
        return node
    changed: dict[str, Any] = {}
    for a in attrs.fields(type(node)):
        value = getattr(node, a.name)
        if a.name == "of" and value is not None and value.text == old:
            changed[a.name] = evolve(value, text=new)
        elif a.name not in _WORDS and (found := _renamed(value, old, new)) is not value and found != value:
            changed[a.name] = found
    return evolve(node, **changed) if changed else node


def _halves(rule: ast.Rule, group: ast.Name, ruleset: Ruleset) -> Iterator[Mutant]:
    members = ruleset.groups[group.text]
    if len(members) < 2:
        return
    half = len(members) // 2
    some = {one for name in _some_of(rule) for one in ruleset.groups.get(name.text, (ruleset.ingredients.get(name.text),))}
    for kept, lost in ((members[:half], members[half:]), (members[half:], members[:half])):
        if some & set(members) and not some & set(members) <= set(kept):
            continue  # what ``of`` names would be in no participant, and validation refuses that
        said = f"{group.text} without {', '.join(lost[:4])}{' ...' if len(lost) > 4 else ''}"
        yield Mutant(rule, "drug", group.span, group.text, said, ((group.text, kept),))


def _some_of(rule: ast.Rule) -> Iterator[ast.Name]:
    """The names by which a rule speaks of some drugs of a participant; not those of whole participants."""
    nodes = [node for node, _ in _nodes(rule, lambda one: one)]
    whole = {name.text for node in nodes if isinstance(node, ast.Selector) for name in (node.group, node.ingredient) if name}
    for node in nodes:
        of = getattr(node, "of", None)
        if isinstance(of, ast.Name) and of.text not in whole:
            yield of


def _sibling(name: ast.Name, rule: ast.Rule, ruleset: Ruleset) -> str | None:
    """Another ingredient of a group that holds this one, else another that the ruleset names."""
    own = str(ruleset.ingredient(name))
    groups = [members for members in ruleset.groups.values() if own in members]
    near = [str(one) for members in groups for one in members]
    known = [*near, *sorted({str(one) for one in ruleset.ingredients.values()})]
    named = {own, *(str(ruleset.ingredients.get(text, text)) for text in _drugs_named(rule))}
    return next((one for one in known if one not in named and one in ruleset.ingredients), None)


def _drugs_named(rule: ast.Rule) -> Iterator[str]:
    for node, _ in _nodes(rule, lambda one: one):
        if isinstance(node, ast.Selector) and node.ingredient is not None:
            yield node.ingredient.text
