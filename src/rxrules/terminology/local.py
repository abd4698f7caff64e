"""Local additions: the products of a formulary, checked against what the names already mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.errors import UnitError
from rxrules.terminology.forms import FORM_NAMES, form_routes
from rxrules.terminology.products import IngredientId
from rxrules.terminology.routes import route
from rxrules.terminology.shipped import Meaning, NotADrug
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

_COLUMNS = frozenset({"name", "ingredients", "strengths", "strength", "form", "routes", "salt"})


def read_products(
    rows: Iterable[Mapping[str, object]],
    names: Mapping[str, Meaning | NotADrug],
    ingredients: Container[str],
) -> tuple[dict[str, Meaning], list[str]]:
    """Read rows of local products.

    Args:
        rows: as in [`Terminology.with_products`][rxrules.terminology.Terminology.with_products].
        names: what names already mean.
        ingredients: the known ingredient ids.

    Returns:
        Normalised name to meaning, and what is wrong, row by row.
    """
    added: dict[str, Meaning] = {}
    errors: list[str] = []
    for place, row in enumerate(rows, start=1):
        name = str(row.get("name") or "").strip()
        meaning, problems = _row(row, names, ingredients)
        where = f"product {place} ({name or 'without a name'})"
        key = normalise(name)
        if not key:
            problems.append("it has no name")
        if meaning is not None and not problems:
            clash = _clash(key, meaning, added.get(key) or names.get(key))
            if clash:
                problems.append(clash)
            else:
                added[key] = meaning
        errors.extend(f"{where}: {problem}" for problem in problems)
    return added, errors


def _row(
    row: Mapping[str, object], names: Mapping[str, Meaning | NotADrug], ingredients: Container[str]
) -> tuple[Meaning | None, list[str]]:
    problems = [f"the column {c!r} is not known" for c in row if c not in _COLUMNS]
    ids: list[IngredientId] = []
    for written in _several(row.get("ingredients")):
        known = names.get(normalise(written))
        if written in ingredients:
            ids.append(IngredientId(written))
        elif isinstance(known, Meaning) and len(known.ingredients) == 1:
            ids.append(known.ingredients[0])
        else:
            problems.append(f"the ingredient {written!r} is not known")
    strengths = _several(row.get("strengths") or row.get("strength"))
    if not ids and not problems:
        problems.append("it has no ingredients")
    if strengths and len(strengths) != len(ids):
        problems.append(f"it has {len(ids)} ingredients and {len(strengths)} strengths")
    problems.extend(_unreadable(strengths))
    form = str(row.get("form") or "")
    canonical = FORM_NAMES.get(normalise(form), "") if form else ""
    if form and not canonical:
        problems.append(f"the form {form!r} is not known")
    routes: list[str] = []
    for written in _several(row.get("routes")):
        found = route(written)
        if found is None:
            problems.append(f"the route {written!r} is not known")
        else:
            routes.append(found)
    if problems:
        return None, problems
    given = tuple(routes) or form_routes(canonical)
    salt = str(row.get("salt") or "")
    return Meaning(tuple(ids), True, salt, canonical, given, strengths=strengths), []


def _several(value: object) -> tuple[str, ...]:
    if value is None or value == "":
        return ()
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        return (str(parts),)
    return tuple(str(part).strip() for part in parts)


def _unreadable(strengths: tuple[str, ...]) -> list[str]:
    from rxrules.units import parse_quantity  # noqa: PLC0415 - units load late

    problems: list[str] = []
    for strength in strengths:
        try:
            if strength:
                parse_quantity(strength)
        except UnitError as error:
            problems.append(f"the strength {strength!r}: {error}")
    return problems


def _clash(name: str, new: Meaning, old: Meaning | NotADrug | None) -> str:
    """Say what a name already means, where that is something else; an ambiguous name may be settled here."""
    if old is None or (isinstance(old, NotADrug) and old.reason in {"ambiguous", "class"}):
        return ""
    if isinstance(old, NotADrug):
        return f"the name {name!r} can't be a product ({old.reason})"
    if set(old.ingredients) == set(new.ingredients):
        return ""
    return f"the name {name!r} already means {' and '.join(old.ingredients)}, and the row gives it {' and '.join(new.ingredients)}"
