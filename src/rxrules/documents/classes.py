"""How a mapping becomes a value of one attrs class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, get_args

import attrs

from rxrules.documents import codes
from rxrules.documents.limits import MAX_PROBLEMS
from rxrules.documents.near import did_you_mean, look_alikes
from rxrules.documents.nodes import Mapping, span_of
from rxrules.documents.scalars import FormError
from rxrules.documents.structure import Told, unusual, written_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from rxrules.documents.structure import Hook, Structurer


class _Inline(NamedTuple):
    """A field of a class that is written on the mapping that holds it."""

    outer: str
    name: str
    read: Hook


class ClassHook:
    """Structures mappings into one class; each key is looked at once, in the order in which they stand."""

    def __init__(self, owner: Structurer, cls: type) -> None:
        self.owner = owner
        self.cls = cls
        self.fields: dict[str, tuple[str, Hook]] = {}
        self.required: frozenset[str] = frozenset()
        self.inline: dict[str, _Inline] = {}
        self.inline_classes: dict[str, type] = {}
        self.rest: tuple[str, Hook] | None = None
        self.is_of_rest: Callable[[str], bool] | None = None
        self.check_rest: Callable[[Any], None] | None = None
        self.placed = False

    def prepare(self) -> None:
        """Find out how each field is read."""
        owner, cls = self.owner, self.cls
        attrs.resolve_types(cls)
        required = set()
        for a in attrs.fields(cls):
            check = owner.checks.get((cls, a.name))
            if a.metadata.get("inline"):
                self._prepare_inline(a)
            elif of_rest := a.metadata.get("rest"):
                self.rest = (a.name, owner.hook(get_args(a.type)[1]))
                self.is_of_rest = of_rest if callable(of_rest) else None
                self.check_rest = check
            elif (key := written_key(a)) is not None:
                read = owner.hook(a.type)
                self.fields[key] = (a.name, read if check is None else _checked(read, check))
                if a.default is attrs.NOTHING:
                    required.add(key)
            elif a.name == "at":
                self.placed = True
        self.required = frozenset(required)

    def _prepare_inline(self, outer: attrs.Attribute[Any]) -> None:
        assert outer.type is not None  # noqa: S101  every field of the language has a type
        inner = attrs.resolve_types(outer.type)
        self.inline_classes[outer.name] = inner
        for a in attrs.fields(inner):
            if (key := written_key(a)) is not None:
                self.inline[key] = _Inline(outer.name, a.name, self.owner.hook(a.type))

    def __call__(self, node: Any) -> Any:
        """Make a value, or tell what is wrong and raise `Told`."""
        if type(node) is not Mapping:
            return unusual(node, "a mapping")
        owner, fields = self.owner, self.fields
        values: dict[str, Any] = {}
        others: list[str] | None = None
        failed = False
        for key, written in node.items():
            field = fields.get(key)
            if field is None:
                if others is None:
                    others = []
                others.append(key)
                continue
            try:
                values[field[0]] = field[1](written)
            except Told:
                failed = True
            except FormError as error:
                failed = True
                owner.tell(error, owner.near(key, written))
        if others is not None or self.rest is not None:
            failed = self._read_others(node, others or [], values) or failed
        if not node.keys() >= self.required:
            failed = True
            for key in fields:
                if key in self.required and key not in node:
                    place = span_of(node, owner.file)
                    owner.found.error(codes.MISSING_KEY, f"the key {key!r} is missing", place)
        if failed:
            raise Told
        if self.placed:
            values["at"] = (owner.file, node.line, node.col)
        return self.cls(**values)

    def _read_others(self, node: Mapping, keys: list[str], values: dict[str, Any]) -> bool:
        """Read the keys of fields that are gathered; whether any of them is wrong."""
        owner = self.owner
        gathered: dict[str, dict[str, Any]] = {}
        rest: dict[str, Any] = {}
        failed = False
        before = len(owner.found)
        for key in keys:
            if len(owner.found) - before >= MAX_PROBLEMS:
                message = f"more than {MAX_PROBLEMS} mistakes in one mapping, the rest of it was not read"
                owner.found.error(codes.TOO_MANY, message, span_of(key, owner.file))
                break
            written = node[key]
            try:
                if (inline := self.inline.get(key)) is not None:
                    gathered.setdefault(inline.outer, {})[inline.name] = inline.read(written)
                elif self.rest is None or self._is_slip(node, key):
                    raise self._unknown(node, key)
                else:
                    rest[str(key)] = self.rest[1](written)
            except Told:
                failed = True
            except FormError as error:
                failed = True
                owner.tell(error, owner.near(key, written))
        for outer, inner in gathered.items():
            values[outer] = self.inline_classes[outer](**inner)
        if self.rest is not None:
            values[self.rest[0]] = rest
            try:
                if self.check_rest is not None:
                    self.check_rest(rest)
            except FormError as error:
                failed = True
                owner.tell(error, span_of(node, owner.file))
        return failed

    def _is_slip(self, node: Mapping, key: str) -> bool:
        """Whether a key that the rest would take looks like one of the fields, and like nothing of the rest."""
        if self.is_of_rest is None or self.is_of_rest(key):
            return False
        return bool(look_alikes(key, self._free(node)))

    def _unknown(self, node: Mapping, key: str) -> FormError:
        shown = str(key)[:60]
        hint = did_you_mean(shown, self._free(node))
        place = span_of(key, self.owner.file)
        return FormError(codes.UNKNOWN_KEY, f"the key {shown!r} is not known here", hint, place)

    def _free(self, node: Mapping) -> set[str]:
        """The keys that could still be written."""
        return (self.fields.keys() | self.inline.keys()) - node.keys()


def _checked(read: Hook, check: Callable[[Any], None]) -> Hook:
    """Read a field and check its value, so that a refusal is known to be of this field."""

    def structure(node: Any) -> Any:
        value = read(node)
        check(value)
        return value

    return structure
