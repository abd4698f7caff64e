"""The terminology: names and codes to products, exactly or not at all."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from rxrules.documents.limits import MAX_NAME
from rxrules.errors import InputError
from rxrules.terminology.codes import PLACEHOLDERS, SYSTEMS, atc_routes
from rxrules.terminology.local import read_products
from rxrules.terminology.products import Component, Ingredient, IngredientId, Product, Unresolved
from rxrules.terminology.reading import Failure, read
from rxrules.terminology.shipped import (
    Meaning,
    NotADrug,
    Shipped,
    load,
    load_codes,
    load_combinations,
    load_salt_factors,
    split,
)
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_REMEMBERED = 20_000
# Of a longer text no name would be near; seeking takes the time of all its words.
_LONGEST_MEANT = 200


@frozen(eq=False)
class Terminology:
    """Names, brands and codes of drugs, and what each stands for.

    Resolution is exact after normalisation of case, accents, punctuation and spelling variants. What is not
    known stays unresolved: nothing is guessed, and no part of a word is ever matched.

    >>> terms = Terminology.default()
    >>> terms.resolve_name("Adrenaline").components[0].ingredient
    'epinephrine'
    >>> terms.resolve_name("warfarrin").near[0]
    'warfarin'
    """

    _shipped: Shipped = field(repr=False)
    _names: Mapping[str, Meaning | NotADrug] = field(repr=False)
    _products: dict[str, Product] = field(repr=False)
    _local_combinations: frozenset[frozenset[IngredientId]] = field(default=frozenset(), repr=False)

    @classmethod
    def default(cls) -> Terminology:
        """Give the shipped terminology; it is read once."""
        return _default()

    def resolve_name(self, text: str) -> Product | Unresolved:
        """Resolve a name, a synonym, a brand, or a line such as ``"warfarin 5 mg tablet"``.

        Returns:
            The product, or why it is not known. Both are values, so that a caller can't forget the second.
        """
        known = self._products.get(text)
        if known is not None:
            return known
        if len(text) > MAX_NAME:
            return Unresolved(text, "unknown", f"a name of {len(text):,} characters, at most {MAX_NAME:,} are read")
        key = normalise(text)
        known = self._products.get(key)
        if known is not None:
            return known
        if not key:
            return Unresolved(text, "empty")
        meaning = self._names.get(key)
        if isinstance(meaning, Meaning):
            return self._remember(text, meaning.product())
        if meaning is not None:
            return Unresolved(text, meaning.reason, meaning.detail)
        found = read(text, self._names)
        if isinstance(found, Failure):
            return Unresolved(text, found.reason, found.detail, partial(self.near, text))
        return self._remember(text, found)

    def _remember(self, text: str, product: Product) -> Product:
        """Keep the product of a text: its meaning here never changes, and populations repeat themselves."""
        if len(self._products) < _REMEMBERED and len(text) <= _LONGEST_MEANT:
            self._products[text] = product
        return product

    def resolve_code(self, system: str, code: str, display: str = "") -> Product | Unresolved:
        """Resolve a code; where its system or the code is not known, its display is read as text instead.

        Args:
            system: the URI, OID or short name of the code system.
            code: the code.
            display: the name that stood beside the code, where there was one.

        Returns:
            The product, ``how`` being ``"code"``, or ``"text"`` where only the display was understood; or why
            it is not known. A display that names other ingredients than the code is a ``"conflict"``.
        """
        placeholder = PLACEHOLDERS.get((system.strip(), code.strip()))
        if placeholder:
            return Unresolved(display or code, "placeholder", placeholder)
        known_system = SYSTEMS.get(system.strip().rstrip("/")) or SYSTEMS.get(system.strip().lower())
        meaning = load_codes()[known_system].get(code.strip()) if known_system else None
        if meaning is None and known_system == "atc":
            meaning = load_codes()["atc"].get(code.strip().upper())
        written = self.resolve_name(display) if display.strip() else None
        if isinstance(meaning, Meaning):
            routes = atc_routes(code.strip().upper()) if known_system == "atc" else ()
            coded = Product(meaning.components(), "", routes, "code")
            if not isinstance(written, Product):
                return coded
            if written.ingredients != coded.ingredients:
                return Unresolved(display, "conflict", f"{system} {code} is {_list(coded)}, its display is {_list(written)}")
            return evolve(written, how="code", routes=written.routes or routes)
        if isinstance(written, Product):
            return evolve(written, how="text")
        if isinstance(meaning, NotADrug):
            return Unresolved(display or code, meaning.reason, f"{system} {code}: {meaning.detail}")
        if isinstance(written, Unresolved) and written.reason not in {"unknown", "left_over"}:
            return written
        reason = "unknown_code" if known_system else "unsupported_system"
        return Unresolved(display or code, reason, f"{system} {code}", partial(self.near, display) if display else ())

    def ingredient(self, id: str) -> Ingredient | None:  # noqa: A002 - the word of the field
        """Give an ingredient by its canonical name; ``None`` where there is none of that name."""
        row = self._shipped.rows.get(IngredientId(id))
        if row is None:
            return None
        synonyms, rxcui, unii, atc, routes = row
        return Ingredient(IngredientId(id), id, split(synonyms), rxcui, unii, split(atc), split(routes))

    @property
    def ingredient_ids(self) -> tuple[IngredientId, ...]:
        """Every ingredient that is known, in alphabetical order."""
        return tuple(self._shipped.rows)

    def is_combination(self, ids: frozenset[IngredientId]) -> bool:
        """Tell whether these ingredients, all together, are a known fixed-dose combination."""
        return ids in load_combinations() or ids in self._local_combinations

    def salt_factor(self, ingredient: str, salt: str) -> tuple[float, str] | None:
        """Give the mass of base or element in a unit mass of a salt, and its source; ``None`` if not known.

        >>> Terminology.default().salt_factor("phenytoin", "sodium")[0]
        0.92
        """
        return load_salt_factors().get((IngredientId(ingredient), normalise(salt)))

    def near(self, text: str) -> tuple[str, ...]:
        """Give up to five known names that look like a text, for a person to choose from (milliseconds)."""
        from difflib import get_close_matches  # noqa: PLC0415 - only where a person asks

        if len(text) > _LONGEST_MEANT:
            return ()
        key = normalise(text)
        candidates = [n for n in self._names if abs(len(n) - len(key)) <= 3 and n[:1] == key[:1]]
        found = get_close_matches(key, candidates, n=5, cutoff=0.75)
        if not found:
            for word in key.split():
                if len(word) > 4:
                    alike = [n for n in self._names if abs(len(n) - len(word)) <= 2 and n[:1] == word[:1]]
                    found += get_close_matches(word, alike, n=2, cutoff=0.75)
        return tuple(dict.fromkeys(found))[:5]

    def with_products(self, rows: Iterable[Mapping[str, object]]) -> Terminology:
        """Add local products, such as a hospital's formulary; the shipped data stays as it is.

        Args:
            rows: each with ``name``, ``ingredients`` (a list, or text parted by ``|``), and optionally
                ``strengths`` (one an ingredient: ``"500 mg/{tablet}"``), ``form``, ``routes`` and ``salt``.

        Returns:
            A terminology that knows both.

        Raises:
            InputError: a row is wrong, or gives a name another meaning than it has; every such row is named.
        """
        added, errors = read_products(rows, self._names, self._shipped.rows)
        if errors:
            raise InputError("; ".join(errors))
        names = {**self._names, **added}
        products = {k: p for k, p in _canonical(self._shipped).items() if normalise(k) not in added}
        sets = {frozenset(m.ingredients) for m in added.values() if len(m.ingredients) > 1}
        return Terminology(self._shipped, names, products, self._local_combinations | sets)


def _list(product: Product) -> str:
    return " and ".join(sorted(product.ingredients))


@cache
def _default() -> Terminology:
    shipped = load()
    return Terminology(shipped, shipped.names, _canonical(shipped))


def _canonical(shipped: Shipped) -> dict[str, Product]:
    """Build the products of the plain ingredient names beforehand: they are what most cases hold."""
    return {id_: Product((Component(id_),)) for id_ in shipped.rows}
