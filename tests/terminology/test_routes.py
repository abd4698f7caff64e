"""Routes: as written, as coded, as a form means them."""

from __future__ import annotations

import pytest

from rxrules.terminology.forms import FORM_NAMES, RELEASE_WORDS, form_unit
from rxrules.terminology.route_codes import ROUTE_CODES
from rxrules.terminology.routes import ROUTE_CLASSES, ROUTES, ROUTES_BY_TEXT, expand_route, form_routes, route

SNOMED = "http://snomed.info/sct"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("PO", "oral"),
        ("by mouth", "oral"),
        ("per os", "oral"),
        ("Oral route", "oral"),
        ("zum Einnehmen", "oral"),
        ("ORAAL", "oral"),
        ("Suun kautta", "oral"),
        ("IV", "intravenous"),
        ("i.v.", "intravenous"),
        ("SC", "subcutaneous"),
        ("SUBCUTAAN", "subcutaneous"),
        ("I.M.", "intramuscular"),
        ("PR", "rectal"),
        ("sublingual", "sublingual"),
        ("intra-articular", "intra-articular"),
        ("Injection, intramuscular", "intramuscular"),
        ("Swallow, oral", "oral"),
        ("nebulised", "inhaled"),
        ("both eyes", "ophthalmic"),
        ("Cutaneous route", "topical"),
    ],
)
def test_a_written_route_is_read(written: str, expected: str) -> None:
    assert route(written) == expected


@pytest.mark.parametrize(
    ("system", "code", "expected"),
    [
        (SNOMED, "26643006", "oral"),
        (SNOMED, "47625008", "intravenous"),
        (SNOMED, "78421000", "intramuscular"),
        (SNOMED, "34206005", "subcutaneous"),
        (SNOMED, "37161004", "rectal"),
        (SNOMED, "448598008", "topical"),
        (SNOMED, "38239002", "intraperitoneal"),
        (SNOMED, "37737002", None),
        (SNOMED, "oral", None),
        ("http://standardterms.edqm.eu", "20053000", "oral"),
        ("http://standardterms.edqm.eu", "20066000", "subcutaneous"),
        ("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "PO", "oral"),
        ("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "IM", "intramuscular"),
        ("http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration", "IPINJ", None),
        ("urn:oid:1.2.40.0.10.1.4.3.4.3.4", "100000073619", None),
    ],
)
def test_a_coded_route_is_read_or_unknown(system: str, code: str, expected: str | None) -> None:
    assert route(code, system) == expected


def test_a_route_that_is_not_known_is_unknown() -> None:
    assert route("somehow") is None
    assert route("") is None


def test_classes_expand_to_routes_and_unknown_names_to_nothing() -> None:
    assert expand_route("oral") == {"oral"}
    assert {"oral", "rectal", "transdermal", "intravenous", "sublingual"} <= expand_route("systemic")
    assert not expand_route("systemic") & expand_route("cutaneous")
    assert not expand_route("systemic") & expand_route("local")
    assert expand_route("systemc") is None


def test_every_route_is_systemic_local_or_inhaled() -> None:
    assert set(ROUTES) == set(ROUTE_CLASSES["systemic"]) | set(ROUTE_CLASSES["local"]) | {
        "inhaled",
        "intrathecal",
        "epidural",
    }


def test_every_table_speaks_of_known_routes_only() -> None:
    known = set(ROUTES)
    assert set(ROUTES_BY_TEXT.values()) == known
    assert {r for codes in ROUTE_CODES.values() for r in codes.values()} <= known
    assert {r for members in ROUTE_CLASSES.values() for r in members} <= known
    assert {r for form in FORM_NAMES for r in form_routes(form)} <= known


@pytest.mark.parametrize(
    ("form", "routes"),
    [
        ("tablet", ("oral",)),
        ("Tablets", ("oral",)),
        ("eye drops", ("ophthalmic",)),
        ("cream", ("topical",)),
        ("solution for injection", ()),
        ("vaginal cream", ("vaginal",)),
        ("transdermal patch", ("transdermal",)),
        ("suppository", ("rectal",)),
        ("drops", ()),
        ("unheard-of form", ()),
        ("Filmtablette", ("oral",)),
    ],
)
def test_a_form_gives_its_route_only_where_it_has_one(form: str, routes: tuple[str, ...]) -> None:
    assert form_routes(form) == routes


def test_counted_forms_have_a_unit() -> None:
    assert (
        form_unit("film-coated tablets"),
        form_unit("inhaler"),
        form_unit("oral solution"),
        form_unit("?"),
    ) == (
        "{tablet}",
        "{puff}",
        "",
        "",
    )


def test_no_form_is_a_release_word() -> None:
    assert not set(FORM_NAMES) & set(RELEASE_WORDS)
