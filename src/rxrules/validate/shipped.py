"""Rulesets that come with rxrules, in a wheel or in an editable install."""

from __future__ import annotations

from pathlib import Path

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
