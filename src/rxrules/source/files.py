"""The files of a ruleset: a folder, a single file, or texts in memory; and the digest of exactly these."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rxrules.diagnostics import Span
from rxrules.documents.text import load
from rxrules.source.codes import FILE_REFUSED, NO_MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rxrules.diagnostics import Diagnostics

#: The file that holds the manifest.
MANIFEST = "ruleset.yaml"
#: The file that holds waivers of diagnostics; no part of the ruleset, because it changes no rule.
WAIVERS = "waivers.yaml"
_TESTS = ".test.yaml"


class Files(Protocol):
    """Where a ruleset's files come from.

    Attributes:
        manifest: the name of the file that holds the manifest, or empty where there is none.
        documents: the names of all YAML files, sorted.
        tables: the names of all CSV files, sorted.
        root: what stands before a name in the places of diagnostics.
    """

    manifest: str
    documents: tuple[str, ...]
    tables: tuple[str, ...]
    root: str

    def read(self, name: str, found: Diagnostics) -> bytes | str | None:
        """The content of a file; None where it can't be read, and then it was reported."""


class MemoryFiles:
    """Texts in memory, by names as they would have in the folder of the ruleset."""

    def __init__(self, texts: Mapping[str, str | bytes], found: Diagnostics) -> None:
        self.root = ""
        self._texts = dict(texts)
        names = sorted(name for name in texts if not _is_hidden(name))
        self.documents = tuple(name for name in names if _is_document(name))
        self.tables = tuple(name for name in names if name.endswith(".csv"))
        single = self.documents[0] if len(self.documents) == 1 else ""
        self.manifest = MANIFEST if MANIFEST in self._texts else single
        _check_endings(names, self.root, found)
        if not self.manifest:
            found.error(NO_MANIFEST, "there is no ruleset.yaml", Span(""))

    def read(self, name: str, found: Diagnostics) -> bytes | str | None:
        """The text of that name."""
        del found
        return self._texts.get(name)


class FolderFiles:
    """The files below a folder, or one file by itself; links that lead out of the folder are refused."""

    def __init__(self, path: Path, found: Diagnostics, root: str = "") -> None:
        self.root = root
        self.documents: tuple[str, ...] = ()
        self.tables: tuple[str, ...] = ()
        self.manifest = ""
        if path.name == MANIFEST and path.is_file():
            path = path.parent  # the manifest stands for its folder: by itself it would be a ruleset without rules
        if not path.is_dir():
            self._folder = path.parent
            self.manifest = path.name
            self.documents = (path.name,)
            return
        self._folder = path
        names = sorted(self._walk(found))
        _check_endings(names, root, found)
        self.documents = tuple(name for name in names if _is_document(name))
        self.tables = tuple(name for name in names if name.endswith(".csv"))
        if MANIFEST in self.documents:
            self.manifest = MANIFEST
        else:
            hint = "name the folder that holds it, or begin one with `rxrules new ruleset`"
            found.error(NO_MANIFEST, "the folder has no ruleset.yaml", Span(root.rstrip("/") or path.name), hint)

    def read(self, name: str, found: Diagnostics) -> bytes | None:
        """The bytes of a file below the folder."""
        return load(self._folder / name, self.root + name, found)

    def _walk(self, found: Diagnostics) -> list[str]:
        names = []
        real = self._folder.resolve()

        def unreadable(error: OSError) -> None:
            found.error(
                FILE_REFUSED,
                f"the folder can't be read: {error.strerror}",
                Span(self.root + str(error.filename)),
            )

        for folder, below, files in os.walk(self._folder, onerror=unreadable):
            below[:] = sorted(name for name in below if not name.startswith("."))
            relative = os.path.relpath(folder, self._folder)
            prefix = "" if relative == "." else relative.replace(os.sep, "/") + "/"
            for name in below:
                # SAFETY: the walk does not go into linked folders, and rules that are not read must not be
                # missed silently
                if os.path.islink(os.path.join(folder, name)):  # noqa: PTH114, PTH118
                    found.error(FILE_REFUSED, "a linked folder is refused", Span(self.root + prefix + name), "copy it")
            for name in files:
                if name.startswith("."):
                    continue
                file = self._folder / (prefix + name)
                # not `Path.resolve`, which raises on a link that leads to itself; such a link is told when it is read
                if file.is_symlink() and not Path(os.path.realpath(file)).is_relative_to(real):
                    found.error(
                        FILE_REFUSED,
                        "a link out of the ruleset's folder is refused",
                        Span(self.root + prefix + name),
                    )
                    continue
                names.append(prefix + name)
        return names


class Digest:
    """SHA-256 over names and contents."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, name: str, content: bytes | str) -> None:
        """Add a file; its length is added too, so that no two sets of files give the same bytes."""
        raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        self._hash.update(f"{name}\0{len(raw)}\0".encode("utf-8", "surrogateescape"))
        self._hash.update(raw)

    def hexdigest(self) -> str:
        """The digest in 64 hexadecimal digits."""
        return self._hash.hexdigest()


def _is_document(name: str) -> bool:
    return name.endswith(".yaml") and not name.endswith(_TESTS) and name != WAIVERS


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _check_endings(names: list[str], root: str, found: Diagnostics) -> None:
    """Report files that look like part of the ruleset and would not be read."""
    for name in names:
        lower = name.lower()
        if lower.endswith((".yml", ".yaml", ".csv")) and not name.endswith((".yaml", ".csv")):
            ending = ".csv" if lower.endswith(".csv") else ".yaml"
            message = f"the file would not be read: its name must end with {ending}"
            found.error(FILE_REFUSED, message, Span(root + name), "rename it")
