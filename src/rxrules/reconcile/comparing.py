"""Two orders of the same drug side by side: what differs, with both values in the same unit, and what can't be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from rxrules.chart.chart import INFINITY, Missing
from rxrules.chart.frequency import doses_in, timing_in_words
from rxrules.chart.words import dose_steps
from rxrules.reconcile.instructions import PARTS, gathered, needs
from rxrules.reconcile.listed import Standing
from rxrules.reconcile.quantities import amounts_of, spans
from rxrules.units import equal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.reconcile.listed import Listed


@frozen
class Difference:
    """One thing in which two lists differ, both sides told in the same unit.

    Attributes:
        what: ``dose``, ``times``, ``amount per day``, ``amount per week``, ``route``, ``salt``, ``form``, ``release``,
            ``as needed``, ``when``, ``rate``, ``given over``, ``course``, ``phases``, ``ingredients`` or ``status``.
        before, after: in words, with the unit.
        ingredient: of which it is told, where it is of one.
        unit: of the spans, UCUM; empty where it is no quantity.
        before_span, after_span: lowest and highest, in ``unit``.
        ratio: the highest after to the highest before, where both are above 0.
    """

    what: str
    before: str
    after: str
    ingredient: str = ""
    unit: str = ""
    before_span: tuple[float, float] | None = None
    after_span: tuple[float, float] | None = None
    ratio: float | None = None


@frozen
class Comparison:
    """What came of comparing.

    Attributes:
        differences: what is known to differ.
        missing: what could not be compared, and why; paths begin with ``before.`` or ``after.``.
        notes: what was assumed.
        working: how the amounts came about, ``before: ...`` and ``after: ...``.
    """

    differences: tuple[Difference, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    working: tuple[str, ...] = field(default=())


def compare(before: Sequence[Listed], after: Sequence[Listed]) -> Comparison:
    """Compare what two lists say of the same drug, in one order each or in several."""
    work = _Work(before, after)
    work.compare_ingredients()
    work.compare_routes()
    work.compare_products()
    for ingredient in sorted(work.common):
        work.compare_amounts(ingredient)
    work.compare_instructions()
    return work.result()


class _Work:
    """Collects what differs and what is missing."""

    def __init__(self, before: Sequence[Listed], after: Sequence[Listed]) -> None:
        self.before, self.after = before, after
        self._holds = _contents(before), _contents(after)
        self.common = self._holds[0] & self._holds[1]
        self._differences: list[Difference] = []
        self._missing: list[Missing] = []
        self._notes: list[str] = []
        # where a list has several orders, it is their sum that is compared
        self._single = len(before) == 1 and len(after) == 1

    def result(self) -> Comparison:
        missing, differences = tuple(dict.fromkeys(self._missing)), tuple(self._differences)
        amounts = [one for one in differences if one.unit or one.what == "phases"]
        working = self._working(amounts) if amounts or missing else ()
        return Comparison(differences, missing, tuple(dict.fromkeys(self._notes)), working)

    def _working(self, amounts: Sequence[Difference]) -> tuple[str, ...]:
        wanted = dict.fromkeys(one.ingredient for one in amounts if one.ingredient) or dict.fromkeys(sorted(self.common))
        lines = []
        for orders in (self.before, self.after):
            for one in orders:
                for ingredient in wanted:
                    if ingredient in one.order.doses:
                        steps = "; ".join(dose_steps(one.chart, one.order, ingredient)) or "no dose"
                        of = f"{ingredient} " if len(one.ingredients) > 1 else ""
                        lines.append(f"{one.side} {one.id}: {of}{steps}")
        return tuple(lines)

    def _differ(self, what: str, before: str, after: str) -> None:
        self._differences.append(Difference(what, before, after))

    def compare_ingredients(self) -> None:
        one, other = self._holds
        if one != other:
            self._differ("ingredients", " + ".join(sorted(one)), " + ".join(sorted(other)))

    def compare_routes(self) -> None:
        sides = [_routes(orders) for orders in (self.before, self.after)]
        for orders, (routes, assumed) in zip((self.before, self.after), sides, strict=True):
            if routes is None:
                self._missing.extend(_route_missing(one) for one in orders if _route(one)[0] is None)
            elif assumed:
                self._notes += [
                    f"{one.side} {one.id}: no route is written; taken as {', '.join(sorted(one.order.routes))}, the only usual one"
                    for one in orders
                    if one.order.route_assumed
                ]
        (one, one_assumed), (other, other_assumed) = sides
        if one is None or other is None or one == other:
            return
        if one_assumed or other_assumed:
            # an assumption may tell that two are alike, never that they differ
            guessed = [order for orders in (self.before, self.after) for order in orders if order.order.route_assumed]
            self._missing.extend(_route_missing(order) for order in guessed)
            return
        self._differ("route", ", ".join(sorted(one)), ", ".join(sorted(other)))

    def compare_products(self) -> None:
        forms = [{one.order.product.form for one in orders if one.order.product} - {""} for orders in (self.before, self.after)]
        if forms[0] and forms[1] and forms[0] != forms[1]:
            self._differ("form", ", ".join(sorted(forms[0])), ", ".join(sorted(forms[1])))
        self._releases(bool(forms[0]), bool(forms[1]))

    def _releases(self, form_before: bool, form_after: bool) -> None:  # noqa: FBT001
        one, other = (
            {one.order.product.release for one in orders if one.order.product} or {""} for orders in (self.before, self.after)
        )
        if one == other:
            return
        unsaid = (self.before if one == {""} and not form_before else ()) or (
            self.after if other == {""} and not form_after else ()
        )
        if unsaid:
            # SAFETY: "morphine" may be the prolonged-release tablet or the plain one; a coat against acid changes less
            if (one | other) & {"prolonged", "liposomal"}:
                reason = f"the other list says {', '.join(sorted((one | other) - {''}))} release, this one does not say"
                self._missing.extend(Missing(f"{each.side}.{each.order.path}.form", reason) for each in unsaid)
            return
        said = [", ".join(sorted(names - {""})) or "not said to be delayed" for names in (one, other)]
        self._differ("release", *said)

    def compare_amounts(self, ingredient: str) -> None:
        """Compare dose, day and week of one ingredient, in the same base and unit."""
        before = [one for one in self.before if ingredient in one.ingredients]
        after = [one for one in self.after if ingredient in one.ingredients]
        factors = self._salts(ingredient, before, after)
        if factors is None:
            return
        found = amounts_of(ingredient, before, after, factors)
        if found.missing:
            self._missing.extend(found.missing)
        if found.base is None:
            return
        measures = {"dose": found.doses} if self._single else {}
        measures |= {"amount per day": found.days, "amount per week": found.weeks}
        differing = {what: pair for what, pair in measures.items() if pair is not None and not _same(*pair)}
        day, week = differing.get("amount per day"), differing.get("amount per week")
        if day and week and _ratio(day) is not None and _alike(_ratio(day), _ratio(week)):
            del differing["amount per week"]  # it says nothing that the day has not said
        name = ingredient if len(self.common) > 1 else ""
        for what, (one, other) in differing.items():
            told = spans(found.base, one, other, [*before, *after])
            self._differences.append(
                Difference(
                    what,
                    told.before,
                    told.after,
                    name or ingredient,
                    told.unit,
                    told.low_high[0],
                    told.low_high[1],
                    _ratio((one, other)),
                )
            )

    def _salts(self, ingredient: str, before: Sequence[Listed], after: Sequence[Listed]) -> tuple[float, float] | None:
        """What the amounts of each side are multiplied with to be of the same substance; None where that is not known."""
        one, other = ({each.order.doses[ingredient].salt for each in orders} for orders in (before, after))
        if one == other:
            return 1.0, 1.0
        known = [
            {each.order.doses[ingredient].salt_factor for each in orders if each.order.doses[ingredient].salt}
            for orders in (before, after)
        ]
        if "" in one | other:
            if known[0] | known[1] <= {None}:
                return 1.0, 1.0  # no factor is known to matter: a label without a salt is taken to mean the same
            for each in [*before, *after]:
                if not each.order.doses[ingredient].salt:
                    reason = f"the other list says {ingredient} {', '.join(sorted((one | other) - {''}))}, this one names no salt"
                    self._missing.append(Missing(f"{each.side}.{each.order.path}.salt", reason))
            return None
        self._differ("salt", f"{ingredient} {', '.join(sorted(one))}", f"{ingredient} {', '.join(sorted(other))}")
        factors = [next(iter(factor)) if len(factor) == 1 else None for factor in known]
        if factors[0] is None or factors[1] is None:
            reason = "the lists name different salts, and no factor between them is known"
            self._missing.extend(Missing(f"{each.side}.{each.order.path}.salt", reason) for each in [*before, *after])
            return None
        self._notes.append(
            f"amounts of {ingredient} are compared as base: {factors[0][0]:g} of {', '.join(one)} ({factors[0][1]}), "
            f"{factors[1][0]:g} of {', '.join(other)} ({factors[1][1]})"
        )
        return factors[0][0], factors[1][0]

    def compare_instructions(self) -> None:
        """Compare what is no amount: how often, as needed, which hours, how fast, how long."""
        one, other = needs(self.before), needs(self.after)
        if one != other and one and other:
            self._differ("as needed", one, other)
        if self._single:
            self._times()
        for what, read in PARTS.items():
            mine, others = (gathered(orders, read) for orders in (self.before, self.after))
            if mine.keys() != others.keys() and ((mine and others) or what == "course"):
                self._differ(what, ", ".join(mine.values()) or "not limited", ", ".join(others.values()) or "not limited")
        self._phases()

    def _times(self) -> None:
        """How often: told where the doses in a day or in a week differ."""
        texts, counts = [], []
        for orders in (self.before, self.after):
            dosages = orders[0].order.source.dosages
            if len(dosages) != 1 or dosages[0].timing is None:
                return
            timing = dosages[0].timing
            counted = doses_in(timing, 1.0), doses_in(timing, 7.0)
            if counted[0].high == INFINITY:
                return
            counts.append((counted[0].high, counted[1].high))
            texts.append(timing_in_words(timing))
        if counts[0] != counts[1]:
            self._differ("times", *texts)

    def _phases(self) -> None:
        """SAFETY: of phases the amounts tell the largest only; two tapers may differ and yet have that in common."""
        sides = [[dosage for one in orders for dosage in one.order.source.dosages] for orders in (self.before, self.after)]
        if all(len({dosage.sequence for dosage in dosages}) < 2 for dosages in sides):
            return
        plain = [[(dosage.sequence, dosage.dose, dosage.rate, dosage.timing) for dosage in dosages] for dosages in sides]
        if plain[0] != plain[1]:
            texts = [
                "; ".join(
                    step for one in orders for name in one.order.ingredients[:1] for step in dose_steps(one.chart, one.order, name)
                )
                for orders in (self.before, self.after)
            ]
            self._differ("phases", *texts)


def _contents(orders: Iterable[Listed]) -> frozenset[str]:
    return frozenset().union(*(one.ingredients for one in orders))


def _route(one: Listed) -> tuple[frozenset[str] | None, bool]:
    """Where an order goes, None where that is not known, and whether it is only assumed: the ingredient has one usual route."""
    order = one.order
    if not order.routes or (order.route_assumed and len(order.routes) > 1):
        return None, False
    return order.routes, order.route_assumed


def _routes(orders: Sequence[Listed]) -> tuple[frozenset[str] | None, bool]:
    found = [_route(one) for one in orders]
    if any(routes is None for routes, _ in found):
        return None, False
    return frozenset().union(*(routes or () for routes, _ in found)), any(assumed for _, assumed in found)


def _route_missing(one: Listed) -> Missing:
    text = one.order.route_text
    return Missing(f"{one.side}.{one.order.path}.route", f"the route {text!r} can't be used" if text else "route is missing")


def _same(one: Sequence[float], other: Sequence[float]) -> bool:
    return all(equal(a, b) for a, b in zip(one, other, strict=True))


def _ratio(pair: tuple[tuple[float, float], tuple[float, float]]) -> float | None:
    (_, one), (_, other) = pair
    return float(f"{other / one:.6g}") if one > 0 and other > 0 else None


def _alike(one: float | None, other: float | None) -> bool:
    return one is not None and other is not None and equal(one, other)


def held_words(one: Listed) -> str:
    """What a list says of whether a drug is taken now."""
    return "on hold" if one.standing is Standing.HELD else "taken" if one.standing is Standing.TAKEN else one.why
