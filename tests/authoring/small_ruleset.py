"""A small ruleset in a folder, with one warning, and diagnostics to tell of."""

from __future__ import annotations

MANIFEST = "ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}\n"
RULE = """\
rules:
  - id: ddi.a
    kind: interaction
    status: review
    title: Warfarin with ibuprofen
    severity: major
    effect: Bleeding.
    action: Avoid.
    between: [{ingredient: warfarin}, {ingredient: ibuprofen}]
    evidence: {sources: [{title: T, section: S}]}
groups:
  - {id: g, members: [warfarin]}
"""
#: The place of its only warning: the rule does not say when it was reviewed.
PLACE = ("RX503", "rules.yaml", 2, 9)


def ruleset(folder, **files):
    """Write the ruleset, and further files by name, with ``_`` for a dot."""
    texts = {"ruleset.yaml": MANIFEST, "rules.yaml": RULE, **{name.replace("_", "."): text for name, text in files.items()}}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def waiver(**known):
    """The text of one waiver."""
    written = {"code": "RX503", "rule": "ddi.a", "reason": "it comes", "owner": "us", "expires": "2027-01-01", **known}
    lines = [f"{key}: {value}" for key, value in written.items() if value is not None]
    return "- " + "\n  ".join(lines) + "\n"
