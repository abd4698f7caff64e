"""What a plan speaks of: its drugs, routes, edges, conditions, allergens and tests, so that cases can be made that concern it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from attrs import fields, frozen, has

from rxrules.plan import Burden, DoseLimit, Duplication, Interaction, PatientCheck
from rxrules.terminology import Terminology
from rxrules.terminology.observations import OBSERVATIONS
from rxrules.units import Kind as UnitKind
from rxrules.units import Quantity, canonical_unit, parse_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from rxrules.plan import Condition, Plan, PlanRule
    from rxrules.units import Unit
    from rxrules.validate import Ruleset

_JUNCTIONS = ("all", "any")
#: Known to the terminology, and taken for orders that no rule speaks of where that is so.
_BYSTANDERS = ("levothyroxine", "allopurinol", "bisoprolol", "loratadine", "folic acid", "ramipril")
_COMMON_ROUTES = ("oral", "intravenous", "topical")


class Edge(NamedTuple):
    """An end of a window of a variable, in its canonical unit, and how many days old the value may be."""

    value: float
    within: float | None


class DoseEdge(NamedTuple):
    """An amount at which a rule changes its mind.

    Attributes:
        measure: as a dose limit has it.
        value: in the canonical unit of ``base``, in a lifetime also per m2; per kg or m2 where ``scale`` says so.
        scale: ``""``, ``"weight"`` or ``"bsa"``.
    """

    measure: str
    base: str
    value: float
    scale: str = ""


@frozen(eq=False)
class Vocabulary:
    """What the rules of a plan speak of.

    Attributes:
        ingredients: that rules concern; ``bystanders``: that none does.
        routes: that rules name, and the common ones.
        edges: by variable.
        doses: by ingredient.
        tests: names of observations that are asked for, with how old they may be.
        lengths: edges of durations, of courses and of what has been taken, in days.
        units: the unit that authors use, by kind of quantity.
    """

    plan: Plan
    terminology: Terminology
    ingredients: tuple[str, ...]
    bystanders: tuple[str, ...]
    routes: tuple[str, ...]
    edges: Mapping[str, tuple[Edge, ...]]
    doses: Mapping[str, tuple[DoseEdge, ...]]
    tests: tuple[tuple[str, float | None], ...]
    lengths: tuple[float, ...]
    units: Mapping[str, Unit]

    def written(self, value: float, kind: UnitKind) -> Quantity:
        """A canonical value as an author would write it: in the unit of the rules, in at most twelve digits."""
        unit = self.units.get(str(kind)) or canonical_unit(kind)
        return Quantity(float(f"{(value - unit.offset) / unit.factor:.12g}"), unit)

    def observed(self, name: str, value: float, kind: str) -> Quantity:
        """A result in the unit that rules use for it, or else laboratories."""
        unit = self.units.get(kind) or next(one for one in map(parse_unit, OBSERVATIONS[name].units) if str(one.kind) == kind)
        return Quantity(float(f"{(value - unit.offset) / unit.factor:.12g}"), unit)


def leaves(condition: Condition | None) -> Iterator[tuple[Any, ...]]:
    """The conditions that a condition is made of, without its junctions."""
    if condition is None:
        return
    operator, *rest = condition
    if operator in _JUNCTIONS or operator == "not":
        for part in rest:
            yield from leaves(part)  # type: ignore[arg-type]
    elif operator == "order":
        yield from leaves(rest[1])  # type: ignore[arg-type]
    else:
        yield condition
        if operator == "with":
            yield from leaves(rest[1])  # type: ignore[arg-type]


def conditions_of(rule: PlanRule) -> tuple[Condition, ...]:
    """Every condition of a rule: of its orders, its bands, its findings and items, its ``when`` and its modifiers."""
    body = rule.body
    found: list[Condition | None] = [rule.when, *(modifier.condition for modifier in rule.modifiers)]
    if isinstance(body, Interaction):
        found += [body.first.condition, body.second.condition]
    elif isinstance(body, DoseLimit):
        found += [body.condition, *body.domain, *(test for band in body.bands for test in band.tests)]
    elif isinstance(body, Burden):
        found += [item.condition for item in body.items]
    else:
        found.append(body.condition)
        if isinstance(body, PatientCheck):
            found += [finding.condition for finding in body.findings]
    return tuple(condition for condition in found if condition is not None)


def populations_of(plan: Plan, rule: PlanRule) -> tuple[tuple[str, ...], ...]:
    """The ingredients of each participant of a rule; none where it is about every drug, or about the patient alone."""
    body = rule.body
    if isinstance(body, Interaction):
        return plan.populations[body.first.population], plan.populations[body.second.population]
    if isinstance(body, DoseLimit):
        return ((body.ingredient,),)
    if isinstance(body, Burden):
        return tuple(plan.populations[item.population] for item in body.items if item.population is not None)
    if body.population is None:
        return ()
    members = plan.populations[body.population]
    if isinstance(body, Duplication) and body.excluded is not None:
        members = tuple(one for one in members if one not in plan.populations[body.excluded])
    return (members,)


def vocabulary_of(plan: Plan, terminology: Terminology | None = None, rulesets: Iterable[Ruleset] = ()) -> Vocabulary:
    """What a plan speaks of.

    Args:
        plan: the rules.
        terminology: what names mean; the shipped one where it is not given.
        rulesets: from which it was compiled: quantities are then written in the units of their authors.
    """
    terminology = terminology or Terminology.default()
    every = [(rule, leaf) for rule in plan.rules for condition in conditions_of(rule) for leaf in leaves(condition)]
    named = {one for population in plan.populations for one in population}
    named |= {rule.body.ingredient for rule in plan.rules if isinstance(rule.body, DoseLimit)}
    routes = {route for _, leaf in every if leaf[0] == "route" for route in leaf[1]}
    edges: dict[str, dict[Edge, None]] = {}
    tests: dict[tuple[str, float | None], None] = {}
    lengths: dict[float, None] = {}
    for _, leaf in every:
        if leaf[0] == "range":
            _, variable, low, _, high, _, within = leaf
            for end in (low, high):
                if end is not None:
                    edges.setdefault(variable, {})[Edge(end, within)] = None
        elif leaf[0] == "tested":
            tests.update(dict.fromkeys((name, leaf[2]) for name in leaf[1]))
        elif leaf[0] in ("duration", "taken"):
            lengths.update(dict.fromkeys(end for end in (leaf[1], leaf[3]) if end))
    return Vocabulary(
        plan=plan,
        terminology=terminology,
        ingredients=tuple(sorted(named)),
        bystanders=tuple(one for one in _BYSTANDERS if one not in named) or _BYSTANDERS,
        routes=(*_COMMON_ROUTES, *sorted(routes - set(_COMMON_ROUTES))),
        edges={variable: tuple(found) for variable, found in edges.items()},
        doses=_doses(plan, every),
        tests=tuple(tests),
        lengths=tuple(lengths),
        units=_units(plan, rulesets),
    )


def _doses(plan: Plan, every: list[tuple[PlanRule, tuple[Any, ...]]]) -> dict[str, tuple[DoseEdge, ...]]:
    found: dict[str, dict[DoseEdge, None]] = {}
    for _, leaf in every:
        if leaf[0] == "amount":
            _, population, measure, base, _, low, _, high, _ = leaf
            for ingredient in plan.populations[population]:
                for end in (low, high):
                    if end:
                        found.setdefault(ingredient, {})[DoseEdge(measure, base, end)] = None
    for rule in plan.rules:
        body = rule.body
        if isinstance(body, DoseLimit):
            for band in body.bands:
                for bound in band.bounds:
                    for value, scale in ((bound.value, bound.scale), (bound.cap, "")):
                        if value:
                            edge = DoseEdge(body.measure, body.base, value, scale)
                            found.setdefault(body.ingredient, {})[edge] = None
        elif isinstance(body, Burden) and body.measure != "points":
            ends = [end for level in body.levels for end in (level.window.low, level.window.high) if end]
            for item in body.items:
                for ingredient in plan.populations[item.population] if item.population is not None and item.weight else ():
                    for end in ends:
                        found.setdefault(ingredient, {})[DoseEdge(body.measure, body.base, end / item.weight)] = None
    return {ingredient: tuple(edges) for ingredient, edges in found.items()}


def _units(plan: Plan, rulesets: Iterable[Ruleset]) -> dict[str, Unit]:
    seen: Counter[tuple[str, str]] = Counter()
    known: dict[str, Unit] = {}

    def look(value: Any) -> None:
        if isinstance(value, Quantity):
            known[value.unit.code] = value.unit
            seen[str(value.unit.kind), value.unit.code] += 1
        elif isinstance(value, (tuple, list)):
            for one in value:
                look(one)
        elif isinstance(value, dict):
            for one in value.values():
                look(one)
        elif has(type(value)):
            for each in fields(type(value)):
                look(getattr(value, each.name))

    for ruleset in rulesets:
        for rule in ruleset.rules:
            look(rule)
    for one in plan.rules if not seen else ():
        if isinstance(one.body, DoseLimit):
            look(Quantity(1.0, parse_unit(one.body.unit)))
    units: dict[str, Unit] = {}
    for (kind, code), _ in sorted(seen.items(), key=lambda item: (-item[1], item[0])):
        units.setdefault(kind, known[code])
    return units
