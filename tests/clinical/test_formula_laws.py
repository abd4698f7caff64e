"""Laws of the formulas: units don't matter, more creatinine is less clearance, indexing has an inverse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rxrules.clinical import (
    FORMULAS,
    OutsidePopulation,
    ckd_epi_creatinine,
    cockcroft_gault,
    deindexed_gfr,
    indexed_gfr,
    renal,
    weight,
)
from rxrules.clinical.body_size import (
    body_surface_du_bois,
    body_surface_gehan_george,
    body_surface_haycock,
    body_surface_mosteller,
)
from rxrules.units import Quantity, parse_unit

AGES = st.integers(18, 120)
CREATININES = st.floats(0.1, 40)
MASSES = st.floats(20, 400)
HEIGHTS = st.floats(155, 220)
SEXES = st.sampled_from(["female", "male"])


@given(AGES, MASSES, SEXES, CREATININES, st.floats(1.001, 3))
def test_clearance_falls_with_age_and_creatinine_and_rises_with_weight(years, mass, sex, creatinine, factor):
    value = renal.creatinine_clearance_cockcroft_gault(years, mass, sex, creatinine)
    assert renal.creatinine_clearance_cockcroft_gault(years + 1, mass, sex, creatinine) < value
    assert renal.creatinine_clearance_cockcroft_gault(years, mass, sex, creatinine * factor) < value
    assert renal.creatinine_clearance_cockcroft_gault(years, mass * factor, sex, creatinine) > value


@given(AGES, SEXES, CREATININES, st.floats(1.001, 3))
def test_egfr_falls_with_age_and_creatinine(years, sex, creatinine, factor):
    value = renal.egfr_ckd_epi_2021(years, sex, creatinine)
    assert renal.egfr_ckd_epi_2021(years + 1, sex, creatinine) < value
    assert renal.egfr_ckd_epi_2021(years, sex, creatinine * factor) < value


@given(AGES, MASSES, SEXES, CREATININES)
def test_the_unit_of_creatinine_and_of_weight_does_not_matter(years, mass, sex, creatinine):
    mg = cockcroft_gault(age=f"{years} a", weight=Quantity(mass, parse_unit("kg")), sex=sex,
                         creatinine=Quantity(creatinine, parse_unit("mg/dL")))  # fmt: skip
    umol = cockcroft_gault(age=f"{years * 12} mo", weight=Quantity(mass * 1000, parse_unit("g")), sex=sex,
                           creatinine=Quantity(creatinine * 88.4, parse_unit("umol/L")))  # fmt: skip
    assert umol.value.value == pytest.approx(mg.value.value, rel=1e-9)
    assert mg.value.value == cockcroft_gault.compute(age=years, weight=mass, sex=sex, creatinine=creatinine)


@given(st.floats(1, 300), st.floats(0.1, 4))
def test_indexing_undoes_deindexing(rate, surface):
    assert renal.indexed(renal.deindexed(rate, surface), surface) == pytest.approx(rate, rel=1e-12)
    there = deindexed_gfr(egfr=Quantity(rate, parse_unit("mL/min/{1.73_m2}")), bsa=Quantity(surface, parse_unit("m2")))
    assert indexed_gfr(gfr=there.value, bsa=Quantity(surface, parse_unit("m2"))).value.value == pytest.approx(rate, rel=1e-9)


@given(st.floats(30, 250), st.floats(1, 500), st.floats(1.001, 1.5))
def test_a_larger_body_has_a_larger_surface(height, mass, factor):
    for surface in (body_surface_mosteller, body_surface_du_bois, body_surface_haycock, body_surface_gehan_george):
        assert surface(height * factor, mass) > surface(height, mass)
        assert surface(height, mass * factor) > surface(height, mass)


@given(HEIGHTS, MASSES, SEXES)
def test_a_convention_takes_one_of_the_three_weights(height, mass, sex):
    ideal = weight.ideal_weight_devine(height, sex)
    adjusted = ideal + 0.4 * (mass - ideal)
    for choose in (weight.choice_by_ideal, weight.choice_by_bmi):
        which, chosen = choose(height, mass, sex)
        assert chosen == pytest.approx({"actual": mass, "ideal": ideal, "adjusted": adjusted}[which])
    assert weight.choice_by_ideal(height, mass, sex)[1] <= mass * (1 + 1e-9)


@given(HEIGHTS, MASSES, SEXES)
def test_lean_weight_is_below_actual_weight(height, mass, sex):
    if mass / (height / 100) ** 2 > 14:
        assert 0 < weight.lean_weight_janmahasatian(height, mass, sex) < mass


ANYTHING = st.one_of(
    st.floats(), st.integers(-(10**12), 10**12), st.sampled_from(["male", "none", "", "x"]), st.booleans(), st.none()
)


@pytest.mark.parametrize("formula", FORMULAS.values(), ids=FORMULAS)
@given(st.data())
def test_whatever_it_is_given_a_formula_answers_with_a_finite_number_or_a_refusal(formula, data):
    given_ = {
        one.name: data.draw(st.one_of(ANYTHING, st.sampled_from(one.words) if one.words else st.floats(one.low, one.high)))
        for one in formula.parameters
    }
    try:
        value = formula.compute(**given_)
    except OutsidePopulation as problem:
        assert problem.parameter in {one.name for one in formula.parameters}  # noqa: PT017
        assert problem.reason  # noqa: PT017
    else:
        assert value - value == 0


def test_the_kink_of_ckd_epi_joins():
    for sex, kink in (("female", "0.7"), ("male", "0.9")):
        at = ckd_epi_creatinine(age="50 a", sex=sex, creatinine=f"{kink} mg/dL").value.value
        assert renal.egfr_ckd_epi_2021(50, sex, float(kink) * (1 + 1e-9)) == pytest.approx(at, rel=1e-8)
        assert renal.egfr_ckd_epi_2021(50, sex, float(kink) * (1 - 1e-9)) == pytest.approx(at, rel=1e-8)
