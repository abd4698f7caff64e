"""A spreadsheet into a ruleset's folder: read, translated, and written only where nothing is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.authoring.importing.names import Names
from rxrules.authoring.importing.writing import as_table, as_yaml, beside_table
from rxrules.errors import InputError, RulesetError
from rxrules.validate.context import Context

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rxrules.authoring.importing.result import Imported
    from rxrules.language.ast import RulesetTree
    from rxrules.terminology import Terminology

_MANIFEST = "ruleset.yaml"


def names_for(folder: Path, lenders: Iterable[str] = ()) -> tuple[Names, dict[str, str]]:
    """What may be named in a ruleset, and the titles of its sources by id.

    Args:
        folder: of the ruleset.
        lenders: rulesets whose groups are copied where a cell names them.

    Raises:
        InputError: the folder has no manifest.
        RulesetError: one of them can't be read.
    """
    from rxrules.source.shipped import find  # noqa: PLC0415
    from rxrules.terminology import Terminology  # noqa: PLC0415

    if not (folder / _MANIFEST).is_file():
        raise InputError("the folder has no ruleset.yaml; `rxrules new ruleset` makes one", str(folder))
    terminology = Terminology.default()
    own = _context(folder, terminology)
    lent = {id_: group for name in lenders for id_, group in _context(find(name), terminology).groups.items()}
    titles = {id_: source.title for id_, source in own.sources.items()}
    return Names(own.terminology, own.groups, {id_: one for id_, one in lent.items() if id_ not in own.groups}), titles


def _context(path: Path, terminology: Terminology) -> Context:
    from rxrules.language.parse import parse  # noqa: PLC0415

    tree: RulesetTree | None
    tree, found = parse(path)
    if tree is None:
        raise RulesetError(list(found))
    return Context.of(tree, terminology, None)


def write(imported: Imported, folder: Path, out: Path) -> list[Path]:
    """Write the rules; a name that ends with ``.csv`` asks for a table, beside which stand its new groups and sources in YAML.

    Args:
        imported: what came of the sheet.
        folder: of the ruleset.
        out: the file.

    Returns:
        The files that were written.

    Raises:
        InputError: the file lies outside the folder, has another ending or is there already, or can't be written.
    """
    inside = out.resolve()
    if folder.resolve() not in inside.parents:
        raise InputError(f"the file lies outside the ruleset's folder {folder}", str(out))
    if out.name.endswith(".test.yaml") or out.suffix not in (".yaml", ".csv"):
        raise InputError("expected a name that ends with .yaml (rules) or .csv (a table)", str(out))
    texts = {out: as_yaml(imported)}
    if out.suffix == ".csv":
        texts = {out: as_table(imported)}
        if beside := beside_table(imported):
            texts[out.with_suffix(".yaml")] = beside
    for path in texts:
        if path.exists():
            raise InputError("the file is there already, and is not overwritten", str(path))
    for path, text in texts.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as problem:
            raise InputError(f"can't be written: {problem.strerror}", str(path)) from None
    return list(texts)
