"""The demonstration ruleset of ``tests/rulesets/demo``, and cases for it in few words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rxrules import Case, Checker, Dosage, Dose, Drug, Moment, Order, OrderStatus, Patient, Timing
from rxrules.compile import compile_rulesets
from rxrules.engines.base import Status
from rxrules.engines.durable import available
from rxrules.language.parse import parse_text
from rxrules.model import Condition, Limit, Measurement, Observation, Rate, Sex
from rxrules.report import document
from rxrules.units import parse_quantity
from rxrules.validate import load, validate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.chart import Chart
    from rxrules.engines.base import Outcome
    from rxrules.plan import Plan
    from rxrules.report import Report
    from rxrules.units import Quantity
    from rxrules.validate import Ruleset

FOLDER = Path(__file__).parent / "rulesets" / "demo"
AS_OF = Moment.parse("2026-11-21")
DAILY = Timing(frequency=1, per=parse_quantity("1 d"))
UNSET: Any = object()


@cache
def ruleset() -> Ruleset:
    return load(FOLDER)


@cache
def plan() -> Plan:
    return compile_rulesets([ruleset()])


@cache
def checker() -> Checker:
    return Checker.of_plan(plan())


def q(text: str) -> Quantity:
    return parse_quantity(text)


def times(frequency: float = 1, per: str = "1 d", **known: Any) -> Timing:
    return Timing(frequency=frequency, per=q(per), **known)


def order(
    id_: str = "m1",
    drug: str | Drug | None = "paracetamol",
    dose: str | Dose | None = "1 g",
    timing: Timing | None = DAILY,
    route: str = "oral",
    status: str = "active",
    **known: Any,
) -> Order:
    """An order with one instruction; ``start``, ``end`` and ``strength`` as text."""
    for name in ("start", "end"):
        if isinstance(known.get(name), str):
            known[name] = Moment.parse(known[name])
    if isinstance(known.get("strength"), str):
        known["strength"] = q(known["strength"])
    if isinstance(dose, str):
        dose = Dose(q(dose))
    known.setdefault("dosages", (Dosage(dose=dose, route=route, timing=timing),))
    drug = Drug(name=drug) if isinstance(drug, str) else drug
    return Order(id=id_, drug=drug, status=OrderStatus(status), **known)


def patient(
    age: str | None = "40 a",
    weight: str | None = "80 kg",
    weighed: str | None = "2026-11-01",
    conditions: Iterable[str] | None = (),
    egfr: str | None = None,
    tested: str | None = "2026-11-01",
    **known: Any,
) -> Patient:
    """A patient of whom most is known."""
    if weight is not None:
        known["weight"] = Measurement(q(weight), Moment.parse(weighed) if weighed else None)
    if egfr is not None:
        comparator = egfr[0] if egfr[0] in "<>" else ""
        value = q(f"{egfr.lstrip('<>')} mL/min/{{1.73_m2}}")
        known["observations"] = (Observation("egfr", value, comparator, Moment.parse(tested) if tested else None),)
    return Patient(
        age=q(age) if age else None,
        conditions=None if conditions is None else tuple(Condition(text=text) for text in conditions),
        **known,
    )


def case(*orders: Order, of: Patient | None = None, as_of: Moment | None = AS_OF) -> Case:
    return Case("case-1", patient() if of is None else of, orders, as_of)


def chart(*orders: Order, of: Patient | None = None, **known: Any) -> Chart:
    return checker().prepare(case(*orders, of=of), **known)


def report(*orders: Order, of: Patient | None = None, **known: Any) -> Report:
    return checker().check(case(*orders, of=of), **known)


def said(found: Report | Chart) -> dict[tuple[str, tuple[str, ...]], tuple[Any, ...]]:
    """Every outcome by rule and orders: its status; of an alert also severity and certainty; of a suppression the modifier."""
    if not hasattr(found, "outcomes"):
        found = checker().report(found)
    result = {}
    for outcome in found.outcomes:
        key = found.plan.rules[outcome.rule].id, tuple(sorted(one.id for one in outcome.orders))
        assert key not in result, f"two outcomes of {key}"
        result[key] = verdict(outcome)
    return result


def verdict(outcome: Outcome) -> tuple[Any, ...]:
    status = Status(outcome.status).name.lower()
    if outcome.status == Status.FIRED:
        severity = ("minor", "moderate", "major", "contraindicated")[outcome.severity]
        return status, severity, "certain" if outcome.certain else "possible"
    return (status,)


def of_rule(found: Report | Chart, rule: str) -> tuple[Any, ...] | None:
    """What the one outcome of a rule says; None where it has none."""
    verdicts = [value for (name, _), value in said(found).items() if name == rule]
    assert len(verdicts) < 2, verdicts
    return verdicts[0] if verdicts else None


def samples() -> tuple[Case, ...]:
    """Cases that between them show every kind of outcome."""
    warfarin = order("w", "warfarin", "5 mg")
    return (
        case(warfarin, order("n", "naproxen", "500 mg", times(2), status="proposed"), of=patient(conditions=("GI bleed",))),
        case(warfarin, order("n", "naproxen", "500 mg", route=""), order("x", "unobtainium"), of=patient(None, None, None, None)),
        case(
            order("a", "co-codamol 30/500", "2 {tablet}", times(4)),
            order("b", "paracetamol", Dose(q("500 mg"), q("1 g")), times(4, prn=True)),
            order("c", "Demotab", "1 {tablet}", times(3)),
            order("d", "omeprazole", "20 mg"),
            order("e", "fluoxetine", "20 mg"),
            order("f", "phenelzine", "15 mg", status="stopped", end="2026-11-15"),
            order("g", "metformin", "850 mg", times(2)),
            order("h", "digoxin", "125 ug", times(1, "36 h")),
            of=patient("80 a", conditions=("palliative care", "heart failure"), egfr=">30", sex=Sex.FEMALE),
        ),
        case(
            order("i", "morphine", dosages=(Dosage(rate=Rate(q("5 mg/h")), route="iv", max_per=(Limit(q("60 mg"), q("1 d")),)),)),
            order("j", "methotrexate", "15 mg", times(1, "1 wk"), start="2026-01"),
            order("k", "trimethoprim", "200 mg", times(2, duration=q("7 d")), start="2026-11-20"),
            order("l", "warfarin", "5 mg", status="cancelled"),
            of=patient(pregnant=False, incomplete=frozenset({"conditions"})),
        ),
    )


def documents(by: Checker | None = None) -> str:
    """The reports of the samples, as the JSON text that is compared byte by byte."""
    by = by or checker()
    return json.dumps([document(by.check(one)) for one in samples()], ensure_ascii=False, allow_nan=False)


MANIFEST = """\
ruleset:
  id: small
  version: 1.0.0
  title: Small rules of one test
  language: 1
  owner: tests of rxrules
  licence: Apache-2.0
  reviewed: 2026-11-01
"""
_KINDS = {
    "ddi": ("interaction", "major"),
    "dup": ("duplication", "moderate"),
    "dose": ("dose_limit", ""),
    "contra": ("contraindication", "contraindicated"),
    "allergy": ("allergy", "contraindicated"),
    "monitor": ("monitoring", ""),
    "omit": ("omission", "moderate"),
    "burden": ("burden", ""),
}


class Agreed:
    """A checker of rules in short by either engine: what native says, and durable says the same wherever it is installed."""

    def __init__(self, *rules: str, more: str = "") -> None:
        installed = ("native", "durable") if available() is None else ("native",)
        self._native, *self._others = (small(*rules, more=more, engines=(engine,)) for engine in installed)

    def check(self, of: Case, **known: Any) -> Report:
        found = self._native.check(of, **known)
        for other in self._others:
            assert said(other.check(of, **known)) == said(found)
        return found


def small(*rules: str, more: str = "", engines: tuple[str, ...] = ("native",)) -> Checker:
    """A checker of rules in short: a key of ``_KINDS``, then the keys of a rule as a flow mapping without its braces."""
    lines = ["rules:"]
    for number, rule in enumerate(rules):
        kind, _, keys = rule.partition(" ")
        kind_, usual = _KINDS[kind]
        head = f", severity: {usual}" if usual and "severity" not in keys.split("modifiers")[0] else ""
        lines.append(
            f"  - {{id: r{number}, kind: {kind_}, status: review, title: Rule {number}, effect: An effect, "
            f"action: An action{head}, {keys}}}"
        )
    tree, found = parse_text({"ruleset.yaml": MANIFEST + more + "\n" + "\n".join(lines) + "\n"})
    assert tree is not None, [str(one) for one in found]
    made, found = validate(tree)
    assert made is not None, [str(one) for one in found if one.is_error]
    return Checker.of_plan(compile_rulesets([made]), engines=engines)
