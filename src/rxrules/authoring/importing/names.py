"""Drugs and groups as a spreadsheet names them: exactly one ingredient or group, or the reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from rxrules.authoring.importing.numerals import NotTaken
from rxrules.documents.near import look_alikes
from rxrules.terminology import Product, Unresolved
from rxrules.terminology.routes import ROUTES, expand_route, route
from rxrules.terminology.spelling import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from rxrules.language.ast import Group
    from rxrules.terminology import Terminology

_GROUP: Final = "group:"


@frozen
class Names:
    """What may be named.

    Attributes:
        terminology: with the local drugs of the ruleset.
        groups: those of the ruleset that is written into, by id.
        lent: those of other rulesets, by id, which are copied where they are named.
    """

    terminology: Terminology
    groups: Mapping[str, Group]
    lent: Mapping[str, Group]

    def drug(self, written: str) -> tuple[str, str]:
        """The ingredient that a cell names, and how it came of it where another word is written.

        Raises:
            NotTaken: it names no ingredient, several, or one of a form or strength.
        """
        meaning = self.terminology.resolve_name(written)
        if isinstance(meaning, Unresolved):
            raise NotTaken(_why(meaning), tuple(meaning.near[:3]))
        names = sorted(meaning.ingredients)
        if len(names) > 1:
            raise NotTaken(f"it is {len(names)} ingredients ({', '.join(names)}); write a row for the one that is meant")
        if meaning.form or meaning.release or any(one.strength for one in meaning.components):
            extra = meaning.form or meaning.release or "a strength"
            raise NotTaken(f"it is {names[0]} with more ({extra}), which would be lost; write {names[0]}, and a route beside it")
        return names[0], _how(meaning, written, names[0])

    def side(self, written: str) -> tuple[str, str]:
        """The ingredient or ``group:ID`` of one side of an interaction, and how it came of what is written.

        Raises:
            NotTaken: it is neither, or may be both.
        """
        is_group = written.startswith(_GROUP)
        name = written.removeprefix(_GROUP).strip()
        group = self.group(name)
        if is_group and group is None:
            raise NotTaken(f"there is no group {name!r}", tuple(look_alikes(name, self._names_of_groups(), 3)))
        if is_group and group is not None:
            return f"{_GROUP}{group}", "" if name == group else "group, by its title"
        try:
            found = self.drug(name)
        except NotTaken as problem:
            if group is not None:
                return f"{_GROUP}{group}", "group, by its name"
            alike = look_alikes(name, self._names_of_groups(), 2, least=0.7)
            near = (*problem.near, *(f"{_GROUP}{one}" for one in alike))
            raise NotTaken(problem.reason, near) from None
        if group is not None:
            raise NotTaken(f"it may be the drug {found[0]} or the group {group}", (found[0], f"{_GROUP}{group}"))
        return found

    def group(self, name: str) -> str | None:
        """The id of a group by its id, or by its id or title as people write it; those of the ruleset first.

        Raises:
            NotTaken: several groups are called so.
        """
        key = normalise(name)
        for groups in (self.groups, self.lent):
            if name in groups:
                return name
            by_id = [id_ for id_ in groups if normalise(id_) == key]
            found = by_id or [id_ for id_, group in groups.items() if group.title and normalise(group.title) == key]
            if len(found) > 1:
                raise NotTaken(f"{len(found)} groups are called so", tuple(f"{_GROUP}{id_}" for id_ in found))
            if found:
                return found[0]
        return None

    def lent_to(self, sides: Iterable[str]) -> dict[str, Group]:
        """The lent groups that these sides name, and those that they are made of, in the order of their names."""
        found: dict[str, Group] = {}
        asked = [side.removeprefix(_GROUP) for side in sides if side.startswith(_GROUP)]
        while asked:
            id_ = asked.pop()
            if id_ in found or id_ in self.groups or id_ not in self.lent:
                continue
            found[id_] = self.lent[id_]
            asked += [name.text for name in (*self.lent[id_].include, *self.lent[id_].exclude)]
        return dict(sorted(found.items()))

    def shown(self, side: str) -> str:
        """A drug or a group in words."""
        id_ = side.removeprefix(_GROUP)
        group = self.groups.get(id_) or self.lent.get(id_)
        return (group.title or id_) if side.startswith(_GROUP) and group is not None else id_

    def _names_of_groups(self) -> list[str]:
        every = {**self.lent, **self.groups}
        return [*every, *(group.title.casefold() for group in every.values() if group.title)]


def read_routes(written: str) -> tuple[str, str]:
    """Routes, parted by ``;`` as our tables have them, and how they came of what is written.

    Raises:
        NotTaken: one of them is not known.
    """
    found = []
    for part in written.replace(",", ";").replace("/", ";").split(";"):
        name = part.strip()
        known = name if expand_route(name) else route(name)
        if known is None:
            raise NotTaken(f"no route is known as {name!r}", tuple(look_alikes(name, ROUTES, 2)))
        found.append(known)
    text = "; ".join(dict.fromkeys(found))
    return text, "" if text == "; ".join(part.strip() for part in written.split(";")) else "route, by another name"


def _why(meaning: Unresolved) -> str:
    reasons = {
        "unknown": "no drug is known by that name",
        "left_over": f"part of it is not understood: {meaning.detail}",
        "class": "a class of drugs, and no group here has that name; --groups-from core copies those of the shipped ruleset",
        "empty": "nothing is written",
        "placeholder": "it stands for no drug",
    }
    return reasons.get(meaning.reason, meaning.detail or meaning.reason)


def _how(meaning: Product, written: str, ingredient: str) -> str:
    if written.casefold() == ingredient:
        return ""
    salt = next((one.salt for one in meaning.components if one.salt), "")
    parts = ["brand" if meaning.how == "brand" else "other name"]
    if salt:
        parts = [f"{salt} left out, the rule is about every salt"]
    if meaning.routes:
        parts.append(f"the name is of {' and '.join(meaning.routes)} use, the rule of every route unless a column says one")
    return ", ".join(parts)
