"""What a written drug turns out to be: ingredients, products, or a reason why it is neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, NewType

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.units import Quantity

IngredientId = NewType("IngredientId", str)
"""The canonical lower-case name of an ingredient: its INN where it has one (``"paracetamol"``)."""


@frozen
class Ingredient:
    """An active ingredient, with everything that it is known by.

    Attributes:
        id: the canonical name; rules and cases speak of the ingredient by it.
        name: the name to show.
        synonyms: other names, normalised.
        rxcui: the RxNorm concept, or empty where none is known with confidence.
        unii: the FDA substance code, or empty.
        atc: ATC codes of the fifth level, in order; one ingredient may have several, one a use or route.
        usual_routes: route ids by which it is usually given; empty means not known, never "none".
    """

    id: IngredientId
    name: str
    synonyms: tuple[str, ...] = ()
    rxcui: str = ""
    unii: str = ""
    atc: tuple[str, ...] = ()
    usual_routes: tuple[str, ...] = ()


@frozen
class Component:
    """One ingredient of a product.

    Attributes:
        ingredient: what it is.
        salt: the salt or ester that was named, or empty.
        strength: how much a unit of form (``5 mg/{tablet}``), a volume (``50 mg/mL``), an hour or a fraction
            holds. Without a form it is the bare mass that was written (``5 mg``), which converts no number of
            tablets; ``None`` where none was written or it could not be assigned with certainty.
    """

    ingredient: IngredientId
    salt: str = ""
    strength: Quantity | None = None


@frozen
class Shares:
    """That a name fixes the proportions of its ingredients, and that doses under it are of all of them together.

    Attributes:
        parts: by mass, of each ingredient.
        whole_mg: what one unit has of all of them, in mg.
        source: where that is from.
    """

    parts: tuple[tuple[IngredientId, float], ...]
    whole_mg: float
    source: str


@frozen
class Product:
    """What a name, a brand, a code or a line of text stands for.

    Attributes:
        components: one a salt of an ingredient, in the order written.
        form: the dose form, canonical (``"tablet"``), or empty.
        routes: route ids that the text, the form, the brand or the code gives; empty where they give none.
        how: how it was found: ``"name"``, ``"brand"``, ``"code"``, or ``"text"`` for the display of an
            unknown code.
        release: how the form releases (``"prolonged"``, ``"gastro-resistant"``, ``"liposomal"``), or empty.
        shares: the proportions that the name fixes, or None.
    """

    components: tuple[Component, ...]
    form: str = ""
    routes: tuple[str, ...] = ()
    how: str = "name"
    release: str = ""
    shares: Shares | None = None

    @property
    def ingredients(self) -> frozenset[IngredientId]:
        """The ingredients, each once."""
        return frozenset(c.ingredient for c in self.components)


@frozen
class Unresolved:
    """A written drug that is not known, and so was not checked.

    Attributes:
        text: what was written.
        reason: ``"empty"``, ``"unknown"``, ``"left_over"`` (a known name with words that are not understood),
            ``"ambiguous"``, ``"class"`` (a class of drugs, not a drug), ``"placeholder"`` ("no known
            medication"), ``"combination"`` (components that are not named), ``"conflict"`` (code, display),
            ``"unknown_code"`` or ``"unsupported_system"``.
        detail: what exactly, for a person.
    """

    text: str
    reason: str
    detail: str = ""
    _near: tuple[str, ...] | Callable[[], tuple[str, ...]] = field(default=(), eq=False, repr=False)

    @property
    def near(self) -> tuple[str, ...]:
        """Names that look alike, for a person to choose from; sought when asked for (some milliseconds).

        SAFETY: never check by a near name; hydroxyzine is near hydralazine.
        """
        return self._near() if callable(self._near) else self._near

    def __reduce__(self) -> tuple[type[Unresolved], tuple[str, str, str, tuple[str, ...]]]:
        """Pickle the near names themselves, not the terminology that finds them."""
        return Unresolved, (self.text, self.reason, self.detail, self.near)
