"""Differential runs, what they leave of a counterexample, and the command."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_engines import off_by_one_band, swapped_severity

from rxrules.cli.main import run
from rxrules.engines.native.engine import NativeEngine
from rxrules.testing import agree
from rxrules.testing.conformance import disagreements, read_conformance
from rxrules.testing.differential import engines_that_load, example_case, example_ruleset
from rxrules.testing.reducing import reduced

DEMO = str(Path(__file__).parents[1] / "rulesets" / "demo")


def test_engines_agree_on_rulesets_of_every_kind():
    found = agree(examples=200, seed=3)
    assert found.counterexamples == ()
    assert (found.examples, found.rulesets) == (200, 5)
    assert found.evaluations == sum(found.seen.values()) > 200
    assert {kind for kind, _ in found.seen} >= {"interaction", "dose_limit", "allergy", "burden", "omission", "monitoring"}


def test_engines_agree_on_a_given_ruleset():
    found = agree(DEMO, examples=60, seed=3)
    assert (found.counterexamples, found.rulesets) == ((), 0)


def test_an_example_can_be_made_again_from_the_seed_and_its_number():
    made = example_ruleset(7, 55)
    assert made.text == example_ruleset(7, 41).text, "forty cases of one ruleset"
    assert example_case(made.vocabulary, 7, 55) == example_case(made.vocabulary, 7, 55)
    assert example_ruleset(7, 80).text != made.text


def test_a_counterexample_is_made_small(monkeypatch: pytest.MonkeyPatch):
    off_by_one_band(monkeypatch)
    found = agree(examples=2000, seed=3, most=1, kinds=("dose_limit",))
    (one,) = found.counterexamples
    assert one.ruleset is not None
    assert len(one.ruleset.plan.rules) == 1
    assert len(one.case.orders) == 1
    assert "modifiers" not in one.ruleset.text
    (difference,) = one.differences
    assert set(difference.said) == {"native", "durable"}
    assert f"{difference.rule} of " in str(difference)


def test_an_engine_that_fails_is_a_difference(monkeypatch: pytest.MonkeyPatch):
    def fails(self: object, chart: object) -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr(NativeEngine, "evaluate", fails)
    (one,) = agree(examples=5, most=1, reduce=False).counterexamples
    assert str(one.differences[0]) == "the case: native says RuntimeError: lost"


def test_the_engines_that_are_there_are_named():
    assert engines_that_load() == ("native", "durable")


def test_what_is_reduced_is_the_least_that_still_holds():
    value = {"a": [1, 2, {"b": "x", "c": "y"}], "d": "z", "id": "kept"}
    assert reduced(value, lambda one: "y" in str(one), frozenset({"id"})) == {"a": [{"c": "y"}], "id": "kept"}
    assert reduced([1, 2, 3, 4, 5, 6], lambda one: 5 in one) == [5]


# The command


def test_the_command_says_how_much_it_compared(capsys: pytest.CaptureFixture[str]):
    assert run(["agree", "--examples", "60", "--seed", "3"]) == 0
    out = capsys.readouterr().out
    assert "seed 3: 60 cases of 2 made rulesets" in out
    assert "0 examples differ" in out


def test_the_command_writes_json(capsys: pytest.CaptureFixture[str]):
    assert run(["agree", DEMO, "--examples", "20", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["cases"], found["counterexamples"], found["engines"]) == (20, [], ["native", "durable"])


def test_the_command_keeps_a_counterexample_as_a_file_of_the_suite(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as patch:
        swapped_severity(patch)
        assert run(["agree", "--examples", "3", "--seed", "5", "--keep", str(tmp_path)]) == 1
        written = sorted(tmp_path.glob("seed-5-example-*.yaml"))
        assert written
        kept = read_conformance(written[0])
        assert kept.features == ("regression",)
        assert list(disagreements(kept)), "while it is broken"
    assert list(disagreements(kept)) == [], "and when it is mended"
    assert "examples differ" in capsys.readouterr().out


def test_the_command_keeps_a_counterexample_of_a_given_ruleset_as_a_scenario(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    swapped_severity(monkeypatch)
    assert run(["agree", DEMO, "--examples", "6", "--keep", str(tmp_path)]) == 1
    assert all(one.suffixes[-2:] == [".test", ".yaml"] for one in tmp_path.iterdir())
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--examples", "0"], "--examples: expected a number of cases above 0, got 0"),
        (["no-such-ruleset"], "RX200"),
        (["--keep", "no-such-folder"], "no-such-folder: no such folder"),
    ],
)
def test_wrong_input_is_told_without_a_traceback(arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]):
    assert run(["agree", *arguments]) == 2
    assert told in capsys.readouterr().err
