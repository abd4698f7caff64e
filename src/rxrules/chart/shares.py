"""What each ingredient has in a dose that is written for a combination as a whole: "co-amoxiclav 500/125, 625 mg".

SAFETY: a mass beside the name of a combination may be of all its ingredients or of one. It is split only where it can't be of one:
where it is so many times what a unit of the product holds in all, and not so many times what it holds of an ingredient by which
people write doses. What is not split stays unknown, with the reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.units import Quantity, equal, parse_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.terminology import Component, Product

#: So many units of the product, or fewer, may be meant by a dose that is written by a lesser ingredient.
_FEW = 2.0


@frozen
class Whole:
    """A unit of a combination: what it holds of each ingredient.

    Attributes:
        names: of the ingredients.
        masses: of each, canonical.
        step: doses are whole multiples of so many units.
        source: what fixes the proportions, where no strengths are known of the product itself; else empty.
    """

    names: tuple[str, ...]
    masses: tuple[float, ...]
    step: float
    source: str = ""

    @property
    def total(self) -> float:
        """The mass of all ingredients, canonical."""
        return sum(self.masses)

    def share(self, ingredient: str) -> float:
        """Which part of the whole an ingredient is, from 0 to 1."""
        return self.masses[self.names.index(ingredient)] / self.total

    def refuses(self, *doses: Quantity) -> str:
        """Why doses can't be split; empty where they can."""
        return next((reason for dose in doses if (reason := self._refuses(dose))), "")

    def _refuses(self, dose: Quantity) -> str:
        if dose.unit.kind.per:
            return f"a dose of {dose} does not say of which ingredient: it is not a number of units of the product"
        value = dose.canonical
        if not _is_multiple(value, self.total * self.step):
            return f"a dose of {dose} may be of one ingredient: it is no multiple of {self} that the product holds"
        largest = max(self.masses)
        for name, mass in zip(self.names, self.masses, strict=True):
            units = value / mass
            is_common = not self.source and (equal(mass, largest) or units <= _FEW)
            if is_common and value and _is_multiple(value, mass * self.step):
                return f"a dose of {dose} may be of all ingredients together, or {units:g} times {_mg(mass)} of {name}"
        return ""

    def told(self, ingredient: str) -> str:
        """How much of the whole an ingredient is, in words."""
        mass = self.masses[self.names.index(ingredient)]
        return f"{_mg(mass)} of {ingredient} in {_mg(self.total)}" + (f" ({self.source})" if self.source else "")

    def __str__(self) -> str:
        parts = " + ".join(_mg(mass) for mass in self.masses)
        return f"the {_mg(self.total)} ({parts})"


def whole_of(product: Product | None) -> Whole | str:
    """A unit of a product of several ingredients; or why nothing is known of it."""
    components = () if product is None else product.components
    if len(components) < 2 or len({component.ingredient for component in components}) < len(components):
        return "its ingredients are not told apart"
    masses = _masses(components)
    names = tuple(str(component.ingredient) for component in components)
    if masses is not None:
        return Whole(names, masses, 0.5)
    if product is not None and product.shares is not None and not any(component.strength for component in components):
        shares = {str(ingredient): part for ingredient, part in product.shares.parts}
        if set(shares) == set(names):
            unit = product.shares.whole_mg * parse_unit("mg").factor / sum(shares.values())
            return Whole(names, tuple(shares[name] * unit for name in names), 1.0, product.shares.source)
    return "the strengths of the product are not known in the same unit"


def _masses(components: Sequence[Component]) -> tuple[float, ...] | None:
    strengths = [component.strength for component in components if component.strength is not None]
    kinds = {strength.unit.kind for strength in strengths}
    if len(strengths) < len(components) or len(kinds) != 1:
        return None
    (kind,) = kinds
    counted = not kind.per or (len(kind.per) == 1 and kind.per[0].startswith("count:"))
    # of a concentration it is not known how much of the liquid is one unit
    return tuple(strength.canonical for strength in strengths) if kind.base == "mass" and counted else None


def _is_multiple(value: float, unit: float) -> bool:
    times = round(value / unit) if unit else 0
    return times > 0 and equal(value, times * unit)


def _mg(mass: float) -> str:
    return f"{mass / parse_unit('mg').factor:.12g} mg"
