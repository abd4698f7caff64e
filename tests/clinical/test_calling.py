"""Formulas as they are called: units and words that are accepted, refusals that name the input, results with their steps."""

from __future__ import annotations

import subprocess
import sys

import pytest
from attrs.exceptions import FrozenInstanceError

import rxrules.clinical
from rxrules.clinical import (
    FORMULAS,
    OutsidePopulation,
    carboplatin_calvert,
    child_pugh,
    cockcroft_gault,
    cockcroft_gault_weight_by_bmi,
    cockcroft_gault_weight_by_ideal,
    dose_rounding,
    formula,
    ideal_weight_devine,
    ideal_weight_devine_extrapolated,
    infusion_rate_units,
    morphine_equivalents_cdc,
    postmenstrual_age,
)
from rxrules.errors import InputError, RxError
from rxrules.units import Quantity, parse_quantity, parse_unit

MAN = {"age": "60 a", "weight": "72 kg", "sex": "male", "creatinine": "88.4 umol/L"}


def test_a_result_has_its_unit_its_formula_and_its_steps():
    result = cockcroft_gault(**MAN)
    assert result.value == Quantity(80.0, parse_unit("mL/min"))
    assert result.formula is FORMULAS["cockcroft-gault-1976"]
    assert result.inputs == {
        "age": parse_quantity("60 a"),
        "weight": parse_quantity("72 kg"),
        "sex": "male",
        "creatinine": parse_quantity("88.4 umol/L"),
    }
    assert result.steps == ("creatinine: 88.4 umol/L is 1 mg/dL", "(140 - 60) x 72 kg / (72 x 1 mg/dL) = 80 mL/min")
    assert str(result) == "80 mL/min, creatinine clearance (Cockcroft-Gault 1976)"
    assert result == cockcroft_gault(**MAN)
    assert hash(result) == hash(cockcroft_gault(**MAN))


def test_results_and_formulas_do_not_change():
    result = cockcroft_gault(**MAN)
    with pytest.raises(FrozenInstanceError):
        result.value = None
    with pytest.raises(TypeError):
        result.inputs["age"] = None
    with pytest.raises(FrozenInstanceError):
        cockcroft_gault.version = "1977"
    with pytest.raises(TypeError):
        FORMULAS["x"] = cockcroft_gault


@pytest.mark.parametrize(
    "other",
    [
        {"age": "60 years"},
        {"age": "731 mo"},
        {"age": "60.9 a"},
        {"age": parse_quantity("60 a")},
        {"weight": "72000 g"},
        {"sex": "M"},
        {"sex": " Male "},
        {"creatinine": "1.0 mg/dL"},
        {"creatinine": "10 mg/L"},
        {"creatinine": "0.0884 mmol/L"},
    ],
)
def test_the_same_patient_in_other_words(other):
    assert cockcroft_gault(**(MAN | other)).value.value == pytest.approx(80.0, rel=1e-12)


@pytest.mark.parametrize(
    ("other", "name", "says"),
    [
        ({"age": 60}, "age", r"got 60 without a unit; expected age in years \(a\), 0 to 130, as '60 a'"),
        ({"age": "60"}, "age", "got '60' without a unit"),
        ({"age": "60 mg"}, "age", r"got 60 mg \(mass\); expected age in years"),
        ({"age": "21915 d"}, "age", r"\(time\); expected age in years"),
        ({"age": None}, "age", "got None without a unit"),
        ({"age": "-60 a"}, "age", "got -60 a, which can't be right"),
        ({"age": "131 a"}, "age", "got 131 a, which can't be right"),
        ({"weight": "72 cm"}, "weight", r"got 72 cm \(length\); expected body weight in kg"),
        ({"weight": "72 mg"}, "weight", "got 72 mg, which can't be right; expected body weight in kg, 0.2 to 700"),
        ({"weight": "5000 kg"}, "weight", "got 5000 kg, which can't be right"),
        ({"weight": ">72 kg"}, "weight", "a bound is no value; expected body weight"),
        ({"weight": "nan kg"}, "weight", "expected body weight"),
        ({"weight": ""}, "weight", "expected body weight"),
        ({"weight": "72 foo"}, "weight", "no unit that is known"),
        ({"sex": "other"}, "sex", "got 'other', expected sex: female, male"),
        ({"sex": None}, "sex", "got 'None', expected sex: female, male"),
        ({"creatinine": "1.0 umol/L"}, "creatinine", "got 1 umol/L, which can't be right"),
        ({"creatinine": "88.4 mg/dL"}, "creatinine", "got 88.4 mg/dL, which can't be right"),
        ({"creatinine": "88.4 mL/min"}, "creatinine", r"\(volume/time\); expected stable serum creatinine in mg/dL"),
        ({"wieght": "72 kg"}, "wieght", "takes no such input; did you mean 'weight'"),
        ({"xyz": "72 kg"}, "xyz", "known are: age, creatinine, sex, weight"),
    ],
)
def test_a_wrong_input_is_named_with_what_was_got_and_what_is_expected(other, name, says):
    with pytest.raises(InputError, match=says) as found:
        cockcroft_gault(**(MAN | other))
    assert found.value.place == name
    assert isinstance(found.value, RxError)


@pytest.mark.parametrize("name", MAN)
def test_a_missing_input_is_named(name):
    less = {key: value for key, value in MAN.items() if key != name}
    with pytest.raises(OutsidePopulation, match="it is missing; expected") as found:
        cockcroft_gault(**less)
    assert found.value.parameter == name


def test_all_that_is_wrong_is_said_at_once():
    with pytest.raises(InputError) as found:
        cockcroft_gault(age="60 mg", weight="5000 kg", height="1 m")
    assert [line.partition(":")[0] for line in str(found.value).splitlines()] == ["age", "weight", "height", "sex", "creatinine"]


def test_outside_the_population_is_an_input_error_that_names_the_input():
    with pytest.raises(InputError, match="age: got 17 a, expected 18 a or more: Cockcroft-Gault 1976 is for adults"):
        cockcroft_gault(**(MAN | {"age": "17.99 a"}))


def test_numbers_without_a_unit_are_for_what_has_none():
    for auc in (5, 5.0, "5", " 5 ", "5 1", parse_quantity("5 {ratio}")):
        assert carboplatin_calvert(auc=auc, gfr="90 mL/min").value.value == 575
    for auc in ("5,5", "5 mg", True, float("nan"), float("inf"), 0, -5):
        with pytest.raises(InputError, match="expected target area under the curve"):
            carboplatin_calvert(auc=auc, gfr="90 mL/min")
    with pytest.raises(InputError, match="standard_surface"):
        carboplatin_calvert(auc=5, gfr="90 mL/min/1.73 m2")


def test_the_cap_of_carboplatin_is_told_and_can_be_moved():
    assert carboplatin_calvert(auc=6, gfr="140 mL/min").steps == (
        "filtration rate: 140 mL/min, capped at 125 mL/min",
        "6 x (125 + 25) = 900 mg",
    )
    assert carboplatin_calvert(auc=6, gfr="140 mL/min", cap="400 mL/min").value.value == 990


def test_a_result_can_have_a_reading():
    result = child_pugh(bilirubin="34.2 umol/L", albumin="35 g/L", inr=1.7, ascites="none", encephalopathy="Grade 2")
    assert (result.value.value, result.reading) == (9, "class B")
    assert str(result) == "9 points (class B), Child-Pugh score (1973)"
    assert "bilirubin 2 mg/dL: 2 of 3 points" in result.steps
    assert dose_rounding(ordered="176 mg", rounded="200 mg").reading == "beyond 10 %"
    assert dose_rounding(ordered="100 mg", rounded="104 mg", tolerance="5 %").reading == "within 5 %"


@pytest.mark.parametrize(("mass", "reading", "last"), [
    ("50 kg", "actual weight", "50 kg = 50 kg"),
    ("80 kg", "ideal weight", "50 + 2.3 x (70.8661 in - 60) = 74.9921 kg"),
    ("130 kg", "adjusted weight", "74.9921 + 0.4 x (130 - 74.9921) = 96.9953 kg"),
])  # fmt: skip
def test_a_convention_says_which_weight_it_took(mass, reading, last):
    for convention in (cockcroft_gault_weight_by_ideal, cockcroft_gault_weight_by_bmi):
        result = convention(height="180 cm", weight=mass, sex="male")
        assert result.reading == reading
        assert result.steps[-1] == last


def test_optional_inputs_are_checked_where_they_are_given():
    assert ideal_weight_devine(height="5 ft", sex="f").value.value == 45.5
    with pytest.raises(OutsidePopulation, match="is for adults"):
        ideal_weight_devine(height="170 cm", sex="f", age="12 a")


def test_gestational_age_is_written_in_weeks_and_days():
    for written in ("27w3d", "27+3", "27 weeks 3 days", "27 wk + 3 d", "192 d"):
        result = postmenstrual_age(gestational_age=written, postnatal_age="30 d")
        assert (result.value.value, result.reading) == (222, "31w5d")
    assert postmenstrual_age(gestational_age="27 wk", postnatal_age="2 wk").reading == "29w0d"
    for written in ("27w7d", "50w0d", "27 mo"):
        with pytest.raises(InputError, match="gestational age at birth"):
            postmenstrual_age(gestational_age=written, postnatal_age="30 d")


def test_units_are_international_in_an_infusion():
    assert infusion_rate_units(rate="18 units/kg/h", weight="70 kg", concentration="25000 U/250 mL").value.value == pytest.approx(
        12.6
    )
    with pytest.raises(InputError, match="concentration"):
        infusion_rate_units(rate="18 units/kg/h", weight="70 kg", concentration="100 mg/mL")
    with pytest.raises(InputError, match="concentration: got 0"):
        infusion_rate_units(rate="18 units/kg/h", weight="70 kg", concentration="0 U/mL")


def test_steps_of_morphine_equivalents_tell_the_band():
    old = FORMULAS["morphine-equivalents-cdc-2016"]
    assert old(opioid="methadone", dose="40.5 mg/d").steps == (
        "CDC 2016, methadone, oral: 10 for each mg/d (above 40 mg/d up to 60 mg/d)",
        "40.5 mg/d x 10 = 405 MME/d",
    )
    assert "(above 60 mg/d)" in old(opioid="methadone", dose="100 mg/d").steps[0]
    assert morphine_equivalents_cdc(opioid="fentanyl", dose="25 mcg/h", form="transdermal").value.value == 60
    assert FORMULAS["morphine-equivalents-cms-2018"](opioid="meperidine", dose="100 mg/d").value.value == 10


def test_a_number_in_its_own_unit_that_a_formula_does_not_take_as_it_is_is_told():
    told = cockcroft_gault(age="60.5 a", weight="72 kg", sex="male", creatinine="1 mg/dL").steps
    assert told[0] == "age: 60.5 a is 60 a"
    alike = cockcroft_gault(age="60 a", weight="72 kg", sex="male", creatinine="10 mg/L").steps
    assert alike[0] == "creatinine: 10 mg/L is 1 mg/dL"


def test_the_line_of_devine_is_drawn_out_as_far_as_it_gives_a_weight():
    assert ideal_weight_devine_extrapolated.compute(height=102.3, sex="female", age=None) == pytest.approx(0.134, abs=1e-3)
    with pytest.raises(OutsidePopulation, match="no weight above zero"):
        ideal_weight_devine_extrapolated.compute(height=102.1, sex="female", age=None)


def test_engines_compute_with_plain_numbers():
    assert cockcroft_gault.compute(age=60, weight=72, sex="male", creatinine=1.0) == 80
    assert carboplatin_calvert.compute(auc=5.0, gfr=90.0, cap=None) == 575
    assert ideal_weight_devine.compute(height=175, sex="male", age=None) == pytest.approx(70.465, abs=1e-3)
    with pytest.raises(OutsidePopulation, match="weight: it is missing"):
        cockcroft_gault.compute(age=60, weight=None, sex="male", creatinine=1.0)
    with pytest.raises(OutsidePopulation, match="weight: got nan"):
        cockcroft_gault.compute(age=60, weight=float("nan"), sex="male", creatinine=1.0)
    with pytest.raises(OutsidePopulation, match="weight: got 5000 kg, which can't be right"):
        cockcroft_gault.compute(age=60, weight=5000, sex="male", creatinine=1.0)
    with pytest.raises(OutsidePopulation, match="weight: got '72'"):
        cockcroft_gault.compute(age=60, weight="72", sex="male", creatinine=1.0)
    with pytest.raises(TypeError, match="cockcroft-gault-1976 has no parameter wieght"):
        cockcroft_gault.compute(age=60, weight=72, sex="male", creatinine=1.0, wieght=3)


def test_parameters_say_how_canonical_values_become_theirs():
    factors = {one.name: one.canonical_factor for one in cockcroft_gault.parameters if one.unit}
    assert factors == {"age": 12, "weight": 1e6, "creatinine": 0.01}


@pytest.mark.parametrize("written", ["cockcroft-gault", "cockcroft_gault", "Cockcroft Gault", " cockcroft-gault-1976 "])
def test_a_formula_is_found_by_its_name(written):
    assert formula(written) is cockcroft_gault


def test_a_name_without_a_year_means_the_newest_version():
    assert formula("morphine-equivalents-cdc").version == "2022"
    assert formula("morphine-equivalents-cdc-2016").version == "2016"
    assert formula("infusion-rate").id == "infusion-rate"


@pytest.mark.parametrize(("written", "says"), [
    ("cockroft-gault", "did you mean 'cockcroft-gault'"),
    ("cockcroft-gault-1977", "did you mean 'cockcroft-gault-1976'"),
    ("zzzzzzzz", "there is no formula 'zzzzzzzz'$"),
])  # fmt: skip
def test_a_formula_that_is_not_there(written, says):
    with pytest.raises(InputError, match=says):
        formula(written)


def test_every_formula_is_named_cited_and_stands_under_its_id():
    for id_, one in FORMULAS.items():
        assert id_ == one.id
        assert one.name in one.id
        assert one.source.endswith(".") or one.version == "arithmetic"
        assert one.population
        assert one.version.isdecimal() or one.version in ("label", "arithmetic")
        assert not one.version.isdecimal() or one.version in one.source or "2016" in one.source
        assert parse_unit(one.unit)


def test_every_formula_can_be_imported_by_its_name():
    exported = {getattr(rxrules.clinical, name) for name in rxrules.clinical.__all__ if name.islower() and name != "formula"}
    assert exported == set(FORMULAS.values())
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        rxrules.clinical.nonsense  # noqa: B018


def test_a_check_loads_no_formula_that_it_does_not_need():
    program = (
        "import sys, rxrules.clinical.body_size; print(*(m for m in sys.modules if m in ('pint', 'rxrules.clinical.catalogue')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_formulas_do_without_pint():
    call = "f(age='60 a', weight='72 kg', sex='male', creatinine='1 mg/dL')"
    program = f"import sys; from rxrules.clinical import cockcroft_gault as f; {call}; print('pint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", FORMULAS)
def test_the_first_and_the_last_value_that_can_be_right_are_taken(name: str):
    for one in FORMULAS[name].parameters:
        for edge, beyond in ((one.low, one.low - 1e-6 * max(1.0, one.low)), (one.high, one.high * (1 + 1e-6))):
            if one.words:
                continue
            assert one.checked(edge) == edge
            with pytest.raises(OutsidePopulation, match="can't be right"):
                one.checked(beyond)
            if one.unit != "a":
                assert one.given(Quantity(edge, parse_unit(one.unit)))[1] == edge


def test_all_that_is_wrong_is_said_whatever_is_wrong_first():
    with pytest.raises(InputError) as problem:
        cockcroft_gault(hight="180 cm", age="60 a", weight="heavy", sex="male", creatinine="88.4 umol/L")
    assert "hight" in str(problem.value)
    assert "heavy" in str(problem.value)
