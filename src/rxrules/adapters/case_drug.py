"""Reading which drug a medication of a case file is: a name, codes, or the ingredients of a product."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.model import Drug, DrugCode, DrugIngredient

if TYPE_CHECKING:
    from rxrules.adapters.reading import Place, Reading
    from rxrules.units import Quantity

_CODE_KEYS = frozenset({"system", "code", "display"})
_DRUG_KEYS = _CODE_KEYS | {"name", "codes", "ingredients", "form"}
_INGREDIENT_KEYS = _CODE_KEYS | {"name", "codes", "strength"}
_EXPECTED = "a drug such as warfarin, {system: atc, code: B01AA03} or {name: ..., ingredients: [...]}"


def read_drug(reading: Reading, raw: Any, place: Place) -> Drug | None:
    """The drug, or None where even that can't be read; it is reported then, and the order is not covered."""
    if isinstance(raw, str) and (name := raw.strip()):
        return Drug(name)
    if isinstance(raw, list):
        return _of_several(reading, raw, place)
    if isinstance(raw, dict):
        return _of_fields(reading, raw, place)
    if raw is None or isinstance(raw, str):
        reading.report(place, f"no drug is named: expected {_EXPECTED}")
        return None
    reading.mapping(raw, place, _EXPECTED)
    return None


def _of_several(reading: Reading, raw: list[Any], place: Place) -> Drug | None:
    """Several names and codes for one drug."""
    name = form = ""
    codes: tuple[DrugCode, ...] = ()
    ingredients: tuple[DrugIngredient, ...] = ()
    for i, one in enumerate(raw):
        if isinstance(one, list):
            reading.report((*place, i), f"a list in a list: expected {_EXPECTED}")
            continue
        part = read_drug(reading, one, (*place, i))
        if part is None:
            continue
        if name and part.name and part.name != name:
            reading.report(
                (*place, i),
                f"a second name, {part.name!r}: the ingredients of a product go under `ingredients`",
            )
        name, form = name or part.name, form or part.form
        codes, ingredients = codes + part.codes, ingredients + part.ingredients
    if name or codes or ingredients:
        return Drug(name, codes, ingredients, form)
    if not raw:
        reading.report(place, f"no drug is named: expected {_EXPECTED}")
    return None


def _of_fields(reading: Reading, fields: dict[str, Any], place: Place) -> Drug | None:
    reading.known_keys(fields, place, _DRUG_KEYS)
    before = reading.reported
    name, codes = _named_and_coded(reading, fields, place)
    ingredients: tuple[DrugIngredient, ...] = ()
    if (listed := fields.get("ingredients")) is not None:
        at = (*place, "ingredients")
        several = reading.sequence(listed, at, "ingredients")
        # SAFETY: ingredients that can't be read stay as unknown ones, lest the product look complete without
        # them.
        ingredients = (
            (DrugIngredient(),) if several is None else tuple(_ingredient(reading, one, (*at, i)) for i, one in enumerate(several))
        )
    if name or codes or ingredients:
        return Drug(name, codes, ingredients, reading.word(fields, "form", place))
    if reading.reported == before:
        reading.report(place, "no drug is named: expected a name, a code with its system, or ingredients")
    return None


def _ingredient(reading: Reading, raw: Any, place: Place) -> DrugIngredient:
    if isinstance(raw, str) and raw.strip():
        return DrugIngredient(raw.strip())
    fields = reading.mapping(raw, place, "an ingredient such as {name: paracetamol, strength: 500 mg/tablet}")
    if fields is None:
        return DrugIngredient()
    reading.known_keys(fields, place, _INGREDIENT_KEYS)
    name, codes = _named_and_coded(reading, fields, place)
    if not name and not codes:
        reading.report(place, "an ingredient without name or code")
    return DrugIngredient(name, codes, read_strength(reading, fields.get("strength"), (*place, "strength")))


def _named_and_coded(reading: Reading, fields: dict[str, Any], place: Place) -> tuple[str, tuple[DrugCode, ...]]:
    codes = []
    if fields.get("code") is not None or fields.get("system") is not None:
        codes.append(_code(reading, fields, place))
    if (listed := fields.get("codes")) is not None:
        for i, one in enumerate(reading.sequence(listed, (*place, "codes"), "codes") or []):
            at = (*place, "codes", i)
            if (mapping := reading.mapping(one, at, "a code such as {system: atc, code: B01AA03}")) is not None:
                reading.known_keys(mapping, at, _CODE_KEYS)
                codes.append(_code(reading, mapping, at))
    name = reading.word(fields, "name", place)
    if not name and not any(codes):
        name = reading.word(fields, "display", place)
    return name, tuple(code for code in codes if code)


def _code(reading: Reading, fields: dict[str, Any], place: Place) -> DrugCode | None:
    system = reading.word(fields, "system", place)
    code = reading.word(fields, "code", place)
    if system and code:
        return DrugCode(system, code, reading.word(fields, "display", place))
    reading.report(place, "a code needs its system, and a system a code: {system: atc, code: B01AA03}")
    return None


def read_strength(reading: Reading, raw: Any, place: Place) -> Quantity | None:
    """How much is in one unit of form or in a volume, or None."""
    strength = reading.quantity(raw, place, "500 mg/tablet", dose=True)
    return None if strength is None else checked_strength(reading, place, strength)


def checked_strength(reading: Reading, place: Place, strength: Quantity) -> Quantity | None:
    """The strength, or None with a report where it does not say in what, or is not above 0."""
    if strength.unit.kind.per and strength.value > 0:
        return strength
    reading.report(place, f"a strength says how much is in what, such as 500 mg/tablet or 50 mg/mL; got {strength}")
    return None
