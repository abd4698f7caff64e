"""Which drugs are the same therapy: the populations of the loaded rules against duplication, and nothing of our own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.plan import Condition, Duplication, Plan
    from rxrules.reconcile.listed import Listed


class Therapy(NamedTuple):
    """A group of drugs of which a rule allows so many at a time.

    Attributes:
        rule: the id of the rule; ``title`` as it says.
        members: ingredients.
        routes: those by which an order must be given to count, or None for any.
        allow: the most concurrent members; ``by_order`` counts orders and not ingredients.
    """

    rule: str
    title: str
    members: frozenset[str]
    routes: frozenset[str] | None
    allow: int
    by_order: bool

    def holds(self, order: Listed) -> bool:
        """Whether an order counts; one whose route is not known may."""
        if self.members.isdisjoint(order.order.ingredients):
            return False
        return self.routes is None or not order.order.routes or not self.routes.isdisjoint(order.order.routes)

    def is_too_many(self, orders: Iterable[Listed]) -> bool:
        """Whether these orders, all of them taken, are more than the rule allows."""
        counted = [order for order in orders if self.holds(order)]
        if self.by_order:
            return len(counted) > self.allow
        return len(self.members.intersection(*[frozenset().union(*(order.ingredients for order in counted))])) > self.allow


def therapies(plan: Plan) -> tuple[Therapy, ...]:
    """The therapies that the rules of a plan name, the narrowest first."""
    found = []
    for rule in plan.rules:
        if rule.kind != "duplication":
            continue
        body: Duplication = rule.body  # type: ignore[assignment]
        if body.population is None:
            continue  # each ingredient on its own, which is compared anyway
        left_out = () if body.excluded is None else plan.populations[body.excluded]
        members = frozenset(plan.populations[body.population]).difference(left_out)
        title = plan.texts[rule.text].title or rule.id
        found.append(Therapy(rule.id, title, members, _routes(body.condition), body.allow, body.by_order))
    return tuple(sorted(found, key=lambda one: (len(one.members), one.rule)))


def _routes(condition: Condition | None) -> frozenset[str] | None:
    """The routes that a condition asks for; other parts of it are not looked at, so that more and not fewer orders count."""
    if condition is None:
        return None
    if condition[0] == "route":
        return frozenset(condition[1])  # type: ignore[call-overload, no-any-return]
    if condition[0] == "all":
        parts: Sequence[Condition] = condition[1:]  # type: ignore[assignment]
        return next((routes for routes in map(_routes, parts) if routes is not None), None)
    return None


def shared(known: Sequence[Therapy], one: Listed, other: Listed) -> Therapy | None:
    """The narrowest therapy that two orders are both of, by different ingredients or the same."""
    return next((therapy for therapy in known if therapy.holds(one) and therapy.holds(other)), None)
