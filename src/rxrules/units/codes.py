"""Units that records name by a code: UCUM, SNOMED CT, HL7's dose forms, the Dutch G-Standaard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.errors import UnitError
from rxrules.units.parse import parse_unit

if TYPE_CHECKING:
    from rxrules.units.kinds import Unit

UCUM: Final = "http://unitsofmeasure.org"
SNOMED: Final = "http://snomed.info/sct"
HL7_FORM: Final = "http://terminology.hl7.org/CodeSystem/v3-orderableDrugForm"
G_STANDAARD: Final = "urn:oid:2.16.840.1.113883.2.4.4.1.900.2"

# Only codes that published examples use with a display that leaves no doubt (NHS dose syntax guide, HL7 FHIR,
# IPS).
_CODES: Final = {
    (SNOMED, "258773002"): "mL",
    (SNOMED, "404218003"): "{drop}",
    (SNOMED, "413516001"): "{ampoule}",
    (SNOMED, "428641000"): "{capsule}",
    (SNOMED, "428673006"): "{tablet}",
    (SNOMED, "733005001"): "{patch}",
    (SNOMED, "767525000"): "[iU]",  # "unit": the NHS doses insulin in it
    (SNOMED, "3317411000001100"): "{dose}",
    (SNOMED, "10692211000001108"): "{application}",
    (HL7_FORM, "TAB"): "{tablet}",
    (HL7_FORM, "CAP"): "{capsule}",
    (G_STANDAARD, "233"): "mL",
}

_REFUSED: Final = {
    (SNOMED, "385101003"): "an ointment is a dose form and no unit of dose",
    (G_STANDAARD, "245"): "a stuk (piece) may be a tablet, a capsule or a patch",
    (G_STANDAARD, "T"): "it is no code of that system, and its meaning is a guess",
    (G_STANDAARD, "C"): "it is no code of that system, and its meaning is a guess",
}


def coded_unit(system: str, code: str, text: str = "", *, dose: bool = True) -> Unit:
    """Read a unit that a record gives by a code.

    Args:
        system: the URI of the code system; empty where the record names none.
        code: the code; empty where there is only a text.
        text: what is shown to people, read where there is no code.
        dose: whether it stands in a dose, see `parse_unit`.

    Raises:
        UnitError: the code or its system is not known, or names no single unit.
    """
    if not code:
        return parse_unit(text, dose=dose)
    system = system.rstrip("/")
    if system in (UCUM, ""):
        return parse_unit(code, dose=dose)
    known = _CODES.get((system, code))
    if known is not None:
        return parse_unit(known)
    why = _REFUSED.get((system, code)) or "the code is not in the table of rxrules"
    raise UnitError(f"got unit {code!r} ({text or 'without a text'}) of {system}: {why}")
