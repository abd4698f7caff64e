"""Allergies by ingredient, and tests by the day on which they were done."""

from __future__ import annotations

from test_build import chart
from test_build import q as quantity

from rxrules import Patient
from rxrules.model import Allergy, Moment, Observation, ProblemStatus


def test_an_allergy_is_resolved_to_ingredients_where_it_names_a_drug():
    found = chart(
        patient=Patient(allergies=(Allergy("Augmentin"), Allergy("peanut"), Allergy("codeine", status=ProblemStatus.REFUTED)))
    )
    augmentin, peanut, codeine = found.allergies
    assert "amoxicillin" in augmentin.ingredients
    assert augmentin.standing
    assert peanut.ingredients == frozenset()
    assert not codeine.standing


def test_no_list_of_allergies_is_unknown_and_an_empty_one_is_known():
    assert chart(patient=Patient()).allergies is None
    assert chart(patient=Patient(allergies=())).allergies == ()


def test_the_newest_of_a_test_counts_with_a_result_or_without():
    def done(on: str | None, value: str | None = None) -> Observation:
        return Observation("potassium", quantity(value) if value else None, "", Moment.parse(on) if on else None)

    found = chart(
        patient=Patient(observations=(done("2026-10-01", "4 mmol/L"), done("2026-11-11"), done(None), done("2026-12-24")))
    )
    assert found.tests["potassium"].age == 10, "what is dated after as_of was not done yet"
    assert chart(patient=Patient(observations=(done(None),))).tests["potassium"].age is None
    assert chart(patient=Patient(observations=())).tests == {}
    assert chart(patient=Patient()).tests is None


def test_a_result_that_nobody_recognises_is_told_and_may_be_any_test_unless_loinc_says_that_it_is_another():
    def done(code: str, system: str = "", on: str = "2026-11-11") -> Observation:
        return Observation(code, quantity("2.3 mmol/L"), "", Moment.parse(on), system=system)

    strange = done("Li plasma"), done("9999-9", "http://loinc.org"), done("17", "http://example.org"), done("potassium"), done("bp")
    found = chart(patient=Patient(observations=strange))
    assert [(one.path, one.age) for one in found.strange_tests] == [
        ("patient.observations[0]", 10),
        ("patient.observations[2]", 10),
    ]
    assert [note.path for note in found.notes] == [f"patient.observations[{place}]" for place in (0, 1, 2)]
    assert chart(patient=Patient(observations=(done("Li plasma", on="2026-12-24"),))).strange_tests == ()
