"""What a rule asks, as a formula over edges and choices: nothing but all, any, a bound of a number, a choice of few values.

Negation is worked in as the formula is built: not (at least 65 years) is below 65 years. It is the logic of what is known; an input
that is missing makes a rule `not_evaluated`, and that is no case of its own here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from attrs import frozen

from rxrules.language import ast
from rxrules.proof.terms import ANY, Leaf
from rxrules.terminology.observations import observation
from rxrules.terminology.routes import ROUTES, expand_route

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from rxrules.proof.terms import Term
    from rxrules.units import Quantity

_WINDOWS: Final = ("variable", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "apart", "before", "after")
_OF_ORDER: Final = frozenset(
    ("per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "route", "prn", "phase", "indication")
)
_BOOLEAN: Final = frozenset((True, False))
#: Of a patient of another sex no rule that asks for the sex is known to hold, nor known not to.
_SEXES: Final = frozenset(("female", "male"))
_PAST: Final = frozenset(("active", "past", "none"))
_PHASES: Final = frozenset(("loading", "maintenance"))


class Axis(NamedTuple):
    """A number that is asked for.

    Attributes:
        key: as in a leaf; ``variable`` for what is of the patient.
        name: of the variable; an estimate begins with ``est:``.
        slot: of whose order; 0 of the patient.
        kind: of quantity, as text; ages in months and in days are two axes.
    """

    key: str
    name: str
    slot: int
    kind: str


class Subject(NamedTuple):
    """What has one of few values: a sex, a route of an order, whether a condition is there."""

    key: str
    name: str
    slot: int


class Bound(NamedTuple):
    """An end: the number is above it (``low``) or below it, or it itself where it is ``closed``."""

    axis: Axis
    low: bool
    quantity: Quantity
    closed: bool


class Among(NamedTuple):
    """The subject has one of these values, of all that it could have."""

    subject: Subject
    values: frozenset[Hashable]
    universe: frozenset[Hashable]


@frozen(eq=False)
class Node:
    """Several formulas: all of them hold, or any of them."""

    every: bool
    parts: tuple[Formula, ...]


Formula: TypeAlias = Bound | Among | Node

FALSE: Final = Node(every=False, parts=())


def both(*parts: Formula) -> Formula:
    """All of them."""
    return Node(every=True, parts=parts)


def either(*parts: Formula) -> Formula:
    """Any of them."""
    return Node(every=False, parts=parts)


@frozen(eq=False)
class Builder:
    """Makes formulas of terms.

    Attributes:
        slots: how many orders the rule is about by place; 0 where it is about any number of orders, so that two things asked of any
            of them may hold of two.
        order: from the slots of the term to those of the formula, for the sides of an interaction the other way round.
        leaves: the leaf of each subject that is asked for by its text; filled as formulas are built.
    """

    slots: int
    order: tuple[int, ...]
    leaves: dict[Subject, Leaf]

    def build(self, term: Term, *, truth: bool = True, strict: bool = False) -> Formula:
        """The formula of a term.

        Args:
            term: of `rxrules.proof.terms`.
            truth: whether it must hold, or must not.
            strict: whether what is asked of any order must hold of every one, as in a modifier that lowers.
        """
        if isinstance(term, Leaf):
            return self._leaf(term, truth=truth, strict=strict)
        if term.kind == "not":
            return self.build(term.parts[0], truth=not truth, strict=not strict)
        return Node((term.kind == "all") == truth, tuple(self.build(part, truth=truth, strict=strict) for part in term.parts))

    def windows(self, windows: Mapping[str, ast.Window], *, truth: bool = True) -> Formula:
        """The formula of the windows of a band or a domain."""
        from rxrules.proof.terms import term_of_windows  # noqa: PLC0415  only here

        return self.build(term_of_windows(windows, {}), truth=truth)

    def _leaf(self, leaf: Leaf, *, truth: bool, strict: bool) -> Formula:
        of_order = leaf.key in _OF_ORDER
        if leaf.key in ("before", "after") and self.slots:
            return self._at(leaf, self.order[leaf.slot], truth=truth)
        if not of_order:
            return self._at(leaf, 0, truth=truth)
        if not self.slots:
            return self._opaque(leaf, 0, truth=truth)
        slots = range(self.slots) if leaf.slot == ANY else (leaf.slot,)
        return Node(strict == truth, tuple(self._at(leaf, self.order[slot], truth=truth) for slot in slots))

    def _at(self, leaf: Leaf, slot: int, *, truth: bool) -> Formula:
        key, value = leaf.key, leaf.value
        if key in _WINDOWS and isinstance(value, ast.Window):
            return self._window(leaf, value, slot, truth=truth)
        if key == "route" and isinstance(value, tuple):
            meant = frozenset[str]().union(*(expand_route(str(route)) or frozenset() for route in value))
            return self._among(Subject("route", "", slot), meant, frozenset(ROUTES), leaf, truth=truth)
        if key == "sex":
            return self._among(Subject("sex", "", 0), frozenset((value,)), _SEXES, leaf, truth=truth)
        if key == "phase":
            return self._among(Subject("phase", "", slot), frozenset((value,)), _PHASES, leaf, truth=truth)
        if key in ("pregnant", "breastfeeding", "prn"):
            return self._among(Subject(key, "", slot), frozenset((value,)), _BOOLEAN, leaf, truth=truth)
        if key in ("condition", "history"):
            # who has a condition has a history of it
            meant = frozenset(("active",) if key == "condition" else ("active", "past"))
            return self._among(Subject("condition", str(value), 0), meant, _PAST, leaf, truth=truth)
        return self._opaque(leaf, slot, truth=truth)

    def _opaque(self, leaf: Leaf, slot: int, *, truth: bool) -> Formula:
        return self._among(Subject(leaf.key, leaf.label, slot), frozenset((True,)), _BOOLEAN, leaf, truth=truth)

    def _among(
        self, subject: Subject, values: frozenset[Hashable], universe: frozenset[Hashable], leaf: Leaf, *, truth: bool
    ) -> Formula:
        if subject.key == "with" and isinstance(leaf.value, ast.Selector):
            subject = subject._replace(name=repr(leaf.value))
        self.leaves.setdefault(subject, leaf)
        return Among(subject, values if truth else universe - values, universe)

    @staticmethod
    def _window(leaf: Leaf, window: ast.Window, slot: int, *, truth: bool) -> Formula:
        name = leaf.name
        if leaf.key == "variable" and not name.startswith("est:"):
            name = observation(name) or name
        bounds: list[Formula] = []
        for end, closed, low in ((window.low, window.low_closed, True), (window.high, window.high_closed, False)):
            if end is not None:
                axis = Axis(leaf.key, name, slot, str(end.kind))
                bounds.append(Bound(axis, low, end, closed) if truth else Bound(axis, not low, end, not closed))
        return Node(truth, tuple(bounds))
