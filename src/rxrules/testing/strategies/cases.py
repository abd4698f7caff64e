"""Cases: made so that some rules of a plan concern them, near the edges at which these rules change their minds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from attrs import evolve

from rxrules.checker import Checker
from rxrules.model import Case, Moment
from rxrules.plan import Plan
from rxrules.testing.extra import hypothesis, hypothesis_strategies
from rxrules.testing.printing import scenario_text
from rxrules.testing.strategies.choices import Drawn
from rxrules.testing.strategies.orders import OrderMaker
from rxrules.testing.strategies.patients import make_patient
from rxrules.testing.strategies.timings import make_rhythm
from rxrules.testing.strategies.vocabulary import Vocabulary, vocabulary_of
from rxrules.testing.strategies.wishes import OrderWish, Wishes, wish_for
from rxrules.validate import Ruleset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.model import Dose, Order, Patient, Timing
    from rxrules.testing.strategies.choices import Choices

#: What cases can be drawn from: a ruleset, its path or the name of a shipped one; a checker; a plan; several rulesets.
Source: TypeAlias = "Ruleset | Path | str | Checker | Plan | Sequence[Ruleset | Path | str] | Vocabulary"

AS_OF = Moment.parse("2026-11-21")
_DAYS = (AS_OF, AS_OF, AS_OF, Moment.parse("2028-02-29"), Moment.parse("2027-03-01"))
#: Orders that no rule asked for, so many at most.
_MORE = 2


def vocabulary(source: Source) -> Vocabulary:
    """What the rules of a source speak of; made once for many cases."""
    from rxrules.compile import compile_rulesets  # noqa: PLC0415
    from rxrules.validate import load  # noqa: PLC0415

    if isinstance(source, Vocabulary):
        return source
    if isinstance(source, Checker):
        return vocabulary_of(source.plan, source.terminology)
    if isinstance(source, Plan):
        return vocabulary_of(source, Checker.of_plan(source).terminology)
    several = [source] if isinstance(source, (Ruleset, Path, str)) else list(source)
    rulesets = [one if isinstance(one, Ruleset) else load(one) for one in several]
    plan = compile_rulesets(rulesets)
    return vocabulary_of(plan, Checker.of_plan(plan).terminology, rulesets)


def make_case(known: Vocabulary, r: Choices, *, about: int | None = None, most: int = 6, id_: str = "case") -> Case:
    """A case.

    Args:
        known: what the rules speak of.
        r: makes the choices.
        about: the index of a rule that it should concern; without it some rule or two.
        most: orders at most.
        id_: of the case.
    """
    as_of = r.pick(_DAYS)
    wishes = Wishes()
    if known.plan.rules:
        number = r.number(0, len(known.plan.rules) - 1) if about is None else about
        wishes = wish_for(known.plan.rules[number], known, r)
        if r.one_in(3):
            other = wish_for(r.pick(known.plan.rules), known, r)
            wishes.orders += other.orders
            wishes.spans = other.spans | wishes.spans
            wishes.listed = other.listed | wishes.listed
    patient = make_patient(wishes, known, as_of, r)
    maker = OrderMaker(known, patient, as_of, r)
    for _ in range(r.number(0, _MORE)):
        among = known.bystanders if r.one_in(5) or not known.ingredients else known.ingredients
        near = [one.ingredient for one in wishes.orders if one.ingredient in among]
        wishes.orders.append(OrderWish(r.pick(near) if near and r.one_in(3) else r.pick(among)))
    orders = [maker.wished(wish, f"m{place + 1}") for place, wish in enumerate(wishes.orders[:most])]
    return Case(id_, patient, tuple(orders), as_of)


def cases(source: Source, *, about: str | None = None, most: int = 6) -> Any:
    """A Hypothesis strategy of cases, drawn from a ruleset: its drugs, limits, bands, edges, conditions, allergens and tests.

    Doses and readings lie exactly at the edges of rules, just above and just below them, in the unit of the rule's author, and
    anything may be missing, stale or half known. A case that fails shrinks to few orders and plain values, and is printed as a
    scenario file.

    Args:
        source: a ruleset, its path or the name of a shipped one; several of them; a plan; or a checker.
        about: the id of a rule that each case should concern.
        most: orders at most.

    Raises:
        ModuleNotFoundError: Hypothesis is not installed.
        RulesetError: a ruleset has errors.
        KeyError: there is no running rule of that id.
    """
    known = vocabulary(source)
    number = None if about is None else {rule.id: place for place, rule in enumerate(known.plan.rules)}[about]
    note = hypothesis().note

    def drawn(draw: Any) -> Case:
        case = make_case(known, Drawn(draw), about=number, most=most)
        note(scenario_text(case))
        return case

    return hypothesis_strategies().composite(drawn)()


def patients(source: Source) -> Any:
    """A Hypothesis strategy of patients near the edges of a ruleset; see `cases`."""
    known = vocabulary(source)

    def drawn(draw: Any) -> Patient:
        return make_patient(_wishes(known, r := Drawn(draw)), known, AS_OF, r)

    return hypothesis_strategies().composite(drawn)()


def orders(source: Source) -> Any:
    """A Hypothesis strategy of orders of the drugs of a ruleset, with doses near its limits; see `cases`."""
    known = vocabulary(source)

    def drawn(draw: Any) -> Order:
        case = make_case(known, Drawn(draw))
        chosen = case.orders or (OrderMaker(known, case.patient, AS_OF, Drawn(draw)).wished(OrderWish(known.bystanders[0]), "m1"),)
        return evolve(chosen[0])

    return hypothesis_strategies().composite(drawn)()


def timings() -> Any:
    """A Hypothesis strategy of timings of every form, as needed and regular."""

    def drawn(draw: Any) -> Timing | None:
        return make_rhythm(Drawn(draw)).timing

    return hypothesis_strategies().composite(drawn)().filter(lambda timing: timing is not None)


def doses(source: Source) -> Any:
    """A Hypothesis strategy of doses at the limits of a ruleset and beside them, in the units of its author."""

    def dose_of(order: Order) -> Dose | None:
        return next((one.dose for one in order.dosages if one.dose is not None), None)

    return orders(source).map(dose_of).filter(lambda dose: dose is not None)


def _wishes(known: Vocabulary, r: Choices) -> Wishes:
    return wish_for(r.pick(known.plan.rules), known, r) if known.plan.rules else Wishes()
