"""Populations: the sets of ingredients that rules name, each stored once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.language import ast
    from rxrules.validate.ruleset import Ruleset


class Populations:
    """Collects populations while rulesets are compiled, and gives each an index."""

    def __init__(self) -> None:
        self._index: dict[tuple[str, ...], int] = {}
        self._ruleset: Ruleset | None = None

    def read_from(self, ruleset: Ruleset) -> None:
        """Take names from now on as this ruleset means them."""
        self._ruleset = ruleset

    def of(self, selector: ast.Selector) -> int:
        """The index of the drugs that a selector names."""
        assert self._ruleset is not None  # noqa: S101
        if selector.ingredient is not None:
            return self.members((self._ruleset.ingredient(selector.ingredient),))
        assert selector.group is not None  # noqa: S101  validation asks for one of the two
        return self.group(selector.group)

    def group(self, name: ast.Name) -> int:
        """The index of a group."""
        assert self._ruleset is not None  # noqa: S101
        return self.members(self._ruleset.groups[name.text])

    def names(self, names: Sequence[ast.Name]) -> int:
        """The index of what several names, of groups or ingredients, mean together."""
        assert self._ruleset is not None  # noqa: S101
        found: set[str] = set()
        for name in names:
            found.update(self._ruleset.groups.get(name.text) or (self._ruleset.ingredient(name),))
        return self.members(tuple(found))

    def together(self, populations: Sequence[int]) -> int:
        """The index of what several populations hold together."""
        if len(set(populations)) == 1:
            return populations[0]
        every = self.all()
        return self.members([ingredient for index in populations for ingredient in every[index]])

    def holds(self, whole: int, part: int) -> bool:
        """Whether one population holds all of another."""
        every = self.all()
        return set(every[part]) <= set(every[whole])

    @property
    def every(self) -> int:
        """The index of the population that stands for any ingredient: it names none."""
        return self.members(())

    def members(self, ingredients: Sequence[str]) -> int:
        """The index of a set of ingredients."""
        key = tuple(sorted({str(ingredient) for ingredient in ingredients}))
        return self._index.setdefault(key, len(self._index))

    def all(self) -> tuple[tuple[str, ...], ...]:
        """Every population, in the order of its index."""
        return tuple(self._index)
