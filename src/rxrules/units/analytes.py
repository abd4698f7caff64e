"""Conversions that need the named substance: mass to amount to equivalents, and two scales of one test."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from rxrules.errors import UnitError
from rxrules.units.kinds import Kind, Unit, canonical_unit, reduced
from rxrules.units.numerals import exact_ratio
from rxrules.units.parse import parse_unit
from rxrules.units.quantity import Quantity


@frozen
class Analyte:
    """A substance that laboratories report in more than one kind of unit.

    Attributes:
        name: its name in lower case.
        mg_per_mmol: milligrams in a millimole of what the mass result counts (for blood urea nitrogen, of
            nitrogen), as an exact ratio.
        formula: what a mole of it is made of, from which the tests recompute the ratio.
        source: where the ratio comes from.
        valence: equivalents in a mole, or 0 where mEq has no fixed meaning for it.
    """

    name: str
    mg_per_mmol: tuple[int, int]
    formula: str
    source: str
    valence: int = 0


_WEIGHTS: Final = "molar mass from IUPAC standard atomic weights 2021 (abridged)"
_SI_TABLE: Final = "conventional SI factor, as in the AMA Manual of Style, 11th ed. 2020"


def _molar(name: str, mg_per_mmol: float, formula: str, valence: int = 0) -> Analyte:
    return Analyte(name, exact_ratio(mg_per_mmol), formula, _WEIGHTS, valence)


#: The substances that are converted.
ANALYTES: Final = {
    analyte.name: analyte
    for analyte in (
        # Conventional factors, rounded in every guideline that uses them: 1 mg/dL = 88.4 umol/L and 17.1
        # umol/L.
        Analyte("creatinine", (100_000, 884), "C4H7N3O", _SI_TABLE),
        Analyte("bilirubin", (100_000, 171), "C33H36N4O6", _SI_TABLE),
        _molar("glucose", 180.156, "C6H12O6"),
        _molar("urea", 60.056, "CH4N2O"),
        _molar("urea nitrogen", 28.014, "N2"),
        _molar("urate", 168.112, "C5H4N4O3"),
        _molar("cholesterol", 386.664, "C27H46O"),
        _molar("calcium", 40.078, "Ca", 2),
        _molar("magnesium", 24.305, "Mg", 2),
        _molar("sodium", 22.990, "Na", 1),
        _molar("potassium", 39.098, "K", 1),
        _molar("chloride", 35.45, "Cl", 1),
        _molar("lithium", 6.94, "Li", 1),
        _molar("bicarbonate", 61.016, "CHO3", 1),
        _molar("phosphorus", 30.974, "P"),
        _molar("iron", 55.845, "Fe"),
        _molar("digoxin", 780.949, "C41H64O14"),
        _molar("theophylline", 180.167, "C7H8N4O2"),
        _molar("phenytoin", 252.273, "C15H12N2O2"),
        _molar("carbamazepine", 236.274, "C15H12N2O"),
        _molar("valproic acid", 144.214, "C8H16O2"),
        _molar("phenobarbital", 232.239, "C12H12N2O3"),
        _molar("paracetamol", 151.165, "C8H9NO2"),
        _molar("salicylic acid", 138.122, "C7H6O3"),
        _molar("methotrexate", 454.447, "C20H22N8O5"),
        _molar("vancomycin", 1449.27, "C66H75Cl2N9O24"),
        _molar("lactate", 90.078, "C3H6O3"),
        _molar("tacrolimus", 804.031, "C44H69NO12"),
    )
}

_SYNONYMS: Final = {
    "bun": "urea nitrogen",
    "blood urea nitrogen": "urea nitrogen",
    "uric acid": "urate",
    "phosphate": "phosphorus",
    "acetaminophen": "paracetamol",
    "valproate": "valproic acid",
    "salicylate": "salicylic acid",
    "hematocrit": "haematocrit",
    "hba1c": "haemoglobin a1c",
    "hemoglobin a1c": "haemoglobin a1c",
}

_AMOUNT_RATIO: Final = Kind("amount", ("amount",))
_VOLUME_RATIO: Final = Kind("volume", ("volume",))
_FRACTION: Final = Kind("fraction")


def convert_analyte(quantity: Quantity, analyte: str, unit: str | Unit) -> Quantity:
    """Convert a quantity of a named substance, also between mass, amount and equivalents.

    Args:
        quantity: the result, such as 1 mg/dL.
        analyte: the substance, a name of `ANALYTES` or a common synonym, in any case. Urea and its nitrogen
            are two: 1 mmol/L of urea is 6.0 mg/dL of urea and 2.8 mg/dL of urea nitrogen.
        unit: the unit wanted, such as umol/L.

    Raises:
        UnitError: the substance is not in the table, or the kinds are not convertible for it.

    Sources: each substance names its own. Haemoglobin A1c between mmol/mol (IFCC) and % (NGSP): NGSP =
        0.09148 IFCC +
    2.152, the master equation that the NGSP publishes (ngsp.org). Haematocrit: L/L is a fraction.

    >>> str(convert_analyte(Quantity(1, parse_unit("mg/dL")), "creatinine", "umol/L"))
    '88.4 umol/L'
    """
    target = parse_unit(unit) if isinstance(unit, str) else unit
    if quantity.kind == target.kind:
        return quantity.to(target)
    name = " ".join(analyte.casefold().split())
    name = _SYNONYMS.get(name, name)
    kinds = (quantity.kind, target.kind)
    if name == "haemoglobin a1c" and kinds == (_AMOUNT_RATIO, _FRACTION):
        return Quantity.from_canonical((quantity.canonical * 1000 * 0.09148 + 2.152) / 100, _FRACTION).to(target)
    if name == "haemoglobin a1c" and kinds == (_FRACTION, _AMOUNT_RATIO):
        return Quantity.from_canonical((quantity.canonical * 100 - 2.152) / 91.48, _AMOUNT_RATIO).to(target)
    if name == "haematocrit" and set(kinds) == {_VOLUME_RATIO, _FRACTION}:
        return Quantity.from_canonical(quantity.canonical, target.kind).to(target)
    known = ANALYTES.get(name)
    refusal = f"{quantity} ({quantity.kind}) does not convert to {target.code} ({target.kind})"
    if known is None:
        raise UnitError(f"{refusal}: {analyte!r} is not among the substances with a known conversion")
    if quantity.kind.per != target.kind.per:
        raise UnitError(f"{refusal}: they are not per the same")
    per_mmol = {"amount": (1, 1), "mass": known.mg_per_mmol}
    if known.valence:
        per_mmol["equivalents"] = (known.valence, 1)
    if quantity.kind.base not in per_mmol or target.kind.base not in per_mmol:
        raise UnitError(f"{refusal}: for {known.name} that has no fixed meaning")
    mine, wanted = per_mmol[quantity.kind.base], per_mmol[target.kind.base]
    # A unit of this substance: what one canonical unit of the given kind is in the kind wanted.
    ratio = reduced(wanted[0] * mine[1], wanted[1] * mine[0])
    own = Unit(f"{quantity.kind.canonical_code} of {known.name}", target.kind, ratio[0] / ratio[1], ratio=ratio)
    return Quantity(quantity.to(canonical_unit(quantity.kind)).value, own).to(target)
