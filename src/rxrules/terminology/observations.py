"""Tests of the laboratory and the bedside that rules ask for: names, LOINC codes, units of a result.

The table says what a name means; it does not convert. Estimated GFR is indexed to 1.73 m2 and creatinine
clearance is not, so they are two observations, and neither is ever taken for the other.

Source of the codes: LOINC (Regenstrief Institute, loinc.org). Only codes whose component, system and property
are those of the observation stand here; other methods and specimens are left to the site, and are then not
recognised rather than mistaken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from rxrules.terminology.spelling import normalise
from rxrules.units import parse_unit

if TYPE_CHECKING:
    from rxrules.units import Kind


@frozen
class Observation:
    """A test by its name.

    Attributes:
        name: as rules write it.
        loinc: the codes that mean it.
        units: one unit for each kind of quantity in which a result may come; empty for tests that are only
            done or not.
        synonyms: other names.
    """

    name: str
    loinc: tuple[str, ...]
    units: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of those units, in their order."""
        return tuple(parse_unit(unit).kind for unit in self.units)


# name | LOINC codes | units | synonyms
_TABLE: Final = """
egfr | 98979-8 62238-1 33914-3 77147-7 48642-3 48643-1 50044-7 69405-9 88293-6 88294-4 94677-2 50210-4 \
| mL/min/{1.73_m2} | estimated gfr, estimated glomerular filtration rate, gfr
crcl | 2164-2 35591-7 | mL/min | creatinine clearance, clcr, cockcroft gault
creatinine | 2160-0 14682-9 38483-4 | umol/L, mg/dL | serum creatinine, plasma creatinine
urea | 3091-6 22664-7 | mmol/L, mg/dL | serum urea
urea_nitrogen | 3094-0 14937-7 6299-2 | mg/dL, mmol/L | bun, blood urea nitrogen
potassium | 2823-3 6298-4 77142-8 | mmol/L, meq/L | serum potassium
sodium | 2951-2 2947-0 77139-4 | mmol/L, meq/L | serum sodium
chloride | 2075-0 | mmol/L, meq/L | serum chloride
bicarbonate | 1963-8 | mmol/L, meq/L | serum bicarbonate, hco3
magnesium | 2601-3 19123-9 | mmol/L, mg/dL, meq/L | serum magnesium
calcium | 2000-8 17861-6 | mmol/L, mg/dL, meq/L | serum calcium, total calcium
ionised_calcium | 1995-0 1994-3 | mmol/L, mg/dL, meq/L | ionized calcium, free calcium
corrected_calcium | 29265-6 | mmol/L, mg/dL | adjusted calcium, albumin corrected calcium
phosphate | 14879-1 2777-1 | mmol/L, mg/dL | serum phosphate, phosphorus
glucose | 2345-7 14749-6 2339-0 15074-8 | mmol/L, mg/dL | blood glucose, blood sugar
hba1c | 4548-4 59261-8 | %, mmol/mol | glycated haemoglobin, haemoglobin a1c, a1c
lactate | 2524-7 | mmol/L, mg/dL | serum lactate
urate | 3084-1 14933-6 | umol/L, mg/dL | uric acid, serum urate
albumin | 1751-7 | g/L, umol/L | serum albumin
bilirubin | 1975-2 14631-6 | umol/L, mg/dL | total bilirubin, serum bilirubin
alt | 1742-6 | U/L | alanine aminotransferase, alat, sgpt, gpt
ast | 1920-8 | U/L | aspartate aminotransferase, asat, sgot, got
alkaline_phosphatase | 6768-6 | U/L | alp
ggt | 2324-2 | U/L | gamma glutamyl transferase, gamma gt
creatine_kinase | 2157-6 | U/L | ck, cpk, creatine phosphokinase
haemoglobin | 718-7 59260-0 | g/L, mmol/L | hb, hgb
haematocrit | 4544-3 20570-8 | %, L/L | hct, packed cell volume
platelets | 777-3 26515-7 | 10*9/L | platelet count, thrombocytes
leukocytes | 6690-2 26464-8 | 10*9/L | white cell count, white blood cells, wbc, leucocytes
neutrophils | 751-8 26499-4 | 10*9/L | neutrophil count, absolute neutrophil count, anc
full_blood_count | 58410-2 57021-8 | | complete blood count, fbc, cbc, blood count
liver_function_tests | 24325-3 | | liver function panel, hepatic function panel, lfts
urea_and_electrolytes | 24326-1 24362-6 51990-0 24321-2 24323-8 | | u&e, us and es, renal function panel, renal profile, \
electrolyte panel, basic metabolic panel, comprehensive metabolic panel
thyroid_function_tests | 24348-5 | | thyroid panel, tfts
inr | 6301-6 34714-6 | {INR} | international normalised ratio, international normalized ratio
aptt | 14979-9 3173-2 | s | activated partial thromboplastin time, ptt
tsh | 3016-3 | m[iU]/L, mU/L | thyrotropin, thyroid stimulating hormone
free_t4 | 3024-7 14920-3 | pmol/L, ng/dL | free thyroxine, ft4
c_reactive_protein | 1988-5 | mg/L | crp
ferritin | 2276-4 | ug/L | serum ferritin
digoxin_level | 10535-3 | ug/L, nmol/L | serum digoxin, digoxin concentration, digoxin
lithium_level | 14334-7 | mmol/L, meq/L | serum lithium, lithium concentration, lithium
phenytoin_level | 3968-5 | mg/L, umol/L | serum phenytoin, phenytoin concentration, phenytoin
carbamazepine_level | 3432-2 | mg/L, umol/L | serum carbamazepine, carbamazepine concentration, carbamazepine
valproate_level | 4086-5 | mg/L, umol/L | serum valproate, valproate concentration, valproate
theophylline_level | 4049-3 | mg/L, umol/L | serum theophylline, theophylline concentration, theophylline
vancomycin_level | 20578-1 | mg/L, umol/L | serum vancomycin, vancomycin concentration, vancomycin
vancomycin_trough | 4092-3 | mg/L, umol/L | trough vancomycin
gentamicin_level | 35668-3 | mg/L, umol/L | serum gentamicin, gentamicin concentration, gentamicin
gentamicin_trough | 3665-7 | mg/L, umol/L | trough gentamicin
tacrolimus_level | 11253-2 | ug/L, nmol/L | tacrolimus concentration, blood tacrolimus, tacrolimus
paracetamol_level | 3298-7 | mg/L, umol/L | serum paracetamol, acetaminophen level
cholesterol | 2093-3 14647-2 | mmol/L, mg/dL | total cholesterol
triglycerides | 2571-8 14927-8 | mmol/L, mg/dL | serum triglycerides
qtc | 8636-3 | ms | qtc interval, corrected qt interval
heart_rate | 8867-4 | /min | pulse, pulse rate
respiratory_rate | 9279-1 | /min | breathing rate
systolic_blood_pressure | 8480-6 | mm[Hg] | systolic pressure, sbp
diastolic_blood_pressure | 8462-4 | mm[Hg] | diastolic pressure, dbp
blood_pressure | 85354-9 35094-2 55284-4 | | bp
oxygen_saturation | 59408-5 2708-6 | % | spo2, sao2
body_temperature | 8310-5 | Cel | temperature
body_mass_index | 39156-5 | kg/m2 | bmi
child_pugh | | {score} | child-pugh score
"""


def _read(line: str) -> Observation:
    name, codes, units, synonyms = (part.strip() for part in line.split("|"))

    def several(text: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",")) if text else ()

    return Observation(name, tuple(codes.split()), several(units), several(synonyms))


#: Every observation, by the name that rules write.
OBSERVATIONS: Final = {each.name: each for each in map(_read, _TABLE.strip().splitlines())}

_BY_CODE: Final = {code: each.name for each in OBSERVATIONS.values() for code in each.loinc}
_BY_NAME: Final = {normalise(known): each.name for each in OBSERVATIONS.values() for known in (each.name, *each.synonyms)}
_LOINC: Final = frozenset({"http://loinc.org", "loinc", "urn:oid:2.16.840.1.113883.6.1"})


#: Codes (LOINC, SNOMED CT) of weight, height, body mass index and pregnancy status, which are read into the patient.
BODY_MEASURES: Final = frozenset(
    [
        *("29463-7", "3141-9", "3142-7", "8335-2", "27113001", "8302-2", "8306-3", "8308-9", "3137-7", "3138-5", "50373000"),
        *("39156-5", "82810-3"),
    ]
)


def is_loinc(system: str) -> bool:
    """Whether the system of a code is LOINC, by its URI, its OID or its name."""
    return system.strip().rstrip("/").lower() in _LOINC


def observation(code_or_name: str, system: str = "") -> str | None:
    """The name of the observation that a LOINC code or a common name means, or None where it is not known.

    Args:
        code_or_name: ``"62238-1"``, ``"eGFR"``, ``"serum potassium"``.
        system: of the code: LOINC's URI, its OID or ``"loinc"``; empty where it was not said. In any other
            system nothing is known.

    >>> observation("62238-1", "http://loinc.org"), observation("eGFR"), observation("Serum-Potassium")
    ('egfr', 'egfr', 'potassium')
    >>> observation("2823-3", "http://example.org/local") is None
    True
    """
    text = code_or_name.strip()
    if system:
        return _BY_CODE.get(text) if is_loinc(system) else None
    return _BY_CODE.get(text) or _BY_NAME.get(normalise(text))


def analyte_of(name: str) -> str:
    """The substance that an observation measures: of ``digoxin_level`` digoxin, of ``ionised_calcium`` calcium."""
    for ending in ("_level", "_trough"):
        name = name.removesuffix(ending)
    return name.removeprefix("ionised_").removeprefix("corrected_").replace("_", " ")
