"""The JSON Schema of ruleset files, made from the classes of the tree, and of scenario files, for editors."""

from __future__ import annotations

import datetime as dt
import inspect
import re
from types import NoneType
from typing import Any, Final, Literal, get_args, get_origin

import attrs

from rxrules.documents.structure import written_key
from rxrules.language import ast
from rxrules.language.forms import KINDS
from rxrules.language.parse import LANGUAGE, LISTS

#: Names the dialect that the schema is written in.
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"

# Never stricter than the reader: an editor must not refuse what loads. Units are checked by the reader alone.
_NUMBER: Final = r"\s*[-+\u2212]?[0-9.\u00bc-\u00be\u2150-\u215e]"
_PATTERNS: Final[dict[Any, tuple[str, str]]] = {
    ast.Window: (
        r"^\s*((>=|<=|>|<)\s*[^=\s].*|[\[(][^,]*,[^,]*[\])])\s*$",
        "An interval: [low, high) with a unit at each end, or a comparison such as >= 65 a.",
    ),
    ast.Total: (
        r"^\s*((>=|<=|>|<)\s*[^=\s].*|[\[(][^,]*,[^,]*[\])])\s*$",
        "An interval of totals: >= 50 mg/d, or of plain numbers where points are counted, >= 3.",
    ),
    ast.Amount: (rf"^{_NUMBER}", "A quantity with its unit, 4 g or 60 mg/kg."),
    dt.date: (r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "A day, 2026-11-01."),
}

# Plain 1.0 and true are text to the reader, and a number and a boolean to an editor.
_TEXT: Final[dict[str, Any]] = {"type": ["string", "number", "boolean"]}


def json_schema(document: Literal["ruleset", "tests"] = "ruleset") -> dict[str, Any]:
    """The schema of one kind of document.

    Args:
        document: ``ruleset``: any YAML file of a ruleset, and a ruleset in a single file; ``tests``: a file of
            scenarios, whose name ends with ``.test.yaml``.

    Returns:
        A JSON Schema of the 2020-12 dialect, as plain dicts.

    Raises:
        ValueError: there is no such kind of document.
    """
    if document == "tests":
        return _scenarios()
    if document != "ruleset":
        raise ValueError(f"there is a schema of 'ruleset' and of 'tests', got {document!r}")
    definitions: dict[str, Any] = {}
    properties = {"ruleset": _reference(ast.Manifest, definitions)}
    for key, cls in LISTS.items():
        properties[key] = {"type": "array", "items": _reference(cls, definitions)}
    return {
        "$schema": DIALECT,
        "title": f"rxrules {document} file, language version {LANGUAGE}",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def _scenarios() -> dict[str, Any]:
    rules = _many("Ids of rules.")
    fires = {
        "type": "object",
        "properties": {
            "rule": _TEXT,
            "severity": {"enum": list(get_args(ast.Severity))},
            "certainty": {"enum": ["certain", "possible"]},
        },
        "required": ["rule"],
        "additionalProperties": False,
    }
    case = {
        "type": "object",
        "description": "A case as in a case file; without an id it takes the name of the scenario.",
        "properties": {
            "id": _TEXT,
            "as_of": _day("The day or instant as of which the case is looked at."),
            "patient": {"type": "object"},
            "medications": {"type": "array", "items": {"type": "object"}},
        },
    }
    scenario = {
        "type": "object",
        "description": "A case and what must hold of its report.",
        "properties": {
            "name": {**_TEXT, "description": "What the scenario shows, in a few words."},
            "as_of": _day("The day as of which the case is looked at; leads over what the case says."),
            "case": case,
            "fires": _many("Rules that must fire: ids, or how they must.", {"anyOf": [_TEXT, fires]}),
            "clear": {**rules, "description": "Rules that must stay silent."},
            "suppressed": {**rules, "description": "Rules that a modifier must suppress."},
            "not_evaluated": {**rules, "description": "Rules that must lack an input."},
            "not_covered": _many("Ids of medications that no rule must cover."),
            "silent": {
                "enum": list(get_args(ast.Severity)),
                "description": "No alert of this severity or above may come, from any rule.",
            },
            "accepted": {
                "type": "object",
                "additionalProperties": _TEXT,
                "description": "Rules that may break the silence all the same, each with the reason.",
            },
            "unread": {"enum": [True, False, "true", "false"], "description": "Something in the case is meant to be unreadable."},
        },
        "required": ["name", "case"],
        "additionalProperties": False,
    }
    return {
        "$schema": DIALECT,
        "title": f"rxrules scenario file (*.test.yaml), language version {LANGUAGE}",
        "type": "array",
        "items": {"$ref": "#/$defs/Scenario"},
        "$defs": {"Scenario": scenario},
    }


def _many(description: str, item: dict[str, Any] | None = None) -> dict[str, Any]:
    """A list, or one alone."""
    one = item or _TEXT
    return {"anyOf": [one, {"type": "array", "items": one}], "description": description}


def _day(description: str) -> dict[str, Any]:
    return {"type": "string", "description": description}


def _reference(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = cls.__name__
    if name not in definitions:
        definitions[name] = {}  # it may hold itself
        definitions[name] = _union(definitions) if cls is ast.Rule else _mapping(cls, definitions)
    return {"$ref": f"#/$defs/{name}"}


def _union(definitions: dict[str, Any]) -> dict[str, Any]:
    """One of the kinds of rule; not oneOf, so that an editor tells what is wrong with the kind meant."""
    branches = []
    for kind, cls in KINDS.items():
        is_kind = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
        branches.append({"if": is_kind, "then": _reference(cls, definitions)})
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(KINDS)}},
        "required": ["kind"],
        "allOf": branches,
    }


def _mapping(cls: type, definitions: dict[str, Any]) -> dict[str, Any]:
    attrs.resolve_types(cls)
    summary, told = _docstring(cls)
    properties: dict[str, Any] = {}
    required = []
    additional: Any = False
    for a in attrs.fields(cls):
        if a.metadata.get("inline"):
            properties |= _mapping(a.type, definitions)["properties"]
            continue
        if a.metadata.get("rest"):
            additional = _value(get_args(a.type)[1], definitions)
            continue
        key = written_key(a)
        if key is None:
            continue
        properties[key] = _value(a.type, definitions)
        if described := told.get(a.name):
            properties[key] = {**properties[key], "description": described}
        # what tells the kinds of rule apart has a default in Python, and must be written
        if a.default is attrs.NOTHING or (key == "kind" and cls in KINDS.values()):
            required.append(key)
    return {
        "type": "object",
        "description": summary,
        "properties": properties,
        "required": required,
        "additionalProperties": additional,
    }


def _value(cls: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin, arguments = get_origin(cls), get_args(cls)
    if NoneType in arguments:
        return _value(next(a for a in arguments if a is not NoneType), definitions)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin is tuple and Ellipsis not in arguments:
        items = [_value(a, definitions) for a in arguments]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if origin is tuple:
        item = _value(arguments[0], definitions)
        many = {"type": "array", "items": item}
        is_text = arguments[0] in (str, ast.Name) or arguments[0] in _PATTERNS
        return {"anyOf": [item, many]} if is_text else many
    if origin is dict:
        inner = True if arguments[1] is object else _value(arguments[1], definitions)
        return {"type": "object", "additionalProperties": inner}
    if cls in _PATTERNS:
        pattern, described = _PATTERNS[cls]
        return {"type": "string", "pattern": pattern, "description": described}
    if cls is str or cls is ast.Name:
        return _TEXT if cls is str else {**_TEXT, "pattern": r"\S"}
    if attrs.has(cls):
        return _reference(cls, definitions)
    return {"type": {bool: "boolean", int: "integer", float: "number"}[cls]}


def _docstring(cls: type) -> tuple[str, dict[str, str]]:
    """The summary of a class, and the descriptions in its Attributes section by field."""
    text = inspect.getdoc(cls) or ""
    summary = " ".join(text.split("\n\n", 1)[0].split())
    told: dict[str, str] = {}
    section = re.search(r"^Attributes:\n((?:    .*\n?|\n)*)", text, re.MULTILINE)
    if section is None:
        return _plain(summary), told
    for found in re.finditer(r"^    ([\w, ]+): (.*(?:\n     +.*)*)", section[1], re.MULTILINE):
        for name in found[1].split(","):
            told[name.strip()] = _plain(" ".join(found[2].split()))
    return _plain(summary), told


def _plain(text: str) -> str:
    return text.replace("``", "")
