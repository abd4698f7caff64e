"""What must not change a finding: units, order, names of orders, the calendar, the way a dose is split."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from attrs import evolve
from cases import NAMES, SEEDS, cases
from hypothesis import given
from hypothesis import strategies as st

from demo import AS_OF, case, checker, order, plan, q, said, times, verdict
from rxrules import Case, Checker, Dosage, Dose, Moment
from rxrules.engines.native import NativeEngine
from rxrules.plan import Interaction
from rxrules.report import fingerprint
from rxrules.units import Quantity, UnitError

#: Units of one kind each, by which a quantity may be written as well.
_SAME = (
    ("mg", "g", "ug", "kg"),
    ("mg/kg", "g/kg", "ug/kg"),
    ("mg/m2", "g/m2"),
    ("mg/{tablet}", "g/{tablet}", "ug/{tablet}"),
    ("mg/mL", "g/L", "ug/mL"),
    ("mg/h", "mg/d", "g/h", "ug/min"),
    ("mL", "L"),
    ("d", "h", "wk", "min"),
    ("mo", "a"),
    ("cm", "m"),
    ("mL/min/{1.73_m2}", "L/h/{1.73_m2}"),
)


def _elsewise(quantity: Quantity, r: Random) -> Quantity:
    for units in _SAME:
        try:
            return quantity.to(r.choice(units))
        except UnitError:
            continue
    return quantity


def _rewritten(value: Any, r: Random, *, but: tuple[str, ...] = ()) -> Any:
    """A value of the model with every quantity in another unit, at any depth."""
    if isinstance(value, Quantity):
        return _elsewise(value, r)
    if isinstance(value, tuple):
        return tuple(_rewritten(one, r, but=but) for one in value)
    if isinstance(value, Moment) or not hasattr(value, "__attrs_attrs__"):
        return value
    names = [attribute.name for attribute in value.__attrs_attrs__ if attribute.name not in but]
    return evolve(value, **{name: _rewritten(getattr(value, name), r, but=but) for name in names})


def _values(found: Any) -> dict[Any, Any]:
    """What was said, with the numbers behind it, rounded as tolerance allows."""
    result = {}
    for outcome in checker().report(found).outcomes:
        evidence = outcome.evidence
        key = outcome.rule, tuple(one.id for one in outcome.orders)
        result[key] = (verdict(outcome), evidence.band, evidence.bound, evidence.measured, evidence.limit, evidence.modifier)
    return result


def _close(a: dict[Any, Any], b: dict[Any, Any]) -> None:
    assert a.keys() == b.keys()
    for key, (*said_a, measured_a, limit_a, modifier_a) in a.items():
        *said_b, measured_b, limit_b, modifier_b = b[key]
        assert (said_a, modifier_a) == (said_b, modifier_b), key
        assert _equal(measured_a, measured_b), key
        assert _equal(limit_a, limit_b), key


def _equal(a: tuple[float, float] | None, b: tuple[float, float] | None) -> bool:
    return a == b or (a is not None and b is not None and a == pytest.approx(b, rel=1e-9))


@given(cases(), SEEDS)
def test_the_unit_in_which_a_quantity_is_written_changes_nothing(one: Case, seed: int):
    # an age is known to the unit in which it is written, so that 24 mo says more than 2 a
    other = _rewritten(one, Random(seed), but=("age",))
    _close(_values(checker().prepare(one)), _values(checker().prepare(other)))


@given(cases(), SEEDS)
def test_the_order_in_which_anything_is_listed_changes_nothing_but_the_order(one: Case, seed: int):
    r = Random(seed)

    def mixed(things: tuple[Any, ...] | None) -> tuple[Any, ...] | None:
        return None if things is None else tuple(r.sample(things, len(things)))

    patient = evolve(one.patient, conditions=mixed(one.patient.conditions), observations=mixed(one.patient.observations))
    orders = tuple(evolve(order, dosages=mixed(order.dosages)) for order in mixed(one.orders) or ())
    assert said(checker().check(evolve(one, patient=patient, orders=orders))) == said(checker().check(one))


def _swapped(condition: Any) -> Any:
    if not isinstance(condition, tuple):
        return condition
    if condition and condition[0] == "order" and condition[1] in (0, 1):
        return ("order", 1 - condition[1], _swapped(condition[2]))
    return tuple(_swapped(part) for part in condition)


def _mirrored() -> Checker:
    """The demonstration rules with the sides of every interaction exchanged, and in the reverse order."""
    rules = []
    for rule in plan().rules:
        if isinstance(rule.body, Interaction) and not rule.body.second_added:
            modifiers = tuple(modifier._replace(condition=_swapped(modifier.condition)) for modifier in rule.modifiers)
            body = rule.body._replace(first=rule.body.second, second=rule.body.first)
            rule = rule._replace(body=body, when=_swapped(rule.when), modifiers=modifiers)  # noqa: PLW2901
        rules.append(rule)
    return Checker.of_plan(plan()._replace(rules=tuple(reversed(rules))))


MIRRORED = _mirrored()


@given(cases(most=6))
def test_interactions_are_symmetric_and_the_order_of_rules_changes_nothing(one: Case):
    assert said(MIRRORED.check(one)) == said(checker().check(one))


@given(cases())
def test_the_names_of_orders_change_nothing_and_take_no_part_in_fingerprints(one: Case):
    names = {order.id: f"other-{place}" for place, order in enumerate(one.orders)}
    other = checker().check(evolve(one, orders=tuple(evolve(order, id=names[order.id]) for order in one.orders)))
    mine = checker().check(one)
    assert {(rule, tuple(sorted(names[id_] for id_ in ids))): what for (rule, ids), what in said(mine).items()} == said(other)
    assert [fingerprint(alert) for alert in mine.alerts] == [fingerprint(alert) for alert in other.alerts]


def _moved(value: Any, years: int) -> Any:
    if isinstance(value, Moment):
        return Moment.parse(f"{int(value.text[:4]) + years:04d}{value.text[4:]}")
    if isinstance(value, tuple):
        return tuple(_moved(one, years) for one in value)
    if isinstance(value, Quantity) or not hasattr(value, "__attrs_attrs__"):
        return value
    return evolve(value, **{one.name: _moved(getattr(value, one.name), years) for one in value.__attrs_attrs__})


@given(cases())
def test_moving_every_date_together_changes_nothing(one: Case):
    # between 1901 and 2099 the calendar repeats itself after 28 years, leap days and days of the week included
    mine, other = checker().check(one), checker().check(_moved(one, 28))
    assert said(mine) == said(other)
    assert [fingerprint(alert) for alert in mine.alerts] == [fingerprint(alert) for alert in other.alerts]


_DAILY = [name for name in NAMES if name != "diclofenac gel"]


def _by_orders(found: Any, ids: set[str]) -> dict[str, Any]:
    """What the rules about daily and weekly doses say of these orders."""
    return {
        rule.id: (verdict(outcome), outcome.evidence.measured)
        for outcome in found.outcomes
        if (rule := found.plan.rules[outcome.rule]).kind == "dose_limit"
        and rule.body.measure != "per_dose"
        and ids & {one.id for one in outcome.orders}
    }


@given(cases(most=1), st.sampled_from(("200 mg", "500 mg", "1 g", "4 g", "10 mg", "0.3 mg")), st.sampled_from(_DAILY), SEEDS)
def test_a_daily_dose_does_not_depend_on_how_it_is_split(one: Case, dose: str, drug: str, seed: int):
    r = Random(seed)
    often = times(r.choice((1, 2, 3)), prn=r.random() < 0.2)
    half = Quantity(q(dose).value / 2, q(dose).unit)
    start = r.choice((None, "2026-11-01"))
    whole = order("a", drug, dose, often, start=start)
    instruction = Dosage(dose=Dose(half), route="oral", timing=often)
    ways = (
        (order("a", drug, Dose(half), often, start=start), order("b", drug, Dose(half), often, start=start)),
        (evolve(whole, dosages=(instruction, instruction)),),
        (evolve(whole, dosages=(evolve(instruction, timing=times(often.frequency * 2, prn=often.prn)),)),),
        (evolve(whole, dosages=(evolve(instruction, sequence=1), evolve(instruction, sequence=1))),),
    )
    expected = _by_orders(checker().check(case(whole, of=one.patient)), {"a"})
    for way in ways:
        found = _by_orders(checker().check(case(*way, of=one.patient)), {"a", "b"})
        assert found.keys() == expected.keys()
        for rule, (what, measured) in expected.items():
            assert found[rule][0] == what, (rule, way)
            assert _equal(found[rule][1], measured)


@given(cases(most=1), st.integers(1, 8), st.integers(1, 6))
def test_a_combination_counts_as_its_parts(one: Case, tablets: int, often: int):
    product = order("a", "co-codamol 30/500", f"{tablets} {{tablet}}", times(often))
    parts = (
        order("b", "paracetamol", f"{tablets * 500} mg", times(often)),
        order("c", "codeine", f"{tablets * 30} mg", times(often)),
    )
    together = checker().check(case(product, of=one.patient))
    apart = checker().check(case(*parts, of=one.patient))
    assert _by_orders(together, {"a"}) == _by_orders(apart, {"b", "c"})


def test_two_engines_of_one_plan_say_the_same():
    # nothing is kept from one case to the next, in an engine or beside it
    first, second = NativeEngine(plan()), NativeEngine(plan())
    charts = [checker().prepare(Case("c", orders=(order("a", name, "1 g"),), as_of=AS_OF)) for name in NAMES[:6]]
    assert [first.evaluate(chart) for chart in charts] == [second.evaluate(chart) for chart in reversed(charts)][::-1]
