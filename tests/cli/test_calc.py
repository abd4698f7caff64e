"""`rxrules calc`: results for people and for programs, the list, help of each formula, and wrong input of every kind."""

from __future__ import annotations

import json

import pytest
from commands import process

from rxrules.cli.main import CLEAN, WRONG_INPUT
from rxrules.clinical import FORMULAS

MAN = ("--age", "60 a", "--weight", "72 kg", "--sex", "male", "--creatinine", "1.0 mg/dL")


def man(**other):
    """The man, with one of his inputs written otherwise."""
    known = dict(zip(MAN[::2], MAN[1::2], strict=True)) | {f"--{name}": value for name, value in other.items()}
    return tuple(word for pair in known.items() for word in pair)


def options(formula):
    return [word for name, value in formula.example.items() for word in (f"--{name.replace('_', '-')}", value)]


def test_a_result_shows_its_unit_steps_formula_and_source(call):
    done = call("calc", "cockcroft-gault", *MAN)
    assert done.status == CLEAN
    assert done.err == ""
    assert done.out.splitlines() == [
        "80 mL/min  creatinine clearance (Cockcroft-Gault 1976)",
        "  steps       (140 - 60) x 72 kg / (72 x 1 mg/dL) = 80 mL/min",
        "  formula     cockcroft-gault-1976, for adults with a stable creatinine",
        "  source      Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron",
        "              1976;16:31-41.",
        "  note        an aid to calculation, no recommendation of a dose",
    ]


def test_further_steps_stand_under_the_first(call):
    done = call("calc", "cockcroft-gault", *MAN[:-1], "88.4 umol/L")
    assert done.out.splitlines()[1:3] == [
        "  steps       creatinine: 88.4 umol/L is 1 mg/dL",
        "              (140 - 60) x 72 kg / (72 x 1 mg/dL) = 80 mL/min",
    ]


@pytest.mark.parametrize("arguments", [
    ("calc", "cockcroft-gault", *MAN, "--format", "json"),
    ("calc", "--format", "json", "cockcroft-gault-1976", *MAN),
    ("calc", "Cockcroft_Gault", "--format", "json", *MAN),
])  # fmt: skip
def test_json_has_stable_keys(call, arguments):
    done = call(*arguments)
    assert done.status == CLEAN
    assert json.loads(done.out) == {
        "formula": {
            "id": "cockcroft-gault-1976",
            "name": "cockcroft-gault",
            "version": "1976",
            "title": "creatinine clearance (Cockcroft-Gault 1976)",
            "population": "adults with a stable creatinine",
            "source": "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31-41.",
        },
        "inputs": {
            "age": {"value": 60.0, "unit": "a"},
            "weight": {"value": 72.0, "unit": "kg"},
            "sex": "male",
            "creatinine": {"value": 1.0, "unit": "mg/dL"},
        },
        "result": {"value": 80.0, "unit": "mL/min"},
        "reading": "",
        "steps": ["(140 - 60) x 72 kg / (72 x 1 mg/dL) = 80 mL/min"],
        "note": "an aid to calculation, no recommendation of a dose",
    }


def test_a_reading_stands_beside_the_value(call):
    arguments = ("calc", "dose-rounding", "--ordered", "176 mg", "--rounded", "200 mg")
    assert call(*arguments).out.startswith("13.6364 % (beyond 10 %)  rounding of a dose (HOPA 2018)\n")
    assert json.loads(call(*arguments, "--format", "json").out)["reading"] == "beyond 10 %"


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
def test_the_example_in_the_help_of_a_formula_runs(call, formula, capsys):
    with pytest.raises(SystemExit) as stopped:
        call("calc", formula.id, "--help")
    assert stopped.value.code == CLEAN
    shown = capsys.readouterr().out
    assert formula.source in shown
    assert all(f"--{one.name.replace('_', '-')} " in shown for one in formula.parameters)
    done = call("calc", formula.id, *options(formula), "--format", "json")
    assert json.loads(done.out)["result"] == {
        "value": pytest.approx(formula.expected, rel=1e-3),
        "unit": formula.unit,
    }


@pytest.mark.parametrize("arguments", [("calc",), ("calc", "--list")])
def test_formulas_are_listed(call, arguments):
    done = call(*arguments)
    assert done.status == CLEAN
    assert [line.split()[0] for line in done.out.splitlines() if not line.startswith(" ")] == list(FORMULAS)
    assert "  --height, --sex, --age (optional)\n" in done.out


def test_the_list_for_programs_says_what_each_formula_takes(call):
    found = json.loads(call("calc", "--format", "json").out)["formulas"]
    assert [one["id"] for one in found] == list(FORMULAS)
    assert set(found[0]) == {"id", "name", "version", "title", "population", "source", "unit", "parameters"}
    (calvert,) = (one for one in found if one["name"] == "carboplatin-calvert")
    assert calvert["parameters"][-1] == {
        "name": "cap",
        "meaning": "largest filtration rate to use",
        "required": False,
        "unit": "mL/min",
        "default": 125.0,
    }
    (gault,) = (one for one in found if one["name"] == "cockcroft-gault")
    assert gault["parameters"][2] == {"name": "sex", "meaning": "sex", "required": True, "words": ["female", "male"]}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cockroft-gault", *MAN), "there is no formula 'cockroft-gault'; did you mean 'cockcroft-gault'"),
        (("zzz",), "there is no formula 'zzz' (`rxrules calc --list` names them all)"),
        (("cockcroft-gault",), "age: it is missing; expected age in years (a), 0 to 130\n"),
        (("cockcroft-gault", *MAN[:-2]), "creatinine: it is missing; expected stable serum creatinine in mg/dL, 0.05 to 50"),
        (("cockcroft-gault", *man(age="60")), "age: got '60' without a unit"),
        (("cockcroft-gault", *man(age="12 a")), "age: got 12 a, expected 18 a or more"),
        (("cockcroft-gault", *man(weight="72 mg")), "weight: got 72 mg, which can't be right"),
        (("cockcroft-gault", *man(weight="-72 kg")), "weight: got -72 kg, which can't be right"),
        (("cockcroft-gault", *man(weight="nan kg")), "weight: got 'nan kg'; expected body weight in kg"),
        (("cockcroft-gault", *man(creatinine="88 mg")), "creatinine: got 88 mg (mass); expected stable serum creatinine"),
        (("cockcroft-gault", *man(sex="x")), "sex: got 'x', expected sex: female, male"),
        (("ideal-weight-devine", "--height", "150 cm", "--sex", "f"), "height: got 150 cm, expected 152.4 cm or more"),
        (("infusion-rate", "--rate", "5 ug/kg/min", "--weight", "80 kg"), "concentration: it is missing"),
        (("morphine-equivalents-cdc", "--opioid", "buprenorphine", "--dose", "8 mg/d"), "opioid: CDC 2022 has no factor"),
    ],
)
def test_wrong_input_is_exit_2_and_says_what_is_wrong(call, arguments, says):
    done = call("calc", *arguments)
    assert done.status == WRONG_INPUT
    assert done.out == ""
    assert done.err.startswith(f"rxrules: {says}")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("cockcroft-gault", "--wieght", "72 kg"), "unrecognized arguments: --wieght 72 kg; did you mean '--weight'?"),
        (("bsa-mosteller", "--height"), "argument --height: expected one argument"),
        (("cockcroft-gault", *MAN, "--weight", "80 kg"), "given more than once: --weight"),
        (("bsa-mosteller", "170"), "unrecognized arguments: 170"),
        (("bsa-mosteller", "--format", "xml"), "invalid choice"),
        (("bsa-mosteller", "--heigh", "170 cm"), "unrecognized arguments: --heigh"),
        (("--nonsense",), "unrecognized arguments: --nonsense"),
    ],
)
def test_wrong_options_are_exit_2_with_the_use(call, arguments, says, capsys):
    with pytest.raises(SystemExit) as stopped:
        call("calc", *arguments)
    assert stopped.value.code == WRONG_INPUT
    err = capsys.readouterr().err
    assert err.startswith("usage: rxrules")
    assert says in err


def test_in_a_process_of_its_own():
    done = process("calc", "schwartz-bedside", "--age", "18.5 a", "--height", "150 cm", "--creatinine", "1.2 mg/dL")
    assert done.status == CLEAN
    assert done.out.startswith("51.625 mL/min/1.73 m2  eGFR (bedside Schwartz 2009)\n  steps       age: 18.5 a is 18 a\n")
    hostile = process("calc", "bsa-mosteller", "--height", "170\x1b[2J cm", "--weight", "1e999 kg")
    assert hostile.status == WRONG_INPUT
    assert "\x1b" not in hostile.err
    assert "Traceback" not in hostile.err
