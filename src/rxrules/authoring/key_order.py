"""In which order keys stand: that of the language's fields, which the JSON Schema of a document knows."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import attrs
from attrs import frozen

from rxrules.documents.structure import written_key

#: What tells a rule apart stands first, before what its kind needs; then comes what all rules may have.
_FIRST = ("id", "kind", "status", "title")
#: The rows of a table read better below what holds for all of them.
_LAST = ("rows",)


@frozen
class Shape:
    """What is known of a place in a document, and so of the keys of the mapping that stands there.

    Attributes:
        schema: the part of the JSON Schema; empty where nothing is known.
        root: the whole schema, for its references.
    """

    schema: dict[str, Any]
    root: dict[str, Any]

    def keys(self, kind: str) -> list[str]:
        """The keys in their order; ``kind`` is that of the mapping, where it says one."""
        found = list(self._mapping(kind).get("properties", ()))
        if found and "allOf" in self._resolved():
            own = [key for key in found if key not in _of_every_rule()]
            first = [key for key in _FIRST if key in found]
            # a kind that says more of a field than all rules do names it again, and its place is the same
            return [*first, *own, *(key for key in _of_every_rule() if key in found and key not in first)]
        return sorted(found, key=lambda key: key in _LAST)

    def below(self, key: str, kind: str) -> Shape:
        """The place under a key."""
        mapping = self._mapping(kind)
        found = mapping.get("properties", {}).get(key, mapping.get("additionalProperties"))
        return Shape(found if isinstance(found, dict) else {}, self.root)

    def element(self, number: int) -> Shape:
        """The place of an element of a list."""
        schema = self._resolved()
        for one in schema.get("anyOf", ()):
            if one.get("type") == "array":
                schema = one
        if first := schema.get("prefixItems"):
            return Shape(first[min(number, len(first) - 1)], self.root)
        items = schema.get("items")
        return Shape(items if isinstance(items, dict) else {}, self.root)

    def _resolved(self) -> dict[str, Any]:
        schema = self.schema
        while "$ref" in schema:
            schema = self.root["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return schema

    def _mapping(self, kind: str) -> dict[str, Any]:
        """The schema of a mapping; of a rule, that of its kind."""
        schema = self._resolved()
        for branch in schema.get("allOf", ()):
            if branch["if"]["properties"]["kind"]["const"] == kind:
                return Shape(branch["then"], self.root)._resolved()  # noqa: SLF001  its own class
        return next((Shape(one, self.root)._resolved() for one in schema.get("anyOf", ()) if "properties" in one), schema)  # noqa: SLF001


@cache
def shape_of(document: Literal["ruleset", "tests"]) -> Shape:
    """The shape of a whole document; lists and mappings below it are found from there."""
    from rxrules.language.schema import json_schema  # noqa: PLC0415

    schema = json_schema(document)
    return Shape(schema, schema)


@cache
def _of_every_rule() -> tuple[str, ...]:
    from rxrules.language import ast  # noqa: PLC0415

    return tuple(key for a in attrs.fields(ast.Rule) if (key := written_key(a)))
