"""Conditions of a patient, recognised by name or code; what no definition recognises is said, not guessed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: The names under which systems write the two terminologies that definitions know.
SYSTEMS = {
    "icd10": "icd10",
    "icd-10": "icd10",
    "icd10cm": "icd10",
    "icd-10-cm": "icd10",
    "icd-10-gm": "icd10",
    "http://hl7.org/fhir/sid/icd-10": "icd10",
    "http://hl7.org/fhir/sid/icd-10-cm": "icd10",
    "http://fhir.de/codesystem/bfarm/icd-10-gm": "icd10",
    "urn:oid:2.16.840.1.113883.6.3": "icd10",
    "urn:oid:2.16.840.1.113883.6.90": "icd10",
    "snomed": "snomed",
    "sct": "snomed",
    "snomed-ct": "snomed",
    "http://snomed.info/sct": "snomed",
    "urn:oid:2.16.840.1.113883.6.96": "snomed",
}


def fold(text: str) -> str:
    """A name without case, accents and punctuation, single spaces between its words."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.split())


class ConditionIndex:
    """Finds the definitions that a condition meets.

    Args:
        definitions: for each id its names (folded), ICD-10 codes (each stands for what is below it) and SNOMED CT codes.
    """

    def __init__(self, definitions: Mapping[str, tuple[Iterable[str], Iterable[str], Iterable[str]]]) -> None:
        self._names: dict[str, set[str]] = {}
        self._icd10: dict[str, set[str]] = {}
        self._snomed: dict[str, set[str]] = {}
        for name, (names, icd10, snomed) in definitions.items():
            for index, keys in ((self._names, names), (self._icd10, map(_icd, icd10)), (self._snomed, snomed)):
                for key in keys:
                    index.setdefault(key, set()).add(name)

    def find(self, text: str, code: str, system: str) -> frozenset[str]:
        """The ids of the definitions met by a condition's text or code; empty where none recognises it."""
        found: set[str] = set()
        if text:
            found |= self._names.get(fold(text), set())
        known = _system(system)
        if code and known == "snomed":
            found |= self._snomed.get(code, set())
        elif code and known == "icd10":
            plain = _icd(code)
            for length in range(len(plain), 2, -1):
                found |= self._icd10.get(plain[:length], set())
        return frozenset(found)

    def may_be(self, text: str, code: str, system: str) -> frozenset[str] | None:
        """The ids of the definitions that a condition may be, although it is not known to be; None where it may be any.

        An ICD-10 code says what a condition is and so what it is not, but for one that stands above a definition's (K92 above
        K92.2).
        Words, and codes of other systems, say what they are not only where some definition recognises them.
        """
        if code and _system(system) == "icd10":
            plain = _icd(code)
            below = (names for wanted, names in self._icd10.items() if wanted.startswith(plain) and wanted != plain)
            return frozenset().union(*below)
        return frozenset() if self.find(text, code, system) else None


def _system(system: str) -> str:
    return SYSTEMS.get(system.lower().rstrip("/"), "")


def _icd(code: str) -> str:
    return code.replace(".", "").upper()
