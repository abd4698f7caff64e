"""Ids: each is given once, and written so that it can stand in a report, an address and a file name."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Name
    from rxrules.validate.context import Context

_FORM = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")


def check_ids(context: Context, diagnostics: Diagnostics) -> None:
    """Report ids that are given twice (RX201) or are not in lower case with hyphens and dots (RX202)."""
    tree = context.tree
    named = {
        "rule": [rule.id for rule in tree.rules],
        "group": [group.id for group in tree.groups],
        "source": [source.id for source in tree.sources],
        "condition": [condition.id for condition in tree.conditions],
        "allergen": [allergen.id for allergen in tree.allergens],
    }
    for kind, names in named.items():
        first: dict[str, Name] = {}
        for name in names:
            before = first.setdefault(name.text, name)
            if before is not name:
                diagnostics.error(
                    "RX201",
                    f"the {kind} {name.text!r} is defined twice; the first stands at {before.span}",
                    name.span,
                    "give one of them another id, or take it out",
                )
    for name in chain((tree.manifest.id,), *named.values()):
        if not _FORM.fullmatch(name.text):
            written = re.sub(r"[^a-z0-9.]+", "-", name.text.lower()).strip("-.")
            diagnostics.error(
                "RX202",
                f"an id is written in lower case with hyphens and dots, got {name.text!r}",
                name.span,
                f"write {written}" if _FORM.fullmatch(written) else "",
            )
