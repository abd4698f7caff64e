"""Arranging a case so that a term holds, does not hold, or hangs on one of its leaves alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import frozen

from rxrules.proof.quantities import current, set_of_orders, set_variable
from rxrules.proof.sketch import timing
from rxrules.proof.steps import moved
from rxrules.proof.terms import ANY, Leaf, holds_leaf, members_of, term_of_selector
from rxrules.terminology.routes import ROUTES, expand_route
from rxrules.units import Quantity, at_least, exceeds, parse_unit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from rxrules.language import ast
    from rxrules.proof.sketch import Sketch
    from rxrules.proof.terms import Term
    from rxrules.validate import Ruleset

_LISTS = {"condition": "conditions", "history": "conditions", "preference": "preferences", "goal": "goals"}
_COMMON = ("oral", "intravenous", "topical", "subcutaneous", "inhaled", "ophthalmic", "transdermal", "rectal")


@frozen(eq=False)
class Arranger:
    """Arranges cases for the rules of a ruleset.

    Attributes:
        ruleset: what names mean.
        preferred: ingredients that are taken first where a rule names a group.
    """

    ruleset: Ruleset
    preferred: tuple[str, ...] = ()

    def drugs(self, selector: ast.Selector) -> list[str]:
        """The drugs that a selector may mean, those that are preferred first."""
        if selector.ingredient is not None:
            return [selector.ingredient.text]
        assert selector.group is not None  # noqa: S101  validation asks for one of the two
        return self.members(selector.group.text)

    def members(self, group: str) -> list[str]:
        """The members of a group, those that are preferred first."""
        found = [str(one) for one in self.ruleset.groups[group]]
        return sorted(found, key=lambda one: one not in self.preferred)

    def ingredient(self, drug: str) -> str:
        """The ingredient that a drug's name means."""
        return str(self.ruleset.ingredients.get(drug, drug))

    def make(self, sketch: Sketch, term: Term, *, truth: bool = True) -> None:
        """Let a term hold, or not; as far as it can be arranged."""
        if isinstance(term, Leaf):
            self.put(sketch, term, truth=truth)
        elif term.kind == "not":
            self.make(sketch, term.parts[0], truth=not truth)
        elif (term.kind == "all") == truth:
            for part in term.parts:
                self.make(sketch, part, truth=truth)
        elif term.parts:
            self.make(sketch, term.parts[0], truth=truth)

    def sensitise(self, sketch: Sketch, term: Term, leaf: Leaf) -> None:
        """Let everything beside a leaf be so that the term hangs on it alone."""
        if isinstance(term, Leaf):
            return
        for part in term.parts:
            if holds_leaf(part, leaf):
                continue
            self.make(sketch, part, truth=term.kind == "all")
        for part in term.parts:
            if holds_leaf(part, leaf):
                self.sensitise(sketch, part, leaf)

    def put(self, sketch: Sketch, leaf: Leaf, *, truth: bool) -> bool:
        """Let one leaf hold, or not; whether it could be arranged."""
        orders = self.orders(sketch, leaf.slot)
        key, value = leaf.key, leaf.value
        if key in ("variable", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "apart", "before", "after"):
            return self._window(sketch, leaf, truth=truth)
        if key == "sex":
            sketch.choose("sex", value if truth else {"female": "male"}.get(str(value), "female"))
        elif key in ("pregnant", "breastfeeding"):
            sketch.choose(key, value if truth else not value)
        elif key in _LISTS:
            sketch.enlist(_LISTS[key], {"text": self.words(str(value))}, there=truth)
        elif key == "allergy":
            sketch.enlist("allergies", {"substance": str(value)}, there=truth)
        elif key == "route":
            route = self.route(leaf, truth=truth)
            for order in orders if route else ():
                order["route"] = route
        elif key == "prn":
            for order in orders:
                timing(order, prn=value if truth else not value)
        elif key == "phase":
            for order in orders:
                _phase(order, is_loading=(value == "loading") == truth)
        elif key == "indication":
            for order in orders:
                order.pop("indication", None)
                if truth:
                    order["indication"] = [{"text": self.words(str(value))}]
        elif key == "of":
            return self._is_one_of(sketch, orders, members_of(str(value), self.ruleset), truth=truth)
        elif key == "with":
            self._company(sketch, value, there=truth)  # type: ignore[arg-type]
        return True

    def _is_one_of(self, sketch: Sketch, orders: list[dict[str, Any]], meant: frozenset[str], *, truth: bool) -> bool:
        """Let a participant be one of some of its drugs; what else it could be is not known here."""
        if any(self.ingredient(order["drug"]) in meant for order in orders):
            return truth
        taken = [self.ingredient(order["drug"]) for order in sketch.medications]
        drug = first_not_in(sorted(meant), taken)
        if truth and orders and drug is not None:
            orders[0]["drug"] = drug
        return not truth or drug is not None

    def words(self, condition: str) -> str:
        """How a condition is written so that its definition recognises it."""
        definition = self.ruleset.conditions.get(condition)
        return (definition.title if definition is not None else "") or condition.replace("-", " ")

    def orders(self, sketch: Sketch, slot: int) -> list[dict[str, Any]]:
        """The participants that a leaf speaks of; company has ids of its own."""
        own = [order for order in sketch.medications if not order["id"].startswith("w")]
        return own if slot == ANY else own[slot : slot + 1]

    def route(self, leaf: Leaf, *, truth: bool) -> str | None:
        """A route that is meant, or one that is not."""
        meant = expanded(leaf.value)  # type: ignore[arg-type]
        return next((route for route in (*_COMMON, *ROUTES) if (route in meant) == truth), None)

    def _company(self, sketch: Sketch, selector: ast.Selector, *, there: bool) -> None:
        """An order beside the participants, or none of those drugs beside them."""
        drugs = self.drugs(selector)
        meant = {self.ingredient(drug) for drug in drugs}
        beside = [order for order in sketch.medications if order["id"].startswith("w")]
        found = [order for order in beside if self.ingredient(order["drug"]) in meant]
        for order in found:
            sketch.medications.remove(order)
        if not there:
            return
        taken = {self.ingredient(order["drug"]) for order in sketch.medications}
        drug = next((drug for drug in drugs if self.ingredient(drug) not in taken), drugs[0])
        numbers = {order["id"] for order in sketch.medications}
        order = sketch.order(drug)
        order["id"] = next(f"w{number}" for number in range(1, 99) if f"w{number}" not in numbers)
        alone = type(sketch)(sketch.patient, [{**order, "id": "m1"}], sketch.chosen)
        self.make(alone, term_of_selector(selector, 0))
        order.update({**alone.medications[0], "id": order["id"]})

    def _window(self, sketch: Sketch, leaf: Leaf, *, truth: bool) -> bool:
        window: ast.Window = leaf.value  # type: ignore[assignment]
        if leaf.key == "variable":
            like = window.low or window.high
            now = (
                None
                if like is None or leaf.name not in sketch.chosen | {"age", "weight", "height"}
                else current(sketch, leaf.name, like)
            )
            if now is not None and self._same_kind(window, now) and lies_in(now, window) == truth:
                sketch.chosen.add("birth_date" if leaf.name == "age" else leaf.name)
                return True
        wanted = inside(window) if truth else outside(window)
        return wanted is not None and self.set(sketch, leaf, wanted)

    @staticmethod
    def _same_kind(window: ast.Window, now: Quantity) -> bool:
        return all(end is None or end.kind == now.kind for end in (window.low, window.high))

    def set(self, sketch: Sketch, leaf: Leaf, quantity: Quantity, offset: int = 0) -> bool:
        """Set the number that a leaf looks at; whether it can be recorded."""
        if leaf.key == "variable":
            return set_variable(sketch, leaf.name, quantity, offset, self.ruleset.terminology)
        if leaf.key in ("before", "after"):
            # the order that comes first stands first
            own = self.orders(sketch, ANY)
            if len(own) > 1:
                own = own[::-1] if (leaf.key == "before") == (leaf.slot == 1) else own
            return set_of_orders(own, leaf, quantity, offset)
        return set_of_orders(self.orders(sketch, leaf.slot), leaf, quantity, offset)


def _phase(order: dict[str, Any], *, is_loading: bool) -> None:
    """A single dose, which is a loading one; or none that ends by number."""
    timing(order)
    if is_loading:
        order["timing"]["count"] = 1
    else:
        order["timing"].pop("count", None)


def expanded(routes: Iterable[object]) -> frozenset[str]:
    """The routes that names and classes of routes mean."""
    return frozenset[str]().union(*(expand_route(str(route)) or frozenset() for route in routes))


def lies_in(value: Quantity, window: ast.Window) -> bool:
    """Whether a value lies in a window of its kind."""
    low, high = window.low, window.high
    above = low is None or (at_least if window.low_closed else exceeds)(value.canonical, low.canonical)
    below = high is None or (at_least if window.high_closed else exceeds)(high.canonical, value.canonical)
    return above and below


def inside(window: ast.Window) -> Quantity | None:
    """A value well inside a window, in the author's unit."""
    low, high = window.low, window.high
    if low is not None and high is not None:
        if low.kind != high.kind:
            # an age from days to years
            months = Quantity(low.canonical / 30.4375, parse_unit("mo")) if low.kind.base == "time" else low
            return Quantity(float(round((months.canonical + high.canonical) / 2)), parse_unit("mo"))
        return _between(low, high)
    if low is not None:
        return Quantity(_round(low.value * 1.25) if low.value > 0 else 1.0, low.unit)
    return None if high is None else Quantity(_round(high.value / 2), high.unit)


def _between(low: Quantity, high: Quantity) -> Quantity:
    first, last = low.value, high.to(low.unit).value
    middle = (first + last) / 2
    short = next((one for digits in range(12) if first < (one := round(middle, digits)) < last), middle)
    if low.unit.kind.base == "calendar" and not (short * low.unit.factor).is_integer():
        months = round(middle * low.unit.factor)
        return Quantity(float(months), parse_unit("mo"))
    return Quantity(short, low.unit)


def outside(window: ast.Window) -> Quantity | None:
    """A value outside a window: above it where it ends, else below."""
    if window.high is not None:
        high = window.high
        return Quantity(_round(high.value * 1.5), high.unit) if high.value > 0 else moved(high, 1)
    low = window.low
    return None if low is None or low.value <= 0 else Quantity(_round(low.value / 2), low.unit)


def _round(value: float) -> float:
    """To three digits, and up, so that what was above stays above."""
    short = float(f"{value:.3g}")
    return max(short, value)


def first_not_in(names: Iterable[str], taken: Collection[str]) -> str | None:
    """The first name that is not taken."""
    return next((name for name in names if name not in taken), None)
