"""From nodes to attrs classes: everything that is wrong is told at once, each with its place."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.near import did_you_mean, look_alikes
from rxrules.documents.nodes import Mapping, Refused, Scalar, Sequence, span_of
from rxrules.documents.scalars import FormError, PlacedReader, Reader, basic_readers, describe

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping as AbstractMapping

    from rxrules.diagnostics import Diagnostics

T = TypeVar("T")

#: Makes a value of a node; raises `Told`, or a `FormError` that whoever holds the node tells.
Hook: TypeAlias = "Callable[[Any], Any]"


class Ready:
    """A node whose value was made before."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Told(Exception):  # noqa: N818
    """A value could not be made, and why was told already."""


def written_key(attribute: attrs.Attribute[Any]) -> str | None:
    """The key under which a field is written; None for a field that is not written."""
    key: str | None = attribute.metadata.get("key", attribute.name.rstrip("_"))
    return key


class Structurer:
    """Makes values of attrs classes from nodes.

    A field is written under its name without a trailing underscore, or under ``metadata["key"]``; None there
    means that it is not written. A field named ``at`` with that metadata gets the place of its mapping (file, line,
    column).
    ``metadata["inline"]``: the keys of the field's class are written on the mapping itself;
    ``metadata["rest"]``: the field takes all keys that no other has; a function there says which keys are
    meant to be taken, so that others can be told as slips. One text may stand for a list of one, where the
    elements are such that are written as one text.

    Args:
        found: where mistakes are told.
        readers: for each further type that is written as one text: how to read it; those of `basic_readers`
            are there already.
        placed: the same for types that keep their place; the reader is given it.
        unions: for a base class, the key that tells which class it is, and the classes by its value.
        checks: for a class and the name of a field, what is asked of the field's value; it raises as a reader
            does.
    """

    def __init__(
        self,
        found: Diagnostics,
        readers: AbstractMapping[Any, Reader] | None = None,
        *,
        placed: AbstractMapping[Any, PlacedReader] | None = None,
        unions: AbstractMapping[type, tuple[str, AbstractMapping[str, type]]] | None = None,
        checks: AbstractMapping[tuple[type, str], Callable[[Any], None]] | None = None,
    ) -> None:
        self.found = found
        self.file = ""
        self.readers: dict[Any, Reader] = {**basic_readers(), **(readers or {})}
        self.placed = dict(placed or {})
        self.unions = dict(unions or {})
        self.checks = dict(checks or {})
        self._hooks: dict[Any, Hook] = {object: lambda node: node}

    def structure(self, node: object, cls: type[T], file: str = "") -> T | None:
        """Make a ``cls`` from ``node``, or tell everything that is wrong and give None.

        Args:
            node: what was read.
            cls: the class of the value.
            file: the name of the document, for places.
        """
        self.file = file
        value: T | None = None
        try:
            value = self.hook(cls)(node)
        except Told:
            pass
        except FormError as error:
            self.tell(error, span_of(node, file))
        return value

    def structure_field(self, node: object, cls: type, key: str, file: str = "") -> Ready | None:
        """Make the value of one field of ``cls`` in advance, as a node that mappings can share.

        Raises:
            KeyError: the class has no field that is written so.
        """
        attrs.resolve_types(cls)
        attribute = next((a for a in attrs.fields(cls) if written_key(a) == key), None)
        if attribute is None or attribute.type is None:
            raise KeyError(key)
        before = len(self.found)
        value = self.structure(node, attribute.type, file)
        # what was refused before is not told again, and has no value
        return Ready(value) if value is not None and len(self.found) == before else None

    def tell(self, error: FormError, place: Span) -> None:
        """Tell what a reader refused; ``place`` is where, unless the error knows better."""
        self.found.error(error.code, str(error), error.span or place, error.hint)

    def near(self, key: str, node: object) -> Span:
        """The place of a value; of a mapping or a list that of its key, which is where one looks for it."""
        at = key if isinstance(key, Scalar) and not isinstance(node, Scalar) else node
        return span_of(at, self.file)

    def hook(self, cls: Any) -> Hook:
        """What structures a ``cls``."""
        found = self._hooks.get(cls)
        if found is not None:
            return found
        made: Hook
        if attrs.has(cls) and cls not in self.unions and cls not in self.readers and cls not in self.placed:
            from rxrules.documents.classes import ClassHook  # noqa: PLC0415 - it needs this module

            # known before its fields are, because a class may hold itself
            of_class = made = self._hooks[cls] = ClassHook(self, cls)
            of_class.prepare()
            return made
        origin = get_origin(cls)
        if cls in self.placed:
            made = self._placed_hook(cls)
        elif cls in self.readers:
            made = self._reader_hook(cls)
        elif cls in self.unions:
            made = self._union_hook(cls)
        elif origin in (Union, UnionType):
            made = self.hook(next(t for t in get_args(cls) if t is not NoneType))
        else:
            made = {Literal: self._choice_hook, tuple: self._tuple_hook, dict: self._dict_hook}[origin](cls)
        self._hooks[cls] = made
        return made

    def _reader_hook(self, cls: Any) -> Hook:
        read, expected = self.readers[cls], describe(cls)

        def read_text(node: Any) -> Any:
            return read(node) if type(node) is Scalar else unusual(node, expected)

        return read_text

    def _placed_hook(self, cls: Any) -> Hook:
        read, expected = self.placed[cls], describe(cls)

        def read_placed(node: Any) -> Any:
            if type(node) is Scalar:
                return read(node, (self.file, node.line, node.col))
            return unusual(node, expected)

        return read_placed

    def _choice_hook(self, cls: Any) -> Hook:
        allowed: dict[str, str] = {value: value for value in get_args(cls)}
        listed = ", ".join(allowed)

        def choose(node: Any) -> str:
            if type(node) is not Scalar:
                chosen: str = unusual(node, f"one of {listed}")
                return chosen
            if (value := allowed.get(node)) is not None:
                return value
            near = look_alikes(node, allowed)
            hint = f"did you mean {near[0]!r}?" if near else ""
            raise FormError(codes.NOT_ALLOWED, f"{str(node)[:60]!r} is not one of {listed}", hint)

        return choose

    def _tuple_hook(self, cls: Any) -> Hook:
        arguments = get_args(cls)
        fixed = len(arguments) if Ellipsis not in arguments else None
        element = arguments[0]
        alone = fixed is None and (element in self.readers or element in self.placed or get_origin(element) is Literal)
        inner = self.hook(element)

        def structure(node: Any) -> tuple[Any, ...]:
            if type(node) is not Sequence:
                if alone and type(node) is Scalar:
                    return (inner(node),)
                made: tuple[Any, ...] = unusual(node, "a list")
                return made
            if fixed is not None and len(node) != fixed:
                raise FormError(codes.WRONG_SHAPE, f"expected a list of exactly {fixed}, got {len(node)}")
            values = []
            failed = False
            for one in node:
                try:
                    values.append(inner(one))
                except Told:
                    failed = True
                except FormError as error:
                    failed = True
                    self.tell(error, span_of(one, self.file))
            if failed:
                raise Told
            return tuple(values)

        return structure

    def _dict_hook(self, cls: Any) -> Hook:
        element = get_args(cls)[1]
        inner = self.hook(element)

        def structure(node: Any) -> dict[str, Any]:
            if type(node) is not Mapping:
                made: dict[str, Any] = unusual(node, "a mapping")
                return made
            # what is kept as it was written keeps the places of its keys too
            if element is object:
                return dict(node)
            values = {}
            failed = False
            for key, one in node.items():
                try:
                    values[str(key)] = inner(one)
                except Told:
                    failed = True
                except FormError as error:
                    failed = True
                    self.tell(error, self.near(key, one))
            if failed:
                raise Told
            return values

        return structure

    def _union_hook(self, cls: type) -> Hook:
        key, classes = self.unions[cls]
        hooks = {tag: self.hook(one) for tag, one in classes.items()}
        listed = ", ".join(classes)

        def structure(node: Any) -> Any:
            if type(node) is not Mapping:
                return unusual(node, "a mapping")
            tag = node.get(key)
            if type(tag) is Scalar and tag in hooks:
                return hooks[tag](node)
            if type(tag) is Refused:
                raise Told
            if tag is None:
                raise FormError(codes.MISSING_KEY, f"{key!r} is missing, expected one of {listed}")
            place = self.near(node.key(key), tag)
            if type(tag) is Scalar:
                told = f"{key} {str(tag)[:60]!r} is not one of {listed}"
                raise FormError(codes.NOT_ALLOWED, told, did_you_mean(tag, classes), place)
            raise FormError(codes.WRONG_SHAPE, f"expected one of {listed}; got {describe(tag)}", span=place)

        return structure


def unusual(node: Any, expected: str) -> Any:
    """The value of a node of another shape than expected, where it was made before."""
    if type(node) is Ready:
        return node.value
    if type(node) is Refused:
        raise Told
    raise FormError(codes.WRONG_SHAPE, f"expected {expected}, got {describe(node)}")
