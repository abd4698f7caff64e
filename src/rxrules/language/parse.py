"""From the files of a ruleset to its tree: all that is wrong in their form is collected, with places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from rxrules.diagnostics import Diagnostics, Span
from rxrules.documents import codes, yaml
from rxrules.documents.limits import MAX_TOLD
from rxrules.documents.near import did_you_mean
from rxrules.documents.nodes import Mapping, Refused, Scalar, Sequence, span_of
from rxrules.documents.scalars import describe
from rxrules.language import ast
from rxrules.language.codes import FILE_UNUSED, LANGUAGE_VERSION, SECOND_MANIFEST
from rxrules.language.forms import ruleset_structurer
from rxrules.language.tables import rules_of_table
from rxrules.source.codes import NO_MANIFEST
from rxrules.source.files import Digest, FolderFiles, MemoryFiles

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping
    from pathlib import Path

    from rxrules.source.files import Files

#: The version of the language that is read.
LANGUAGE: Final = 1

#: What the lists of a file hold.
LISTS: Final[dict[str, type]] = {
    "sources": ast.Source,
    "groups": ast.Group,
    "conditions": ast.ConditionDefinition,
    "allergens": ast.Allergen,
    "drugs": ast.LocalDrug,
    "rules": ast.Rule,
}


def parse(path: Path, *, root: str = "") -> tuple[ast.RulesetTree | None, Diagnostics]:
    """Read a ruleset from its folder, or from one file that holds all of it.

    Args:
        path: the folder that holds ``ruleset.yaml``, or a file.
        root: what stands before the names of files in places, ``rulesets/core/`` say; names are relative to
        the folder.

    Returns:
        The tree, or None where anything is wrong; and everything that was found.
    """
    found = Diagnostics()
    return _Reading(FolderFiles(path, found, root), found).tree(), found


def parse_text(files: AbstractMapping[str, str | bytes]) -> tuple[ast.RulesetTree | None, Diagnostics]:
    """Read a ruleset from memory.

    Args:
        files: text or bytes by file name, as they would be in the folder of the ruleset.

    Returns:
        The tree, or None where anything is wrong; and everything that was found.
    """
    found = Diagnostics()
    return _Reading(MemoryFiles(files, found), found).tree(), found


class _Reading:
    """One pass over the files of a ruleset."""

    def __init__(self, files: Files, found: Diagnostics) -> None:
        self.files = files
        self.found = found
        self.digest = Digest()
        self.structurer = ruleset_structurer(found)
        self.lists: dict[str, list[Any]] = {key: [] for key in LISTS}
        self.manifest: ast.Manifest | None = None
        self.has_manifest = False
        self.is_over = False

    def tree(self) -> ast.RulesetTree | None:
        for name in self.files.documents:
            data = self.files.read(name, self.found)
            if data is not None:
                self.digest.add(name, data)
                self.document(name, data)
        if self.files.manifest and not self.has_manifest and not self.found.has_errors:
            message = "the key 'ruleset' is missing, which holds the manifest"
            self.found.error(NO_MANIFEST, message, Span(self.files.root + self.files.manifest, 1, 1))
        if self.manifest is not None:
            self.tables(self.manifest)
        if self.manifest is None or self.found.has_errors:
            return None
        lists = {key: tuple(values) for key, values in self.lists.items()}
        return ast.RulesetTree(manifest=self.manifest, digest=self.digest.hexdigest(), **lists)

    def document(self, name: str, data: bytes | str) -> None:
        """Read one YAML file, and structure the elements of its lists meanwhile: no tree of nodes is kept."""
        file = self.files.root + name

        def consumer(key: str, cls: type) -> yaml.Consumer:
            values, structure = self.lists[key], self.structurer.structure

            def take(node: Any) -> None:
                if self.too_many(span_of(node, file)):
                    return
                value = structure(node, cls, file)
                if value is not None:
                    values.append(value)

            return take

        content = yaml.read(data, file, self.found, {key: consumer(key, cls) for key, cls in LISTS.items()})
        if content is None or isinstance(content, Refused):
            return
        if not isinstance(content, Mapping):
            message = f"expected a mapping with keys such as 'rules', got {describe(content)}"
            hint = "begin with 'rules:'" if isinstance(content, Sequence) else ""
            self.found.error(codes.WRONG_SHAPE, message, span_of(content, file), hint)
            return
        for key, value in content.items():
            if key == "ruleset":
                self.read_manifest(name, key, value)
            elif key not in LISTS:
                hint = did_you_mean(key, {*LISTS, "ruleset"})
                self.found.error(
                    codes.UNKNOWN_KEY,
                    f"the key {str(key)[:60]!r} is not known here",
                    span_of(key, file),
                    hint,
                )
            elif not isinstance(value, (Sequence, Refused)):
                place = span_of(value if isinstance(value, Scalar) else key, file)
                self.found.error(codes.WRONG_SHAPE, f"expected a list, got {describe(value)}", place)

    def too_many(self, place: Span) -> bool:
        """Whether so much was found wrong that the rest is not looked at; the first time, this is told."""
        if len(self.found) >= MAX_TOLD and not self.is_over:
            self.is_over = True
            message = f"more than {MAX_TOLD:,} mistakes, the rest of the ruleset was not read"
            self.found.error(codes.TOO_MANY, message, place)
        return self.is_over

    def read_manifest(self, name: str, key: str, node: Any) -> None:
        file = self.files.root + name
        if name != self.files.manifest:
            message = f"the manifest of a ruleset stands in {self.files.manifest or 'ruleset.yaml'} only"
            self.found.error(SECOND_MANIFEST, message, span_of(key, file))
            return
        self.has_manifest = True
        version = node.get("language") if isinstance(node, Mapping) else None
        if isinstance(version, Scalar) and version.isdecimal() and version != str(LANGUAGE):
            # what else would be told of a later language is not to the point
            message = f"version {str(version)[:20]} of the language is not known, this reads version {LANGUAGE}"
            self.found.error(LANGUAGE_VERSION, message, span_of(version, file))
            return
        self.manifest = self.structurer.structure(node, ast.Manifest, file)

    def tables(self, manifest: ast.Manifest) -> None:
        manifest_file = self.files.root + self.files.manifest
        named = set()
        for table in manifest.tables:
            named.add(table.file.text)
            rules = rules_of_table(table, manifest_file, self.files, self.structurer, self.digest, self.found)
            self.lists["rules"].extend(rules)
        for name in self.files.tables:
            if name not in named:
                message = "the table is not read: the manifest does not name it"
                hint = f"add it to 'tables' in {self.files.manifest}, or move it away"
                self.found.warning(FILE_UNUSED, message, Span(self.files.root + name), hint)
