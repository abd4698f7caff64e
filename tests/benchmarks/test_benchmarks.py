"""The benchmarks run, and what they compare finds the same; how fast it is, no test says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rxrules.adapters.casefile import read_case
from rxrules.chart import build_chart
from rxrules.terminology import Terminology

sys.path.insert(0, str(Path(__file__).parent))

from synthetic import case_json, case_of, case_text, make_people, make_rules


def test_the_benchmarks_run():
    script = Path(__file__).parent / "run.py"
    done = subprocess.run([sys.executable, str(script), "--quick"], capture_output=True, text=True, check=True, timeout=300)
    assert "native, with the JSON report" in done.stdout
    assert "patients who come once" in done.stdout
    assert "memory over" in done.stdout


def test_a_person_is_the_same_case_as_an_object_and_as_a_file():
    for person in make_people(20):
        made = build_chart(case_of(person, "c"), Terminology.default())
        for text, name in ((case_text(person, "c"), "c.yaml"), (case_json(person, "c"), "c.json")):
            read = build_chart(read_case(text, name=name), Terminology.default())
            assert read.readings == made.readings
            assert [_said(order) for order in read.orders] == [_said(order) for order in made.orders]


def _said(order):
    return order.ingredients, order.routes, order.live, {name: dose.amounts for name, dose in order.doses.items()}


@pytest.mark.parametrize("fewer", [0, 100])
def test_fewer_pairs_are_a_part_of_more(fewer):
    assert make_rules(fewer).pairs.items() <= make_rules(1_000).pairs.items()
    assert json.dumps(make_rules(fewer).limits) == json.dumps(make_rules(1_000).limits)
