"""Rulesets that come with rxrules, in a wheel or in an editable install."""

from __future__ import annotations

from pathlib import Path

from rxrules.diagnostics import Diagnostic, Span
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError, RulesetError, of_type
from rxrules.source.codes import NO_RULESET

MANIFEST = "ruleset.yaml"


def shipped() -> dict[str, Path]:
    """The shipped rulesets by name, in alphabetical order; none where the installation has none."""
    package = Path(__file__).resolve().parent.parent
    # In a wheel they are part of the package; an editable install finds them beside src/.
    return rulesets_in(package / "_rulesets") or rulesets_in(package.parent.parent / "rulesets")


def rulesets_in(folder: Path) -> dict[str, Path]:
    """The rulesets that lie directly in a folder, by the name of theirs."""
    if not folder.is_dir():
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if (path / MANIFEST).is_file()}


def find(path_or_name: str | Path) -> Path:
    """The place of a ruleset.

    Raises:
        RulesetError: there is neither a shipped ruleset of that name nor such a file or folder.
        InputError: it is neither a name nor a path.
    """
    if not isinstance(path_or_name, str | Path):
        raise InputError(f"expected the name of a shipped ruleset ('core') or a path, got {of_type(path_or_name)}")
    known = shipped()
    if path_or_name == "":
        # a path of no characters would be the folder that somebody happens to stand in
        raise RulesetError([Diagnostic(NO_RULESET, "a ruleset of no name", Span(""), did_you_mean("", known))])
    if isinstance(path_or_name, str) and path_or_name in known:
        return known[path_or_name]
    path = Path(path_or_name)
    if not path.exists():
        message = f"there is no shipped ruleset {str(path_or_name)!r}, and no such file or folder"
        hint = did_you_mean(str(path_or_name), known)
        raise RulesetError([Diagnostic(NO_RULESET, message, Span(str(path_or_name)), hint)])
    return path
