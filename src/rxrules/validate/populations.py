"""Groups expanded to their ingredients, and what goes wrong on the way: a circle, an exclusion of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rxrules.language.ast import Group, Name
    from rxrules.terminology import IngredientId


@frozen
class Populations:
    """What the groups hold.

    Attributes:
        members: of each group whose every name is known and that is in no circle; may be empty.
        circles: the groups of each circle, in the order in which they name one another.
        idle: exclusions that exclude nothing, each with its group.
    """

    members: Mapping[str, frozenset[IngredientId]]
    circles: tuple[tuple[Group, ...], ...]
    idle: tuple[tuple[Group, Name], ...]


def expand(groups: Mapping[str, Group], ingredients: Mapping[str, IngredientId]) -> Populations:
    """Expand every group: its own members, those of the groups it includes, less what it excludes.

    Args:
        groups: by id.
        ingredients: what each ingredient name stands for; a name that is missing is wrong, and its group is
        left out.
    """
    members: dict[str, frozenset[IngredientId] | None] = {}
    circles: list[tuple[Group, ...]] = []
    idle: list[tuple[Group, Name]] = []
    for start in groups:
        # Depth first without recursion, because chains of inclusion may be longer than Python's stack.
        path: dict[str, Iterator[str]] = {}
        at: str | None = start if start not in members else None
        while at is not None:
            if at not in path:
                path[at] = (name.text for name in groups[at].include + groups[at].exclude if name.text in groups)
            following = next((name for name in path[at] if name not in members), None)
            if following is None:
                members[at] = _members(groups[at], groups, members, ingredients, idle)
                del path[at]
                at = next(reversed(path), None)
            elif following in path:
                names = list(path)
                circle = names[names.index(following) :]
                circles.append(tuple(groups[name] for name in circle))
                members.update(dict.fromkeys(circle))
                for name in circle:
                    del path[name]
                at = next(reversed(path), None)
            else:
                at = following
    known = {name: found for name, found in members.items() if found is not None}
    return Populations(known, tuple(circles), tuple(idle))


def _members(
    group: Group,
    groups: Mapping[str, Group],
    members: Mapping[str, frozenset[IngredientId] | None],
    ingredients: Mapping[str, IngredientId],
    idle: list[tuple[Group, Name]],
) -> frozenset[IngredientId] | None:
    def meant(name: Name) -> frozenset[IngredientId] | None:
        if name.text in groups:
            return members.get(name.text)
        one = ingredients.get(name.text)
        return None if one is None else frozenset((one,))

    found: set[IngredientId] = set()
    for name in group.members:
        one = ingredients.get(name.text)
        if one is None:
            return None
        found.add(one)
    for name in group.include:
        included = members.get(name.text)
        if included is None:
            return None
        found |= included
    left_out: set[IngredientId] = set()
    for name in group.exclude:
        excluded = meant(name)
        if excluded is None:
            return None
        if not excluded & found:
            idle.append((group, name))
        left_out |= excluded
    return frozenset(found - left_out)
