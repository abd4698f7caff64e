"""Laws as tests that a ruleset runs with one line, and by an option of pytest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rxrules.plan import DoseLimit
from rxrules.testing import LAWS, laws
from rxrules.testing.lawbook import LawBroken, Subject, UnreachableRules, reach, search
from rxrules.testing.lawbook.limits import ways_with_age
from rxrules.testing.lawbook.rules import unlike
from rxrules.testing.lawbook.running import PROFILES, Profile, hold, run_law
from rxrules.testing.strategies.rulesets import read_content

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules import Case
    from rxrules.testing.strategies.choices import Choices

pytest_plugins = ["pytester"]

DEMO = Path(__file__).parents[1] / "rulesets" / "demo"
HEAD = {"ruleset": {"id": "one", "version": "1.0.0", "title": "One", "language": 1, "owner": "us", "licence": "CC0-1.0"}}

test_laws = laws(DEMO)


def subject_of(*rules: dict, **more: object) -> Subject:
    written = [{"id": f"r{place}", "status": "review", "title": "R", **rule} for place, rule in enumerate(rules)]
    made = read_content({**HEAD, **more, "rules": written})
    assert made is not None
    return Subject(made.vocabulary)


@pytest.mark.parametrize("ruleset", ["core", "prescribing-safety"])
def test_the_laws_hold_of_the_shipped_rulesets(ruleset: str):
    found, _ = search(LAWS, Subject(ruleset, ("native", "durable")), examples=20, seed=1)
    assert found == [], "\n".join(f"{one.law}: {one.words}\n{one.scenario}" for one in found)


PAIR = {"kind": "interaction", "severity": "major", "between": [{"ingredient": "warfarin"}, {"ingredient": "ibuprofen"}]}


def test_a_law_that_is_broken_shows_the_least_case():
    def no_more_than_one_order(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
        if len(case.orders) > 1:
            yield "there are two"

    broken = LAWS[0]._replace(id="one", title="there is one order", breaches=no_more_than_one_order)
    with pytest.raises(LawBroken) as problem:
        hold(broken, subject_of(PAIR), examples=100)
    text = str(problem.value)
    assert "one: there is one order; but\n  there are two\n- name: one\n" in text
    assert text.count("drug:") == 2


def test_a_check_that_fails_is_a_breach_of_its_law():
    def fails(subject: Subject, case: Case, r: Choices) -> Iterator[str]:
        raise KeyError("lost")
        yield ""

    found, _ = search([LAWS[0]._replace(breaches=fails)], Subject(DEMO), examples=1)
    assert found[0].words == ("the check failed: KeyError: 'lost'",)


def test_a_rule_that_nothing_can_make_fire_is_told_as_a_warning():
    never = {"kind": "contraindication", "severity": "major", "drug": {"ingredient": "codeine"}}
    subject = subject_of(
        {**never, "when": {"sex": "female"}},
        {**never, "when": {"all": [{"sex": "female"}, {"not": {"sex": "female"}}]}},
    )
    reached = reach(subject, examples=100)
    assert (reached.fired, reached.unreachable) == (("r0",), ("r1",))
    with pytest.warns(UnreachableRules, match="1 rules fired on no generated case: r1"):
        run_law("reachable", {}, subject, Profile(1, 100), derandomize=True)


def test_every_rule_of_the_demonstration_is_reached():
    assert reach(Subject(DEMO)).unreachable == ()


def test_what_is_printed_is_read_as_the_same(tmp_path: Path):
    assert list(unlike(Subject(DEMO))) == []
    assert list(unlike(Subject("core"))) == []


AGE = {"kind": "contraindication", "severity": "major", "drug": {"ingredient": "codeine"}}


@pytest.mark.parametrize(
    ("when", "ways"),
    [
        ({"age": ">= 65 a"}, {"up"}),
        ({"age": "< 18 a"}, {"down"}),
        ({"age": "[18 a, 65 a)"}, set()),
        ({"not": {"age": "< 18 a"}}, {"up"}),
        ({"any": [{"age": "< 18 a"}, {"age": ">= 65 a"}]}, set()),
        ({"sex": "female"}, {"up", "down"}),
        ({"age": ">= 65 a", "estimate": {"code": "crcl_actual", "is": "< 30 mL/min", "within": "9 d"}}, set()),
    ],
)
def test_a_rule_says_in_which_direction_of_age_an_alert_can_not_be_lost(when: dict, ways: set[str]):
    (rule,) = subject_of({**AGE, "when": when}).plan.rules
    assert ways_with_age(rule) == ways


def test_bands_say_it_where_their_maxima_fall_with_age():
    rows = [{"age": "< 65 a", "max": "40 mg"}, {"age": ">= 65 a", "max": "20 mg"}]
    bands = {"over": {"age": "[0 a, 130 a)"}, "rows": rows}
    limit = {
        "kind": "dose_limit",
        "drug": {"ingredient": "codeine"},
        "measure": "per_day",
        "severity": {"max": "major"},
        "bands": bands,
    }
    (rule,) = subject_of(limit).plan.rules
    assert isinstance(rule.body, DoseLimit)
    assert ways_with_age(rule) == set(), "beyond its domain nothing is evaluated"
    assert ways_with_age(rule._replace(body=rule.body._replace(domain=()))) == {"up"}


def test_the_profiles_are_one_for_each_change_and_one_for_the_night():
    assert PROFILES["quick"].examples * 20 < PROFILES["nightly"].examples


# With pytest


def test_one_line_makes_a_test_of_each_law(pytester: pytest.Pytester):
    pytester.makepyfile(f"from rxrules.testing import laws\ntest_laws = laws({str(DEMO)!r})\n")
    result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "-k", "names or once or written")
    result.assert_outcomes(passed=3, deselected=len(LAWS) + 2 - 3)


def test_the_option_holds_the_laws_without_any_python(pytester: pytest.Pytester):
    result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", f"--rxrules-laws={DEMO}", "--collect-only")
    result.stdout.fnmatch_lines([f"*laws of {DEMO}?units?", f"*laws of {DEMO}?reachable?"])


def test_the_option_without_a_value_takes_the_rulesets_that_pytest_is_given(pytester: pytest.Pytester):
    mine = pytester.mkdir("mine")
    (mine / "ruleset.yaml").write_text("ruleset: {id: broken}\n", encoding="utf-8")
    result = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "--rxrules-laws", "--", str(mine))
    result.assert_outcomes(failed=len(LAWS) + 2)
    result.stdout.fnmatch_lines(["*the ruleset has * error*"])
    assert "Traceback" not in result.stdout.str()


def test_without_the_option_nothing_is_added(pytester: pytest.Pytester):
    pytester.makepyfile("def test_one(): pass\n")
    pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider").assert_outcomes(passed=1)
