"""How one attrs class is structured: what cattrs finds wrong is told in terms of written keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs
from cattrs.errors import AttributeValidationNote, ClassValidationError
from cattrs.gen import make_dict_structure_fn, override

from rxrules.diagnostics import Span
from rxrules.documents import codes
from rxrules.documents.nodes import Mapping, Refused, span_of
from rxrules.documents.problems import GATHERED, close_to
from rxrules.documents.scalars import FormError, describe
from rxrules.documents.structure import Ready, Told, written_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from cattrs import Converter

    from rxrules.documents.structure import Structurer


class ClassHook:
    """Structures mappings into one class."""

    def __init__(self, owner: Structurer, cls: type, converter: Converter) -> None:
        attrs.resolve_types(cls)
        fields = attrs.fields(cls)
        self.owner = owner
        self.findings = owner.findings
        self.cls = cls
        self.keys = {a.name: key for a in fields if (key := _key(a)) is not None}
        self.required = frozenset(
            self.keys[a.name] for a in fields if a.name in self.keys and a.default is attrs.NOTHING
        )
        self.known = frozenset(self.keys.values())
        # which gathered field each key belongs to, and the field that takes the rest
        self.inline = {key: _key(a) for a in fields if a.metadata.get("inline") for key in _keys_of(a.type)}
        self.rest = next((_key(a) for a in fields if a.metadata.get("rest")), None)
        self.shown = {key for key in self.known if not key.startswith(GATHERED)} | self.inline.keys()
        self.spanned = any(a.name == "span" for a in fields) and "span" not in self.keys
        overrides: dict[str, Any] = {}
        for a in fields:
            if a.name not in self.keys:
                overrides[a.name] = override(omit=True)
            elif a.validator is None and (cls, a.name) not in owner.checks:
                overrides[a.name] = override(rename=self.keys[a.name])
            else:
                check = owner.checks.get((cls, a.name))
                overrides[a.name] = override(rename=self.keys[a.name], struct_hook=_checked(a, check, owner))
        self.inner: Callable[[Any, Any], Any] = make_dict_structure_fn(
            cls, converter, _cattrs_detailed_validation=True, _cattrs_forbid_extra_keys=False, **overrides
        )

    def __call__(self, node: Any, _: Any) -> Any:
        """Make a value, or tell what is wrong and raise `Told`."""
        findings = self.findings
        if type(node) is not Mapping:
            if type(node) is Ready:
                return node.value
            node = self._plain(node)
        if self.inline or self.rest:
            node = self._replaced(node, self._gather)
        failed = False
        if not node.keys() <= self.known:
            self._tell_unknown(node)
            failed = not self.owner.prune
        reading = self._without_bad(node) if findings.bad else node
        try:
            value = self.inner(reading, self.cls)
        except ClassValidationError as group:
            optional = self._tell(group, node)
            if failed or optional is None or not self.owner.prune:
                raise Told from None
            findings.bad.update((id(node), key) for key in optional)
            try:
                value = self.inner(self._without_bad(node), self.cls)
            except ClassValidationError as again:
                self._tell(again, node)
                raise Told from None
        if failed:
            raise Told
        if self.spanned:
            object.__setattr__(
                value, "span", Span(findings.file, getattr(node, "line", 0), getattr(node, "col", 0))
            )
        return value

    def _replaced(self, node: Any, rewrite: Callable[[Any], Any]) -> Any:
        """What is read instead of ``node``: the same each time, so that what was left out stays known."""
        known = self.findings.rewritten.get(id(node))
        if known is not None and known[0] is node:
            return known[1]
        new = rewrite(node)
        if new is not node:
            self.findings.rewritten[id(node)] = (node, new)
        return new

    def _gather(self, node: dict[str, Any]) -> dict[str, Any]:
        """Put the keys that belong to a gathered field into a mapping of their own."""
        line, col = getattr(node, "line", 0), getattr(node, "col", 0)
        new = Mapping(line, col)
        for key, value in node.items():
            field = self.inline.get(key) or (self.rest if key not in self.known else None)
            if field is None:
                new[key] = value
            else:
                new.setdefault(field, Mapping(line, col))[key] = value  # type: ignore[index, call-overload]
        if self.rest:
            new.setdefault(self.rest, Mapping(line, col))
        return new

    def _plain(self, node: Any) -> Any:
        if type(node) is Refused:
            raise Told
        if not isinstance(node, dict):
            raise FormError(codes.WRONG_SHAPE, f"expected a mapping, got {describe(node)}")
        return self._replaced(node, self._without_nulls) if None in node.values() else node

    def _without_nulls(self, node: dict[str, Any]) -> dict[str, Any]:
        if not self.owner.null_is_absent:
            for key, value in node.items():
                if value is None:
                    self.findings.add(
                        node, key, codes.NULL, "there is no value here", span_of(node, self.findings.file)
                    )
        return {
            key: Refused() if value is None else value
            for key, value in node.items()
            if value is not None or not self.owner.null_is_absent
        }

    def _without_bad(self, node: Any) -> dict[str, Any]:
        bad = self.findings.bad
        return {key: value for key, value in node.items() if (id(node), key) not in bad}

    def _tell_unknown(self, node: Any) -> None:
        for key in node:
            if key not in self.known:
                place = span_of(key, self.findings.file)
                shown = str(key)[:60]
                hint = close_to(shown, self.shown - node.keys())
                self.findings.add(
                    node, key, codes.UNKNOWN_KEY, f"the key {shown!r} is not known here", place, hint
                )

    def _tell(self, group: Any, node: Any) -> list[str] | None:
        """Tell what is wrong; give the keys that failed, or None where the value can't do without them."""
        findings = self.findings
        failed: list[str] = []
        can_do_without = True
        for error in group.exceptions:
            names = [
                n.name for n in getattr(error, "__notes__", ()) if isinstance(n, AttributeValidationNote)
            ]
            key = self.keys.get(names[-1]) if names else None
            if key is None or key in self.required:
                can_do_without = False
            else:
                failed.append(key)
            if isinstance(error, Told):
                continue
            if isinstance(error, KeyError) and key is not None and key not in node:
                findings.add(
                    node, None, codes.MISSING_KEY, f"the key {key!r} is missing", span_of(node, findings.file)
                )
            elif isinstance(error, ValueError):
                value = node.get(key) if key is not None else node
                place = findings.near(node, key, value)
                if isinstance(error, FormError):
                    findings.add(node, key, error.code, str(error), error.span or place, error.hint)
                else:
                    findings.add(node, key, codes.REFUSED_VALUE, str(error), place)
            else:  # not the author's mistake but ours
                raise error
        return failed if can_do_without else None


def _key(attribute: attrs.Attribute[Any]) -> str | None:
    gathered = attribute.metadata.get("inline") or attribute.metadata.get("rest")
    return GATHERED + attribute.name if gathered else written_key(attribute)


def _keys_of(cls: Any) -> list[str]:
    attrs.resolve_types(cls)
    return [key for a in attrs.fields(cls) if (key := written_key(a)) is not None]


def _checked(
    attribute: attrs.Attribute[Any], check: Callable[[Any], None] | None, owner: Structurer
) -> Callable[[Any, Any], Any]:
    """Structure a field and run its check and validator, so that a refusal is known to be of this field."""

    def structure(node: Any, cls: Any) -> Any:
        value = owner.hook(cls)(node, cls)
        if check is not None:
            check(value)
        if attribute.validator is not None:
            attribute.validator(None, attribute, value)
        return value

    return structure
