"""The dose limits of the core ruleset: every usual dose passes, ten times as much never does, and what a limit is for is kept."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rxrules import Checker
from rxrules.adapters.casefile import read_case
from rxrules.engines.base import Status
from rxrules.validate import load

if TYPE_CHECKING:
    from rxrules.plan import PlanRule

DATA = Path(__file__).parent / "data"
with (DATA / "usual_doses.csv").open(encoding="utf-8") as file:
    USUAL = list(csv.DictReader(file))
BY_DRUG = defaultdict(list)
for row in USUAL:
    BY_DRUG[row["drug"]].append(row)


@cache
def checker() -> Checker:
    return Checker("core")


@cache
def limits() -> dict[str, list[PlanRule]]:
    """The limits of each ingredient."""
    found = defaultdict(list)
    for rule in checker().plan.rules:
        if rule.kind == "dose_limit":
            found[rule.body.ingredient].append(rule)
    return found


def times(dose: str, factor: float) -> str:
    number, unit = dose.split(" ", 1)
    return f"{float(number) * factor:.10g} {unit}"


def judged(row: dict[str, str], factor: float = 1) -> dict[str, Status]:
    """The outcome of each dose limit, by the id of its rule."""
    patient = {key: row[key] for key in ("age", "postmenstrual_age", "weight", "height") if row[key]}
    order = {"drug": row["drug"], "route": row["route"]}
    amount = times(row["dose"], factor)
    if row["per"]:
        order |= {"dose": amount, "timing": {"frequency": int(row["frequency"]), "per": row["per"]}}
    else:
        order |= {"rate": amount, "timing": {"frequency": 1, "per": "1 d", "each_lasts": "24 h"}}
    case = read_case({"patient": patient, "medications": [order]}, as_of="2026-11-22")
    rules = checker().plan.rules
    outcomes = checker().evaluate(checker().prepare(case))["native"]
    return {
        rules[one.rule].id: Status(one.status) for one in outcomes if rules[one.rule].kind == "dose_limit" and one.evidence.applies
    }


@pytest.mark.parametrize("drug", sorted(BY_DRUG))
def test_a_usual_dose_passes_and_ten_times_as_much_never_does(drug: str) -> None:
    for row in BY_DRUG[drug]:
        usual = judged(row)
        assert Status.FIRED not in usual.values(), row
        assert usual[row["rule"]] == Status.CLEAR, row
        assert judged(row, 10)[row["rule"]] == Status.FIRED, row


def test_every_limit_is_passed_by_a_ten_fold_error_in_some_scenario_or_usual_dose() -> None:
    rows = {row["rule"] for row in USUAL}
    written = "\n".join(
        path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "rulesets/core/doses").rglob("*.test.yaml")
    )
    fired = set(re.findall(r"(dose\.[\w.-]+)", "\n".join(re.findall(r"  fires:(.*?)(?=\n- name|\Z)", written, re.DOTALL))))
    # limits for weak kidneys and livers stand beside those for everybody, which catch the ten-fold error
    known = {rule.id for several in limits().values() for rule in several}
    assert known - rows - fired == set()


def test_every_ingredient_has_a_ten_fold_error_that_fires() -> None:
    root = Path(__file__).parents[2] / "rulesets/core/doses"
    written = "\n".join(path.read_text(encoding="utf-8") for path in root.rglob("*.test.yaml"))
    blocks = re.findall(r"^- name: [^\n]*(?:ten times|instead of)[^\n]*\n(?:(?!- name).*\n?)*", written, re.MULTILINE)
    fired = {rule for block in blocks for rule in re.findall(r"dose\.[\w.-]+", block.partition("fires:")[2])}
    caught = fired | {row["rule"] for row in USUAL}
    assert [name for name, several in limits().items() if not caught & {rule.id for rule in several}] == []


def test_a_limit_for_weak_kidneys_stands_beside_one_for_everybody() -> None:
    for ingredient, several in limits().items():
        kinds = {"renal" in rule.id or rule.id.endswith(".liver") for rule in several}
        assert kinds != {True}, f"{ingredient} has a limit for weak organs only"


def maxima(rule: PlanRule) -> list[float]:
    """The plain maxima of a rule, by band."""
    return [bound.value for band in rule.body.bands for bound in band.bounds if bound.name == "max" and not bound.scale]


def test_a_limit_for_weak_kidneys_is_never_above_that_for_everybody() -> None:
    for ingredient, several in limits().items():
        usual = [most for rule in several if rule.id == f"dose.{ingredient.replace(' ', '-')}.daily" for most in maxima(rule)]
        for rule in several:
            if rule.id.endswith((".renal", ".liver")) and rule.body.measure == "per_day" and usual:
                assert max(maxima(rule), default=0) <= max(usual), rule.id


def test_a_better_clearance_never_has_a_lower_limit() -> None:
    found = [rule for several in limits().values() for rule in several if ".renal" in rule.id]
    assert len(found) >= 120
    for rule in found:
        bands = sorted((test[2] or 0, bound.value) for band in rule.body.bands for test in band.tests for bound in band.bounds[:1])
        values = [value for _, value in bands]
        assert values == sorted(set(values)), f"{rule.id}: the limits do not rise with the clearance"


def test_rules_that_were_not_held_against_a_source_are_in_review() -> None:
    for rule in load("core").rules:
        sources = {one.source.text for one in rule.evidence.sources if one.source is not None}
        if "labels-not-re-read" in sources:
            assert rule.status == "review", rule.id.text


@pytest.mark.parametrize(
    ("drug", "dose", "per_day", "creatinine", "fires"),
    [
        ("valaciclovir", "1 g", 3, 250, True),
        ("valaciclovir", "1 g", 3, 80, False),
        ("pregabalin", "300 mg", 2, 200, True),
        ("atenolol", "100 mg", 1, 300, True),
        ("atenolol", "50 mg", 1, 300, False),
    ],
)
def test_weak_kidneys_lower_the_limit(drug: str, dose: str, per_day: int, creatinine: int, *, fires: bool) -> None:
    case = read_case(
        {
            "patient": {
                "age": "70 a",
                "sex": "male",
                "weight": "70 kg",
                "height": "172 cm",
                "observations": [{"code": "creatinine", "value": f"{creatinine} umol/L", "on": "2026-11-01"}],
            },
            "medications": [{"drug": drug, "dose": dose, "route": "oral", "timing": {"frequency": per_day, "per": "1 d"}}],
        },
        as_of="2026-11-22",
    )
    alerts = {rule.id for alert in checker().check(case).alerts for rule in alert.rules}
    assert (f"dose.{drug}.renal" in alerts) == fires


def test_an_adult_without_a_creatinine_is_not_cleared() -> None:
    row = {
        "drug": "pregabalin",
        "route": "oral",
        "age": "70 a",
        "postmenstrual_age": "",
        "weight": "70 kg",
        "height": "",
        "dose": "75 mg",
    }
    assert judged(row | {"frequency": "2", "per": "1 d"})["dose.pregabalin.renal"] == Status.NOT_EVALUATED
