"""What was imported as files of a ruleset: rules in YAML, or a table of ours with what it needs beside it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, Final

from rxrules.authoring.flow_text import flow
from rxrules.authoring.formatting import format_text
from rxrules.diagnostics import Diagnostics
from rxrules.documents.nodes import Mapping, Scalar
from rxrules.language.tables import nodes_of_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.authoring.importing.result import Imported
    from rxrules.language.ast import Group

_SHORT: Final = ("id", "a", "a.route", "b", "b.route", "ingredient", "route", "measure", "severity", "direction")
_LAST: Final = ("status", "title", "effect", "mechanism", "action", "source", "section", "owner", "reviewed", "review_by")


def as_yaml(imported: Imported) -> str:
    """The rules, with the sources and groups that they need, in the form of ``rxrules fmt``."""
    parts = [_definitions(imported)] if imported.sources or imported.groups else []
    rows = []
    for number, row in enumerate(imported.rows, start=2):
        node = Mapping(number, 1)
        node.update({name: Scalar(cell, number, 1) for name, cell in row.items()})
        rows.append(node)
    rules = nodes_of_rows(imported.kind, rows, imported.sheet.file, Diagnostics())
    lines = ["rules:"] if rules else ["rules: []"]
    for rule in rules:
        given: dict[str, Any] = {"id": rule["id"], "kind": imported.kind, **{key: one for key, one in rule.items() if key != "id"}}
        lines += [f"  {'- ' if key == 'id' else '  '}{key}: {flow(one)}" for key, one in given.items()]
    parts.append("\n".join(lines) + "\n")
    return _formatted("\n".join(parts))


def as_table(imported: Imported) -> str:
    """The rows as a table of ours."""
    used = list(dict.fromkeys(name for row in imported.rows for name in row))
    middle = [name for name in used if name not in (*_SHORT, *_LAST)]
    header = [name for name in (*_SHORT, *middle, *_LAST) if name in used]
    stream = io.StringIO()
    table = csv.DictWriter(stream, header, restval="", lineterminator="\n")
    table.writeheader()
    table.writerows(imported.rows)
    return stream.getvalue()


def beside_table(imported: Imported) -> str:
    """The sources and groups that a table needs, as YAML; empty where it needs none."""
    return _formatted(_definitions(imported)) if imported.sources or imported.groups else ""


def entry(imported: Imported, file: str) -> str:
    """What the manifest must say of a table, for a person to put there."""
    return f"  tables:\n    - file: {file}\n      kind: {imported.kind}\n"


def _definitions(imported: Imported) -> str:
    lines = []
    if imported.sources:
        lines.append("sources:")
        lines += [f"  - {flow({'id': id_, 'title': title})}" for id_, title in imported.sources.items()]
    if imported.groups:
        lines += ["", "groups:"] if lines else ["groups:"]
        for group in imported.groups.values():
            lines += _group(group)
    return "\n".join(lines) + "\n"


def _group(group: Group) -> Iterable[str]:
    written: dict[str, Any] = {"id": group.id.text}
    if group.title:
        written["title"] = group.title
    for key in ("members", "include", "exclude"):
        if names := getattr(group, key):
            written[key] = [name.text for name in names]
    if group.note:
        written["note"] = group.note
    for key, one in written.items():
        yield f"  {'- ' if key == 'id' else '  '}{key}: {flow(one)}"


def _formatted(text: str) -> str:
    return format_text(text, "imported").text
