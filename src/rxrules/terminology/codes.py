"""The code systems that a drug may come coded in, and what an ATC code says about the route."""

from __future__ import annotations

SYSTEMS: dict[str, str] = {
    "rxnorm": "rxnorm",
    "http://www.nlm.nih.gov/research/umls/rxnorm": "rxnorm",
    "urn:oid:2.16.840.1.113883.6.88": "rxnorm",
    "unii": "unii",
    "http://fdasis.nlm.nih.gov": "unii",
    "urn:oid:2.16.840.1.113883.4.9": "unii",
    "atc": "atc",
    "http://www.whocc.no/atc": "atc",
    "https://www.whocc.no/atc": "atc",
    "http://whocc.no/atc": "atc",
    "urn:oid:2.16.840.1.113883.6.73": "atc",
    "2.16.840.1.113883.6.73": "atc",
}
"""The URI, OID or short name of a code system to the system whose codes are known."""

PLACEHOLDERS: dict[tuple[str, str], str] = {
    (system, code): meaning
    for code, snomed, meaning in (
        ("no-known-medications", "787481004", "no known medications"),
        ("no-medication-info", "", "no information about medications"),
        ("no-known-allergies", "716186003", "no known allergies"),
        ("no-known-medication-allergies", "409137002", "no known medication allergies"),
        ("no-allergy-info", "", "no information about allergies"),
    )
    for system, code in (
        ("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", code),
        ("http://snomed.info/sct", snomed),
    )
    if code
}
"""Codes of the International Patient Summary that say that there is nothing to code, or nothing known."""

# The ATC groups whose very definition is a local or an inhaled use, longest prefix first; None takes back
# what a shorter prefix says, where the group also holds drugs for systemic use (acetazolamide stands among
# the eye drugs).
_ATC_ROUTES: tuple[tuple[str, tuple[str, ...] | None], ...] = (
    ("S01EC01", None), ("S01EC02", None), ("S01EC05", None), ("D11AH01", ("topical",)),
    ("D11AH02", ("topical",)), ("S01LA", ("intravitreal",)), ("S01JA", None), ("S01XA", None),
    ("S01H", None), ("D02BB", None), ("D11AH", None), ("D11AX", None), ("D01B", None), ("D05B", None),
    ("D10B", None), ("A10AF", ("inhaled",)), ("A10AB", ("subcutaneous", "intravenous")),
    ("A10AC", ("subcutaneous",)), ("A10AD", ("subcutaneous",)), ("A10AE", ("subcutaneous",)),
    ("A06AG", ("rectal",)), ("C05AA", ("rectal",)), ("C05AD", ("rectal",)), ("C05AE", ("rectal",)),
    ("C05BA", ("topical",)), ("G01AF", ("vaginal",)), ("G02BB", ("vaginal",)), ("G02BA", ("intrauterine",)),
    ("M02AA", ("topical",)), ("M02AB", ("topical",)), ("R01A", ("nasal",)), ("R02A", ("oromucosal",)),
    ("R03A", ("inhaled",)), ("R03B", ("inhaled",)), ("P03A", ("topical",)), ("S02", ("otic",)),
    ("S01", ("ophthalmic",)), ("D", ("topical",)),
)  # fmt: skip


def atc_routes(code: str) -> tuple[str, ...]:
    """Give the routes that an ATC code means by its group; empty for the groups of systemic and mixed use.

    >>> atc_routes("S01EA01"), atc_routes("S01EC01"), atc_routes("N02BE01")
    (('ophthalmic',), (), ())
    """
    for prefix, routes in _ATC_ROUTES:
        if code.startswith(prefix):
            return routes or ()
    return ()
