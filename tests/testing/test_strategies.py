"""The strategies: valid rulesets that say all that can be said, and cases at their edges, small enough to be read."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from attrs import fields, has
from hypothesis import Phase, find, given, settings

from rxrules import Case, Checker
from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case
from rxrules.diagnostics import Diagnostics
from rxrules.engines.base import Status
from rxrules.language import ast
from rxrules.language.forms import KINDS
from rxrules.model import Dose, Order, Patient, Timing
from rxrules.plan import DoseLimit
from rxrules.testing import cases, doses, orders, patients, rulesets, scenario_text, timings
from rxrules.testing.printing import yaml_text
from rxrules.testing.scenarios import read_scenarios
from rxrules.testing.strategies.cases import make_case, vocabulary
from rxrules.testing.strategies.choices import Seeded
from rxrules.testing.strategies.rulesets import MadeRuleset, make_ruleset
from rxrules.units import equal

DEMO = Path(__file__).parents[1] / "rulesets" / "demo"
KNOWN = vocabulary(DEMO)
CHECKER = Checker.of_plan(KNOWN.plan, terminology=KNOWN.terminology)


# Rulesets


@given(rulesets())
@settings(max_examples=30)
def test_a_made_ruleset_is_valid_and_prints_as_its_text(made: MadeRuleset):
    assert made.plan.rules
    assert repr(made) == made.text


def test_made_rulesets_are_of_every_kind_and_seldom_need_mending():
    made = [make_ruleset(Seeded(f"valid {number}"), most=8) for number in range(80)]
    kinds = Counter(rule.kind for one in made for rule in one.plan.rules)
    assert set(kinds) == set(KINDS)
    assert min(kinds.values()) > 8
    assert sum(one.dropped > 0 for one in made) <= 3


#: What rules say to people, and files that hold them; tests of the reader look after these.
_WORDS = {"at", "url", "accessed", "title", "nurse", "pharmacist"}
_CLASSES = (
    *(
        ast.Selector,
        ast.When,
        ast.ObservationTest,
        ast.InteractionRule,
        ast.DuplicationRule,
        ast.LimitSeverity,
        ast.Limits,
        ast.Row,
    ),
    *(ast.Bands, ast.DoseLimitRule, ast.ContraindicationRule, ast.AllergyRule, ast.MonitoringSeverity, ast.MonitoringRule),
    *(ast.OmissionRule, ast.BurdenItem, ast.BurdenLevel, ast.BurdenRule, ast.Modifier),
)


def _keys_in(value: Any, seen: set[tuple[type, str]]) -> None:
    if isinstance(value, (tuple, list)):
        for one in value:
            _keys_in(one, seen)
    elif isinstance(value, dict):
        for one in value.values():
            _keys_in(one, seen)
    elif has(type(value)):
        for each in fields(type(value)):
            inner = getattr(value, each.name)
            if inner not in (None, (), "", {}) and inner != each.default:
                seen.add((type(value), each.name))
            _keys_in(inner, seen)


def test_made_rulesets_say_all_that_the_language_can_say():
    seen: set[tuple[type, str]] = set()
    for number in range(350):
        _keys_in(make_ruleset(Seeded(f"all {number}"), most=8).ruleset.rules, seen)
    missing = [
        f"{cls.__name__}.{each.name}"
        for cls in _CLASSES
        for each in fields(cls)
        if each.name not in {*_WORDS, "kind", "evidence", "weight"} and (cls, each.name) not in seen
    ]
    # a modifier's evidence is for readers; a limit per kg takes the actual weight, said or not
    assert [one for one in missing if one not in ("When.weight", "DoseLimitRule.status")] == []


# Cases


@given(cases(DEMO))
@settings(max_examples=40)
def test_a_case_is_one_that_a_case_file_can_hold(one: Case):
    written = case_to_dict(one)
    again = read_case(written)
    assert not [unread for unread in again.unread if unread.is_error]
    assert case_to_dict(again) == written


def test_cases_come_to_every_status_and_to_every_rule():
    statuses: Counter[Status] = Counter()
    fired = set()
    for number in range(350):
        for outcome in CHECKER.check(make_case(KNOWN, Seeded(f"all {number}"))).outcomes:
            statuses[Status(outcome.status)] += 1
            if outcome.status == Status.FIRED:
                fired.add(outcome.rule)
    assert set(statuses) == set(Status)
    assert len(fired) >= len(KNOWN.plan.rules) - 2


def test_cases_lie_exactly_at_limits_and_on_both_sides():
    exactly, below, above = set(), set(), set()
    for number, rule in enumerate(KNOWN.plan.rules):
        if not isinstance(rule.body, DoseLimit) or rule.body.measure != "per_dose":
            continue
        limits = {bound.value for band in rule.body.bands for bound in band.bounds if not bound.scale}
        for example in range(60):
            chart = CHECKER.prepare(make_case(KNOWN, Seeded(f"{number} {example}"), about=number))
            for order in chart.by_ingredient.get(rule.body.ingredient, ()):
                amounts = order.doses[rule.body.ingredient].amounts.get(rule.body.base)
                for limit in limits if amounts is not None else ():
                    place = exactly if equal(amounts.dose_high, limit) else above if amounts.dose_high > limit else below
                    place.add(rule.id)
    assert exactly
    assert exactly == above == below


def test_the_same_seed_makes_the_same_case():
    one, other = (make_case(KNOWN, Seeded("same")) for _ in range(2))
    assert one == other
    assert make_case(KNOWN, Seeded("another")) != one


def test_a_case_about_a_rule_concerns_it():
    (name,) = (rule.id for rule in KNOWN.plan.rules if rule.id == "ddi.anticoagulant-nsaid")
    found = find(cases(DEMO, about=name), lambda one: any(_fired(one, name)))
    assert len(found.orders) == 2


def _fired(one: Case, name: str) -> list[bool]:
    return [KNOWN.plan.rules[outcome.rule].id == name for outcome in CHECKER.check(one).fired]


def test_a_case_shrinks_to_what_a_clinician_can_read():
    found = find(
        cases(DEMO, about="ddi.anticoagulant-nsaid"),
        lambda one: any(_fired(one, "ddi.anticoagulant-nsaid")),
        settings=settings(max_examples=2000, phases=(Phase.generate, Phase.shrink)),
    )
    text = scenario_text(found, "the least", CHECKER.check(found))
    assert len(found.orders) == 2
    assert len(text.splitlines()) < 40
    assert "rule: ddi.anticoagulant-nsaid" in text


@given(cases(DEMO))
@settings(max_examples=30)
def test_a_printed_scenario_is_read_and_holds(tmp_path_factory: pytest.TempPathFactory, one: Case):
    from rxrules.testing.running import run  # noqa: PLC0415

    report = CHECKER.check(one)
    path = tmp_path_factory.mktemp("printed") / "one.test.yaml"
    path.write_text(scenario_text(one, "as printed", report), encoding="utf-8")
    found = Diagnostics()
    scenarios = read_scenarios(path, found)
    if not report.outcomes:
        assert [each.code for each in found] == ["RX614"]
        return
    assert [str(each) for each in found] == []
    assert run(scenarios[0], CHECKER).failures == ()


@pytest.mark.parametrize(
    ("strategy", "expected"), [(patients(DEMO), Patient), (orders(DEMO), Order), (timings(), Timing), (doses(DEMO), Dose)]
)
def test_the_parts_of_a_case_have_strategies_of_their_own(strategy: Any, expected: type):
    # the least of them is not asked for, and takes long to find
    assert isinstance(find(strategy, lambda one: True, settings=settings(phases=[Phase.generate], database=None)), expected)


@pytest.mark.parametrize("source", [DEMO, str(DEMO), [DEMO], KNOWN.plan, CHECKER, "prescribing-safety"])
def test_cases_are_drawn_from_whatever_holds_rules(source: Any):
    assert isinstance(make_case(vocabulary(source), Seeded("source")), Case)


def test_a_ruleset_without_rules_has_cases_too():
    empty = vocabulary(KNOWN.plan._replace(rules=(), populations=()))
    assert [make_case(empty, Seeded(number)) for number in range(20)]


# Printing and the extra


def test_yaml_is_printed_so_that_it_is_read_as_the_same():
    from rxrules.documents import yaml  # noqa: PLC0415
    from rxrules.testing.conformance import plain  # noqa: PLC0415

    value = {
        "a": ["x: y", "true", "", "0123", {"b": [1, True, 'quo"te', "li\nne", "#", "1.73_m2"]}],
        "on": {"k": "v" * 200},
        "e": [],
        "m": {},
    }
    assert plain(yaml.read(yaml_text(value), "x", Diagnostics())) == value


def test_without_hypothesis_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'rxrules\[testing\]'"):
        cases(DEMO)


def test_the_kit_is_imported_without_hypothesis_and_only_when_it_is_asked_for():
    import subprocess  # noqa: PLC0415

    program = (
        "import sys; import rxrules.testing, rxrules.testing.scenarios; assert 'hypothesis' not in sys.modules;"
        "assert 'rxrules.testing.lawbook' not in sys.modules; sys.modules['hypothesis'] = None;"
        "from rxrules.testing import agree; assert agree(examples=3).examples == 3"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    import rxrules.testing  # noqa: PLC0415

    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = rxrules.testing.nothing_of_the_kind
