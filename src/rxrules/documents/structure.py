"""From nodes, or plain dicts, to attrs classes: all that is wrong is told at once, with path and place."""

from __future__ import annotations

import difflib
from enum import Enum
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.nodes import Refused, Scalar, span_of
from rxrules.documents.problems import Findings, Problem, Step, close_to
from rxrules.documents.scalars import FormError, PlacedReader, Reader, basic_readers, describe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from cattrs import Converter

T = TypeVar("T")

_Hook: TypeAlias = "Callable[[Any, Any], Any]"


class Ready:
    """A node whose value was made before."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def written_key(attribute: attrs.Attribute[Any]) -> str | None:
    """The key under which a field is written; None for a field that is not written."""
    key: str | None = attribute.metadata.get("key", attribute.name.rstrip("_"))
    return key


class Told(Exception):  # noqa: N818
    """A value could not be structured, and why is already among the findings."""


class Structurer:
    """Makes values of attrs classes from nodes (with places) or from plain dicts (with paths only).

    A field is written under its name without a trailing underscore, or under ``metadata["key"]``; None there
    means that it is not written. A field named ``span`` with that metadata gets the place of its mapping.
    ``metadata["inline"]``: the keys of the field's class are written on the mapping itself;
    ``metadata["rest"]``: the field takes all keys that no other has. One text may stand for a list of one,
    where the elements are such that are written as one text.

    Args:
        readers: for each further type that is written as one text: how to read it; those of `basic_readers`
            are there already. A reader raises `FormError`, or any ValueError.
        placed: the same for types that keep their place; the reader is given it.
        unions: for a base class, the key that tells which class it is, and the classes by its value.
        checks: for a class and the name of a field, what is asked of the field's value; it raises as a reader
            does.
        prune: leave out optional parts and elements of lists that are wrong, report them, and go on. Whoever
            asks for that must see to it that what was left out counts as unknown: a pruned list is not
            complete.
        null_is_absent: take None in plain dicts (``null`` in JSON) as if the key were not there; else it is
            reported.
    """

    def __init__(
        self,
        readers: Mapping[Any, Reader] | None = None,
        *,
        placed: Mapping[Any, PlacedReader] | None = None,
        unions: Mapping[type, tuple[str, Mapping[str, type]]] | None = None,
        checks: Mapping[tuple[type, str], Callable[[Any], None]] | None = None,
        prune: bool = False,
        null_is_absent: bool = False,
    ) -> None:
        self.readers: dict[Any, Reader] = {**basic_readers(), **(readers or {})}
        self.placed = dict(placed or {})
        self.unions = dict(unions or {})
        self.checks = dict(checks or {})
        self.prune = prune
        self.null_is_absent = null_is_absent
        self.findings = Findings()
        self._hooks: dict[Any, _Hook] = {}
        self._converter = self._make_converter()

    def structure(
        self, node: object, cls: type[T], path: tuple[Step, ...] = (), file: str = ""
    ) -> tuple[T | None, list[Problem]]:
        """Make a ``cls`` from ``node``.

        Args:
            node: what was read; a tree, in which no mapping and no list stands twice.
            cls: the class of the value.
            path: where ``node`` stands in its document, for the paths of problems.
            file: the name of the document, for the places of problems.

        Returns:
            The value, or None where it could not be made; and everything that is wrong. With ``prune`` both
            can be there.
        """
        self.findings.file = file
        value: T | None = None
        try:
            value = self.hook(cls)(node, cls)
        except Told:
            pass
        except FormError as error:
            self.findings.add(
                node, None, error.code, str(error), error.span or span_of(node, file), error.hint
            )
        return value, self.findings.take(node, path)

    def structure_field(
        self, node: object, cls: type, key: str, path: tuple[Step, ...] = (), file: str = ""
    ) -> tuple[Ready | None, list[Problem]]:
        """Make the value of one field of ``cls`` in advance, as a node that mappings can share.

        Raises:
            KeyError: the class has no field that is written so.
        """
        attrs.resolve_types(cls)
        attribute = next((a for a in attrs.fields(cls) if written_key(a) == key), None)
        if attribute is None:
            raise KeyError(key)
        value, problems = self.structure(node, attribute.type, path, file)
        return None if problems else Ready(value), problems

    def hook(self, cls: Any) -> _Hook:
        """What structures a ``cls``."""
        found = self._hooks.get(cls)
        if found is None:
            found = self._hooks[cls] = self._converter.get_structure_hook(cls)
        return found

    def _make_converter(self) -> Converter:
        from cattrs import Converter  # noqa: PLC0415

        from rxrules.documents.classes import ClassHook  # noqa: PLC0415

        converter = Converter(detailed_validation=True)
        # the last one that fits is taken
        converter.register_structure_hook_factory(attrs.has, lambda cls: ClassHook(self, cls, converter))
        converter.register_structure_hook_factory(lambda t: _origin(t) is dict, self._dict_hook)
        converter.register_structure_hook_factory(
            lambda t: _origin(t) in (tuple, list, frozenset), self._list_hook
        )
        converter.register_structure_hook_factory(lambda t: _origin(t) is Literal, self._choice_hook)
        converter.register_structure_hook_factory(
            lambda t: isinstance(t, type) and issubclass(t, Enum), self._choice_hook
        )
        converter.register_structure_hook_factory(lambda t: t in self.unions, self._union_hook)
        # SAFETY: by type and not by predicate, because cattrs would else call str(), bool(), int() on what
        # was written
        for cls in self.readers.keys() | self.placed.keys():
            converter.register_structure_hook(cls, self._reader_hook(cls))
        # None never gets here: nodes have none, and in plain dicts it was dropped or refused before
        converter.register_structure_hook_factory(
            _is_optional, lambda t: converter.get_structure_hook(_present(t))
        )
        converter.register_structure_hook_func(lambda t: t is object, lambda node, _: node)
        return converter

    def _reader_hook(self, cls: Any) -> _Hook:
        findings, readers, placed_readers = self.findings, self.readers, self.placed

        def unusual(node: Any) -> Any:
            """What is neither text with a place nor anything else that a reader takes."""
            if type(node) is Ready:
                return node.value
            if type(node) is Refused:
                raise Told
            raise FormError(codes.WRONG_SHAPE, f"expected {describe(cls)}, got {describe(node)}")

        def is_usual(node: Any) -> bool:
            return not (node is None or isinstance(node, (Ready, Refused, dict, list)))

        def read_plain(node: Any, _: Any) -> Any:
            return plain(node) if type(node) is Scalar or is_usual(node) else unusual(node)

        def read_placed(node: Any, _: Any) -> Any:
            if type(node) is Scalar:
                return placed(node, Span(findings.file, node.line, node.col))
            return placed(node, Span(findings.file)) if is_usual(node) else unusual(node)

        if cls in placed_readers:
            placed = placed_readers[cls]
            return read_placed
        plain = readers[cls]
        return read_plain

    def _choice_hook(self, cls: Any) -> _Hook:
        is_enum = isinstance(cls, type)
        allowed: dict[Any, Any] = (
            {m.value: m for m in cls} if is_enum else {value: value for value in get_args(cls)}
        )
        listed = ", ".join(map(str, allowed))

        def choose(node: Any, _: Any) -> Any:
            if type(node) is Ready:
                return node.value
            if type(node) is Refused:
                raise Told
            if not isinstance(node, str):
                raise FormError(codes.WRONG_SHAPE, f"expected one of {listed}; got {describe(node)}")
            if (value := allowed.get(node)) is not None:
                return value
            near = difflib.get_close_matches(node.lower(), allowed, 1, 0.6)
            hint = f"did you mean {near[0]!r}?" if near else ""
            raise FormError(codes.NOT_ALLOWED, f"{str(node)!r} is not one of {listed}", hint)

        return choose

    def _list_hook(self, cls: Any) -> _Hook:
        arguments, make = get_args(cls), get_origin(cls)
        fixed = len(arguments) if make is tuple and Ellipsis not in arguments else None
        element = arguments[0]
        alone = fixed is None and (
            element in self.readers or element in self.placed or get_origin(element) is Literal
        )

        def structure(node: Any, _: Any) -> Any:
            if not isinstance(node, list):
                if type(node) is Ready:
                    return node.value
                if type(node) is Refused:
                    raise Told
                if alone and isinstance(node, str):
                    return make((self.hook(element)(node, element),))
                raise FormError(codes.WRONG_SHAPE, f"expected a list, got {describe(node)}")
            if fixed is not None and len(node) != fixed:
                raise FormError(codes.WRONG_SHAPE, f"expected a list of exactly {fixed}, got {len(node)}")
            values = self._each(node, enumerate(node), element, may_lack=fixed is None)
            return make([value for _, value in values])

        return structure

    def _dict_hook(self, cls: Any) -> _Hook:
        _, element = get_args(cls)

        def structure(node: Any, _: Any) -> Any:
            if type(node) is Ready:
                return node.value
            if type(node) is Refused:
                raise Told
            if not isinstance(node, dict):
                raise FormError(codes.WRONG_SHAPE, f"expected a mapping, got {describe(node)}")
            values = self._each(node, node.items(), element, may_lack=True)
            # what is kept as it was written keeps the places of its keys too
            return dict(values) if element is object else {str(key): value for key, value in values}

        return structure

    def _each(
        self, node: Any, steps: Iterable[tuple[Any, Any]], element: Any, *, may_lack: bool
    ) -> list[tuple[Any, Any]]:
        """Structure what a list or a mapping holds; all that is wrong in it is found before it fails."""
        findings = self.findings
        inner = self.hook(element)  # not before: a class may hold a list of itself
        values = []
        failed = False
        for step, one in steps:
            if (id(node), step) in findings.bad:
                continue
            try:
                values.append((step, inner(one, element)))
            except (Told, FormError) as error:
                failed = True
                if self.prune:
                    findings.bad.add((id(node), step))
                if isinstance(error, FormError):
                    place = error.span or findings.near(node, step, one)
                    findings.add(node, step, error.code, str(error), place, error.hint)
        if failed and not (self.prune and may_lack):
            raise Told
        return values

    def _union_hook(self, cls: type) -> _Hook:
        key, classes = self.unions[cls]
        findings = self.findings

        def structure(node: Any, _: Any) -> Any:
            if type(node) is Refused:
                raise Told
            if not isinstance(node, dict):
                raise FormError(codes.WRONG_SHAPE, f"expected a mapping, got {describe(node)}")
            tag = node.get(key)
            if isinstance(tag, str) and tag in classes:
                chosen = classes[tag]
                return self.hook(chosen)(node, chosen)
            if type(tag) is Refused:
                raise Told
            listed = ", ".join(classes)
            if tag is None:
                findings.add(
                    node,
                    None,
                    codes.MISSING_KEY,
                    f"{key!r} is missing, expected one of {listed}",
                    span_of(node, findings.file),
                )
            elif isinstance(tag, str):
                message = f"{key} {str(tag)!r} is not one of {listed}"
                findings.add(
                    node,
                    key,
                    codes.NOT_ALLOWED,
                    message,
                    findings.near(node, key, tag),
                    close_to(tag, classes),
                )
            else:
                message = f"expected one of {listed}; got {describe(tag)}"
                findings.add(node, key, codes.WRONG_SHAPE, message, findings.near(node, key, tag))
            raise Told

        return structure


def _origin(cls: Any) -> Any:
    return get_origin(cls)


def _is_optional(cls: Any) -> bool:
    return get_origin(cls) in (Union, UnionType) and len(get_args(cls)) == 2 and NoneType in get_args(cls)


def _present(cls: Any) -> Any:
    return next(t for t in get_args(cls) if t is not NoneType)
