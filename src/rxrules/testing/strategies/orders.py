"""Orders: of the drugs that rules concern, with doses at, above and below their limits, and with anything missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve

from rxrules.model import Condition, Dosage, Dose, Drug, DrugIngredient, Limit, Moment, Order, OrderStatus, Rate, Timing
from rxrules.model.timing import days
from rxrules.testing.strategies.days import ago
from rxrules.testing.strategies.timings import Rhythm, events, every, make_rhythm, of_length
from rxrules.testing.strategies.vocabulary import DoseEdge
from rxrules.testing.strategies.wishes import Span, beside, outside, value_in
from rxrules.units import Kind, Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from rxrules.model import Patient
    from rxrules.testing.strategies.choices import Choices
    from rxrules.testing.strategies.vocabulary import Vocabulary
    from rxrules.testing.strategies.wishes import OrderWish

_DAY = parse_quantity("1 d")
_MINUTES = parse_unit("min")
_USUAL = ("10 mg", "500 mg", "1 g", "100 ug", "2.5 mg", "1 {tablet}", "5 mL", "100 [iU]", "10 mg/kg")
_STRENGTH = "100 mg/{tablet}"
_PER_BODY = {"weight": "body_weight", "bsa": "body_surface"}
_STATUSES = (OrderStatus.ACTIVE,) * 6 + (
    OrderStatus.PROPOSED,
    OrderStatus.UNKNOWN,
    OrderStatus.STOPPED,
    OrderStatus.COMPLETED,
    OrderStatus.ON_HOLD,
    OrderStatus.CANCELLED,
)
#: Nobody knows these, so that they may be anything.
UNKNOWN_DRUGS = ("unobtainium", "warfarrin")


class OrderMaker:
    """Makes the orders of one case.

    Args:
        known: what the rules speak of.
        patient: whose orders they are: a limit per kg is brought to the edge by the patient's weight.
        as_of: the day of the check.
        r: makes the choices.
    """

    def __init__(self, known: Vocabulary, patient: Patient, as_of: Moment, r: Choices) -> None:
        self._known = known
        self._patient = patient
        self._as_of = as_of
        self._r = r
        self._deciding = r.one_in(3)

    def wished(self, wish: OrderWish, id_: str) -> Order:
        """The order that was wished for, or one that is like it but for something missing."""
        r = self._r
        leaves = {leaf[0]: (leaf, truth) for leaf, truth in wish.leaves}
        edge = self._edge(wish, leaves)
        prn = leaves["prn"][0][1] == leaves["prn"][1] if "prn" in leaves else None
        rhythm = make_rhythm(r, prn=prn, clock=wish.clock)
        rhythm = self._as_asked(rhythm, leaves, edge)
        dosage = evolve(self._dose(edge, rhythm), route=self._route(leaves))
        if "each_lasts" in leaves or r.one_in(16):
            dosage = self._run_in(dosage, leaves)
        dosages: tuple[Dosage, ...] = (dosage,) if not r.one_in(24) else ()
        if r.one_in(10) or self._loads(leaves):
            dosages = self._in_phases(dosage, leaves)
        drug, dosages, strength = self._drug(wish.ingredient, dosages)
        status, start, end = self._period(wish, leaves)
        most = r.pick((Limit(parse_quantity("4 g"), _DAY), Limit(parse_quantity("3 1"), _DAY))) if r.one_in(14) else None
        return Order(
            id=id_,
            drug=drug,
            dosages=tuple(evolve(one, max_per=(most,)) for one in dosages) if most is not None else dosages,
            strength=strength,
            start=start,
            end=end,
            status=status,
            indication=self._indication(leaves),
            do_not_perform=r.one_in(40),
        )

    def _edge(self, wish: OrderWish, leaves: dict[str, Any]) -> DoseEdge | None:
        r = self._r
        if "amount" in leaves:
            (_, _, measure, base, _, *window), truth = leaves["amount"]
            span = Span(*window) if truth else outside(Span(*window))
            return DoseEdge(measure, base, max(value_in(span, r), 0.0))
        edges = self._known.doses.get(wish.ingredient, ())
        found = (
            wish.edge if wish.edge is not None and not r.one_in(6) else r.pick(edges) if edges and not r.one_in(4) else wish.edge
        )
        if found is None:
            return None
        return found._replace(value=beside(found.value, r) * r.pick((1.0, 1.0, 1.0, 0.5, 2.0)))

    def _as_asked(self, rhythm: Rhythm, leaves: dict[str, Any], edge: DoseEdge | None) -> Rhythm:
        """The timing, with a course as long as a rule asks, or doses as far apart."""
        r = self._r
        timing = rhythm.timing
        if edge is not None and edge.measure == "interval" and edge.value > 0:
            return Rhythm(every(min(max(edge.value, 0.01), 400.0)), max(1.0, 1.0 / max(edge.value, 0.01)))
        if edge is not None and edge.measure == "duration" and edge.value > 0:
            return Rhythm(of_length(min(max(edge.value, 0.01), 4000.0)), 1.0)
        if "duration" in leaves:
            (_, *window), truth = leaves["duration"]
            span = Span(*window) if truth else outside(Span(*window))
            return Rhythm(of_length(min(max(value_in(span, r), 0.01), 4000.0), rhythm.a_day or 1.0), rhythm.a_day)
        single = leaves.get("phase", (("phase", ""), True))
        if single[0][1] == "loading" and single[1] and r.one_in(2):
            return Rhythm(Timing(count=1.0), 1.0)
        if edge is not None and edge.measure in ("per_course", "lifetime") and timing is not None and timing.count is None:
            often = timing.frequency or 1.0
            return Rhythm(Timing(frequency=often, per=_DAY, count=float(r.number(1, 5))), often)
        if timing is not None and r.one_in(40):
            return Rhythm(events(self._as_of), 2.0)
        return rhythm

    def _loads(self, leaves: dict[str, Any]) -> bool:
        return "phase" in leaves and self._r.one_in(2)

    def _route(self, leaves: dict[str, Any]) -> str:
        r = self._r
        if r.one_in(12):
            return r.pick(("", "by carrier pigeon"))
        if "route" in leaves:
            (_, routes), truth = leaves["route"]
            if truth and not r.one_in(10):
                plainest: tuple[str, ...] = tuple(sorted(routes, key=lambda one: (one != "oral", one)))
                return r.pick(plainest)
            others = [one for one in self._known.routes if one not in routes]
            return r.pick(others or self._known.routes)
        return "oral" if not r.one_in(3) else r.pick(self._known.routes)

    def _dose(self, edge: DoseEdge | None, rhythm: Rhythm) -> Dosage:
        r = self._r
        if r.one_in(16):
            return Dosage(timing=rhythm.timing)
        if edge is None or edge.measure in ("interval", "duration") or not edge.value:
            return self._ranged(Dosage(dose=Dose(parse_quantity(r.pick(_USUAL))), timing=rhythm.timing))
        value = edge.value
        per: tuple[str, ...] = ()
        base, _, of_body = edge.base.partition("/")
        if of_body:
            per = (of_body,)
        elif edge.scale:
            size = self._size(edge.scale)
            if size is None or r.one_in(4):
                per = (_PER_BODY[edge.scale],)
            else:
                value *= size
        if edge.measure == "rate":
            return self._running(value, Kind(base, per), rhythm)
        count = rhythm.timing.count if rhythm.timing is not None else None
        parts = {"per_day": rhythm.a_day, "per_week": rhythm.a_day * 7, "per_course": count or 1.0, "lifetime": count or 1.0}
        dose = self._known.written(value / parts.get(edge.measure, 1.0), Kind(base, per))
        return self._ranged(Dosage(dose=Dose(dose), timing=rhythm.timing))

    def _size(self, scale: str) -> float | None:
        weight, height = self._patient.weight, self._patient.height
        if weight is None:
            return None
        kilograms = weight.value.to("kg").value
        if scale == "weight":
            return kilograms
        return None if height is None else (height.value.to("cm").value * kilograms / 3600) ** 0.5

    def _running(self, a_day: float, kind: Kind, rhythm: Rhythm) -> Dosage:
        """An infusion, or an injection that takes its time."""
        r = self._r
        timing = rhythm.timing or Timing(frequency=1.0, per=_DAY)
        if r.one_in(2) or kind.per:
            rate = self._known.written(a_day, kind.over("time"))
            return Dosage(rate=Rate(rate), timing=rhythm.timing if r.one_in(3) else None)
        lasts = parse_quantity(r.pick(("1 h", "30 min", "4 h")))
        dose = self._known.written(a_day * days(lasts), kind)
        return Dosage(dose=Dose(dose), timing=evolve(timing, each_lasts=lasts))

    def _run_in(self, dosage: Dosage, leaves: dict[str, Any]) -> Dosage:
        """A dose that takes as long as a rule asks, said by its length or by its rate; or nothing is said of it."""
        r = self._r
        (_, *window), truth = leaves.get("each_lasts", (("each_lasts", None, False, 1.0, True), True))
        span = Span(*window) if truth else outside(Span(*window))
        length = min(max(value_in(span, r), 1 / 1440), 60.0)
        if dosage.rate is not None or r.one_in(6):
            return dosage
        if dosage.dose is not None and r.one_in(4):
            low, high = (end.canonical for end in (dosage.dose.low, dosage.dose.high))
            kind = dosage.dose.low.kind if not r.one_in(8) else Kind("volume")
            if "time" not in kind.per and high > 0:
                rate = self._known.written((low if r.one_in(2) else high) / length or high / length, kind.over("time"))
                return evolve(dosage, rate=Rate(rate))
        minutes = Quantity(float(f"{length * 1440:.12g}"), _MINUTES)
        longest = Quantity(minutes.value * 2, _MINUTES) if r.one_in(6) else None
        return evolve(dosage, timing=evolve(dosage.timing or Timing(), each_lasts=minutes, each_lasts_max=longest))

    def _ranged(self, dosage: Dosage) -> Dosage:
        dose = dosage.dose
        if dose is None or not self._r.one_in(8):
            return dosage
        low = Quantity(dose.low.value / 2, dose.low.unit)
        if self._r.one_in(2):
            return evolve(dosage, dose=Dose(low, dose.low))
        return evolve(dosage, dose=Dose(dose.low, Quantity(dose.low.value * 2, dose.low.unit)))

    def _in_phases(self, dosage: Dosage, leaves: dict[str, Any]) -> tuple[Dosage, ...]:
        """Two instructions: one after the other, or both at once."""
        r = self._r
        if r.one_in(3) and "phase" not in leaves:
            return dosage, evolve(dosage, route=r.pick(self._known.routes))
        timing = dosage.timing or Timing(frequency=1.0, per=_DAY)
        if timing.events or timing.count is not None or timing.text:
            timing = Timing(frequency=1.0, per=_DAY)
        first = evolve(timing, duration=parse_quantity(r.pick(("1 d", "3 d", "7 d"))))
        more = dosage.dose
        if more is not None:
            more = Dose(*(Quantity(end.value * 2, end.unit) for end in (more.low, more.high)))
        return evolve(dosage, sequence=1, timing=first, dose=more), evolve(dosage, sequence=2)

    def _drug(self, ingredient: str, dosages: tuple[Dosage, ...]) -> tuple[Drug, tuple[Dosage, ...], Quantity | None]:
        """The drug as it is written: by name, as a site's own product, as a mixture, or so that nobody knows it."""
        r = self._r
        name = Drug(name=ingredient)
        if r.one_in(30):
            return Drug(name=r.pick(UNKNOWN_DRUGS)), dosages, None
        if r.one_in(30):
            other = r.pick([one for one in self._known.ingredients if one != ingredient] or self._known.bystanders)
            parts = tuple(DrugIngredient(one, strength=parse_quantity("10 mg/mL")) for one in (ingredient, other))
            return Drug(name="bag", ingredients=parts), self._counted(dosages, "mL", 10.0), None
        own = [one for one in self._known.plan.products if one.ingredients and ingredient in one.ingredients]
        if own and r.one_in(4):
            product = r.pick(own)
            return Drug(name=product.name), dosages, None
        if r.one_in(12):
            return name, self._counted(dosages, "{tablet}", 100.0), parse_quantity(_STRENGTH) if not r.one_in(4) else None
        return name, dosages, None

    def _counted(self, dosages: tuple[Dosage, ...], unit: str, strength: float) -> tuple[Dosage, ...]:
        """Doses in mass as so many units of a strength in mg."""

        def counted(dosage: Dosage) -> Dosage:
            dose = dosage.dose
            if dose is None or dose.low.kind != Kind("mass"):
                return dosage
            ends = (Quantity(float(f"{end.canonical / strength:.12g}"), parse_unit(unit)) for end in (dose.low, dose.high))
            return evolve(dosage, dose=Dose(*ends))

        return tuple(map(counted, dosages))

    def _period(self, wish: OrderWish, leaves: dict[str, Any]) -> tuple[OrderStatus, Moment | None, Moment | None]:
        r = self._r
        if wish.ended is not None:
            days_ago = r.pick((wish.ended, wish.ended - 1, wish.ended + 1, 1.0))
            known = not r.one_in(8)
            past = r.pick((OrderStatus.STOPPED, OrderStatus.COMPLETED))
            return past, ago(self._as_of, days_ago + 30), ago(self._as_of, max(days_ago, 0)) if known else None
        status = OrderStatus.ACTIVE
        if self._deciding and r.one_in(2):
            status = OrderStatus.PROPOSED
        elif r.one_in(8):
            status = r.pick(_STATUSES)
        start: Moment | None = None
        if "taken" in leaves:
            (_, *window), truth = leaves["taken"]
            span = Span(*window) if truth else outside(Span(*window))
            start = ago(self._as_of, max(round(value_in(span, r)), 0)) if not r.one_in(10) else None
        elif r.one_in(2):
            start = ago(self._as_of, r.pick((30, 0, 1, 7, 200, -3)))
            if r.one_in(8):
                start = Moment.parse(start.text[:7])
        end: Moment | None = None
        if r.one_in(8):
            end = ago(self._as_of, r.pick((-7, -1, 0, -60, 10)))
            if start is not None and end.latest <= start.earliest:
                end = None
        return status, start, end

    def _indication(self, leaves: dict[str, Any]) -> tuple[Condition, ...]:
        r = self._r
        if "indication" in leaves:
            (_, name), truth = leaves["indication"]
            others = [one.id for one in self._known.plan.conditions if one.id != name]
            if truth and not r.one_in(8):
                return (Condition(name),)
            return (Condition(r.pick(others)),) if others and not r.one_in(3) else ()
        if self._known.plan.conditions and r.one_in(12):
            return (Condition(r.pick(self._known.plan.conditions).id),)
        return ()
