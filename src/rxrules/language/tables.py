"""Rules in CSV tables: each row, or all rows of one id, become the nodes of a rule as in YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from rxrules.diagnostics import Span
from rxrules.documents import codes, csv
from rxrules.documents.limits import MAX_TOLD
from rxrules.documents.near import did_you_mean, look_alikes
from rxrules.documents.nodes import Mapping, Node, Scalar, Sequence, span_of
from rxrules.documents.structure import Ready, written_key
from rxrules.language import ast
from rxrules.language.codes import TABLE_COLUMN, TABLE_ROWS_DISAGREE
from rxrules.language.forms import KINDS
from rxrules.source.codes import FILE_REFUSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.documents.structure import Structurer
    from rxrules.source.files import Digest, Files

_GROUP: Final = "group:"
_SIDES: Final = (("a", "a.route"), ("b", "b.route"))
_BANDS: Final = ("over", "policy", "within")
_LIMITS: Final = tuple(a.name for a in attrs.fields(ast.Limits))
_VARIABLES: Final = frozenset(ast.VARIABLES)
_TEXTS: Final = ("title", "effect", "mechanism", "action", "owner", "change", "tags")
_ADVICE: Final = tuple(f"advice.{a.name}" for a in attrs.fields(ast.Advice))
_CITED: Final = ("evidence.level", "source", "section")
_SHARED: Final = frozenset({"id", "status", *_TEXTS, "reviewed", "review_by", *_ADVICE, *_CITED})
#: The columns of each kind of table, without the variables of bands.
INTERACTION: Final = _SHARED | {"a", "b", "a.route", "b.route", "severity", "direction"}
DOSE_LIMIT: Final = (
    _SHARED
    | {"ingredient", "route", "measure", "expressed_as", "rounding", "note", "policy", *_LIMITS}
    | {f"severity.{name}" for name in ("max", "hard_max", "min", "hard_min")}
)

# Columns that are written in another way in YAML, beside those with a dot.
_REWRITTEN: Final = frozenset({"source", "section", "tags"})
# Columns that say the same in every row of a rule.
_OF_THE_RULE: Final = DOSE_LIMIT - {"note", *_LIMITS}


def rules_of_table(
    table: ast.Table,
    manifest_file: str,
    files: Files,
    structurer: Structurer,
    digest: Digest,
    found: Diagnostics,
) -> Iterator[ast.Rule]:
    """Read the rules of one table.

    Args:
        table: what the manifest says of it.
        manifest_file: the name of the manifest's file, for places.
        files: where the table is.
        structurer: makes the rules.
        digest: to which the table's bytes are added.
        found: where mistakes are collected.
    """
    name = table.file.text
    file = files.root + name
    if refusal := _refusal(name):
        found.error(FILE_REFUSED, f"the table {name!r} {refusal}", table.file.span)
        return
    if name not in files.tables:
        hint = did_you_mean(name, files.tables)
        found.error(FILE_REFUSED, f"there is no table {name!r} in the ruleset's folder", table.file.span, hint)
        return
    data = files.read(name, found)
    if data is None:
        return
    digest.add(name, data)
    defaults = _defaults(table, manifest_file, structurer, found)
    content = csv.read(data, file, found)
    if content is None or defaults is None:
        return
    columns = {str(column): column for column in content.header}
    if not _check_columns(table, columns, file, found):
        return
    cls = KINDS[table.kind]
    defaults["kind"] = Ready(table.kind)
    is_dose = table.kind == "dose_limit"
    is_banded = bool({"over", "within"} & defaults.keys())
    rules = _dose_limits(content, file, found, is_banded=is_banded)
    if table.kind == "interaction":
        rules = _interactions(content)
        if any("." in name or name in _REWRITTEN for name in columns):
            rules = map(_nested, rules)
    for node in rules:
        if len(found) >= MAX_TOLD:
            message = f"more than {MAX_TOLD:,} mistakes, the rest of the table was not read"
            found.error(codes.TOO_MANY, message, span_of(node, file))
            return
        for key, value in defaults.items():
            into = node.get("bands") if is_dose and key in _BANDS else node
            if isinstance(into, Mapping) and key not in into:
                into[key] = value
        rule = structurer.structure(node, cls, file)
        if rule is not None:
            yield rule


def nodes_of_rows(kind: str, rows: Iterable[Mapping], file: str, found: Diagnostics) -> list[Mapping]:
    """The rules that rows of a table stand for, as they would be written in YAML.

    Args:
        kind: ``interaction`` or ``dose_limit``.
        rows: cells by column.
        file: the name of the table, for places.
        found: where mistakes are collected.
    """
    if kind == "interaction":
        return [_nested(row) for row in _interactions(rows)]
    return list(_dose_limits(rows, file, found, is_banded=False))


def _refusal(name: str) -> str:
    parts = name.split("/")
    if "\\" in name or ":" in name:
        return "must be named with / between folders"
    if name.startswith("/") or any(part in ("", ".", "..") for part in parts):
        return "must lie below the ruleset's folder"
    if any(part.startswith(".") for part in parts):
        return "is hidden"
    return "" if name.endswith(".csv") else "must have a name that ends with .csv"


def _defaults(table: ast.Table, file: str, structurer: Structurer, found: Diagnostics) -> dict[str, Any] | None:
    """The values that all rows share, made once; None where one of them is wrong."""
    cls = KINDS[table.kind]
    made: dict[str, Any] = {}
    is_good = True
    for key, node in table.defaults.items():
        owner = ast.Bands if table.kind == "dose_limit" and key in _BANDS else cls
        try:
            ready = structurer.structure_field(node, owner, key, file)
        except KeyError:
            known = {written_key(a) or "" for a in attrs.fields(cls)} - {
                "id",
                "kind",
                "bands",
                "",
                "modifiers",
            }
            place = span_of(key, file) if isinstance(key, Scalar) else table.span
            found.error(
                codes.UNKNOWN_KEY,
                f"the key {str(key)[:60]!r} is no default of a table",
                place,
                did_you_mean(key, known),
            )
            is_good = False
            continue
        is_good = is_good and ready is not None
        made[key] = ready
    return made if is_good else None


def _check_columns(table: ast.Table, columns: dict[str, Scalar], file: str, found: Diagnostics) -> bool:
    is_dose = table.kind == "dose_limit"
    known = DOSE_LIMIT if is_dose else INTERACTION
    before = len(found)
    for name, column in columns.items():
        span = span_of(column, file)
        top, dot, variable = name.partition(".")
        if dot and top in table.defaults:
            message = f"the column {name!r} adds to {top!r}, which the defaults of the table hold whole"
            found.error(TABLE_COLUMN, message, span, "write all of it in one of the two places")
        elif name in known or (is_dose and dot and variable and top in ("over", "within")):
            continue
        elif not is_dose or (not ast.is_variable(name) and look_alikes(name, known | _VARIABLES)):
            found.error(
                TABLE_COLUMN,
                f"the column {name!r} is not known",
                span,
                did_you_mean(name, known | (_VARIABLES if is_dose else set())),
            )
    required = ("id", "ingredient") if is_dose else ("id", "a", "b")
    for name in required:
        if name not in columns and name not in table.defaults and not (name == "ingredient" and "drug" in table.defaults):
            found.error(TABLE_COLUMN, f"the column {name!r} is missing", Span(file, 1, 1))
    return len(found) == before


def _interactions(rows: Iterable[Mapping]) -> Iterator[Mapping]:
    for row in rows:
        sides = Sequence(row.line, row.col)
        for side, side_route in _SIDES:
            drug = row.pop(side, None)
            route = row.pop(side_route, None)
            if drug is None and route is None:
                continue
            selector = _at(row)
            if isinstance(drug, Scalar):
                selector.line, selector.col = drug.line, drug.col
                if drug.startswith(_GROUP):
                    selector["group"] = Scalar(drug.removeprefix(_GROUP).strip(), drug.line, drug.col)
                else:
                    selector["ingredient"] = drug
            if isinstance(route, Scalar):
                selector["route"] = _split(route)
            sides.append(selector)
        if sides:
            row["between"] = sides
        yield row


def _dose_limits(rows: Iterable[Mapping], file: str, found: Diagnostics, *, is_banded: bool) -> Iterator[Mapping]:
    """Gather the rows of each id, wherever they stand, into one rule."""
    by_id: dict[str, list[Mapping]] = {}
    for row in rows:
        name = row.get("id")
        if name is None:
            found.error(codes.MISSING_KEY, "the row has no id", span_of(row, file))
        else:
            by_id.setdefault(str(name), []).append(row)
    for same in by_id.values():
        yield _dose_limit(same, file, found, is_banded=is_banded)


def _dose_limit(rows: list[Mapping], file: str, found: Diagnostics, *, is_banded: bool) -> Mapping:
    rule = Mapping(rows[0].line, rows[0].col)
    shared: dict[str, Mapping] = {"": rule, "over": _at(rule), "within": _at(rule)}
    bands = Sequence(rule.line, rule.col)
    band = _at(rule)
    for row in rows:
        band = _at(row)
        for name, cell in row.items():
            top, dot, variable = name.partition(".")
            if dot and top in shared:
                into, key = shared[top], variable
            elif name in _OF_THE_RULE:
                into, key = rule, name
            else:
                band[name] = cell
                continue
            # a cell that is empty in later rows says the same as the first
            first = into.setdefault(key, cell)
            if first != cell:
                message = f"{name} is {_shown(cell)} here and {_shown(first)} in line {first.line}"
                hint = "rows of one id are one rule: write it once, or give them ids of their own"
                found.error(TABLE_ROWS_DISAGREE, message, span_of(cell, file), hint)
        bands.append(band)
    policy = rule.pop("policy", None)
    ingredient = rule.pop("ingredient", None)
    if ingredient is not None:
        drug = rule["drug"] = _at(rule)
        drug["ingredient"] = ingredient
    if isinstance(route := rule.get("route"), Scalar):
        rule["route"] = _split(route)
    says_whom = is_banded or shared["over"] or shared["within"]
    if len(rows) == 1 and not says_whom and band.keys() <= {*_LIMITS, "note"}:
        # SAFETY: only where nothing says for whom the row holds; limits of adults would clear a child
        rule.update(band)
    else:
        inside = rule["bands"] = _at(rule)
        inside["rows"] = bands
        for key, value in (("over", shared["over"]), ("within", shared["within"]), ("policy", policy)):
            if value:
                inside[key] = value
    return _nested(rule)


def _at(node: Mapping) -> Mapping:
    """An empty mapping in the place of ``node``."""
    return Mapping(node.line, node.col)


def _shown(cell: Node) -> str:
    return repr(str(cell)[:60])


def _nested(rule: Mapping) -> Mapping:
    """Turn dotted columns, sources and lists into what a rule in YAML would hold."""
    for name in [name for name in rule if "." in name]:
        top, _, below = name.partition(".")
        cell = rule.pop(name)
        inside = rule.get(top)
        if not isinstance(inside, Mapping):
            inside = rule[top] = _at(rule)
        inside[below] = cell
    source, section = rule.pop("source", None), rule.pop("section", None)
    if source is not None or section is not None:
        reference = _at(rule)
        reference.update({key: cell for key, cell in (("source", source), ("section", section)) if cell is not None})
        evidence = rule.get("evidence")
        if not isinstance(evidence, Mapping):
            evidence = rule["evidence"] = _at(rule)
        sources = evidence["sources"] = Sequence(rule.line, rule.col)
        sources.append(reference)
    if isinstance(tags := rule.get("tags"), Scalar):
        rule["tags"] = _split(tags)
    return rule


def _split(cell: Scalar) -> Sequence:
    parts = Sequence(cell.line, cell.col)
    parts.extend(Scalar(part.strip(), cell.line, cell.col) for part in cell.split(";"))
    return parts
