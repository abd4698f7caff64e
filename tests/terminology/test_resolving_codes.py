"""Codes: known systems, displays that agree or do not, and what is not known."""

from __future__ import annotations

import pickle

import pytest

from rxrules.terminology import Product, Terminology, Unresolved

TERMS = Terminology.default()
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"


@pytest.mark.parametrize(
    ("system", "code", "ingredient"),
    [
        ("rxnorm", "11289", "warfarin"),
        (RXNORM, "7052", "morphine"),
        ("unii", "5Q7ZVV76EI", "warfarin"),
        ("http://fdasis.nlm.nih.gov", "5Q7ZVV76EI", "warfarin"),
        ("atc", "B01AA03", "warfarin"),
        ("http://www.whocc.no/atc", "b01aa03", "warfarin"),
        ("urn:oid:2.16.840.1.113883.6.73", "N02BA01", "acetylsalicylic acid"),
    ],
)
def test_a_known_code_gives_its_ingredient(system: str, code: str, ingredient: str) -> None:
    found = TERMS.resolve_code(system, code)
    assert isinstance(found, Product)
    assert (set(found.ingredients), found.how) == ({ingredient}, "code")


def test_a_display_of_the_same_drug_adds_salt_strength_and_form() -> None:
    found = TERMS.resolve_code("atc", "J01MA02", "Ciprofloxacin hydrochloride 250 mg tablets")
    assert isinstance(found, Product)
    assert (found.how, found.form, found.components[0].salt) == ("code", "tablet", "hydrochloride")
    assert str(found.components[0].strength) == "250 mg/{tablet}"


def test_a_display_that_names_another_drug_is_a_conflict() -> None:
    found = TERMS.resolve_code("rxnorm", "11289", "Digoxin 250 microgram tablets")
    assert isinstance(found, Unresolved)
    assert found.reason == "conflict"
    assert "warfarin" in found.detail
    assert "digoxin" in found.detail


def test_a_display_that_is_not_understood_leaves_the_code_standing() -> None:
    found = TERMS.resolve_code("atc", "B01AA03", "Antikoagulans, unklar")
    assert isinstance(found, Product)
    assert found.how == "code"


def test_the_display_of_an_unknown_code_is_read_as_text() -> None:
    found = TERMS.resolve_code("http://snomed.info/sct", "39732311000001104", "Amoxicillin 250mg capsules")
    assert isinstance(found, Product)
    assert (found.how, found.form) == ("text", "capsule")
    assert TERMS.resolve_code(RXNORM, "1010603", "Suboxone 2 MG / 0.5 MG Sublingual Film").how == "text"


@pytest.mark.parametrize(
    "system",
    ["http://snomed.info/sct", "http://hl7.org/fhir/sid/ndc", "http://fhir.de/CodeSystem/ifa/pzn", ""],
)
def test_a_system_that_is_not_known_is_said_to_be(system: str) -> None:
    found = TERMS.resolve_code(system, "322341003")
    assert isinstance(found, Unresolved)
    assert found.reason == "unsupported_system"


def test_an_unknown_code_of_a_known_system_is_said_to_be() -> None:
    found = TERMS.resolve_code("rxnorm", "999999999", "fazantenvlees")
    assert isinstance(found, Unresolved)
    assert found.reason == "unknown_code"


@pytest.mark.parametrize(
    ("system", "code"),
    [
        ("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-medications"),
        ("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-medication-info"),
        ("http://snomed.info/sct", "787481004"),
    ],
)
def test_a_code_for_nothing_is_a_placeholder(system: str, code: str) -> None:
    found = TERMS.resolve_code(system, code, "No information about medications")
    assert isinstance(found, Unresolved)
    assert found.reason == "placeholder"


def test_a_placeholder_beside_an_unknown_code_stays_one() -> None:
    found = TERMS.resolve_code("urn:local", "0", "No known medications")
    assert isinstance(found, Unresolved)
    assert found.reason == "placeholder"


def test_the_code_of_a_combination_gives_its_named_components() -> None:
    found = TERMS.resolve_code("atc", "J01CR02")
    assert isinstance(found, Product)
    assert set(found.ingredients) == {"amoxicillin", "clavulanic acid"}


def test_the_code_of_a_combination_without_names_is_not_half_resolved() -> None:
    found = TERMS.resolve_code("atc", "N02BE51")  # paracetamol, combinations excluding psycholeptics
    assert isinstance(found, Unresolved)
    assert found.reason == "combination"


def test_an_atc_code_gives_the_route_that_its_group_means() -> None:
    assert TERMS.resolve_code("atc", "S01ED01").routes == ("ophthalmic",)
    assert TERMS.resolve_code("atc", "C07AA06").routes == ()
    assert TERMS.resolve_code("atc", "R03AC02").routes == ("inhaled",)
    assert TERMS.resolve_code("atc", "S01EC01").routes == ()  # acetazolamide is swallowed


def test_an_unresolved_drug_can_be_sent_to_another_process() -> None:
    found = TERMS.resolve_name("warfarrin")
    copy = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own bytes
    assert copy == found
    assert copy.near == found.near
