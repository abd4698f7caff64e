"""Where each page stands: names that stay the same as long as the ids do."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

INDEX = "index.html"
INTERACTIONS = "interactions.html"
DRUGS = "drugs.html"
GROUPS = "groups.html"
SOURCES = "sources.html"
STYLE = "assets/book.css"


def rule_path(ruleset: str, rule: str) -> str:
    """The page of a rule; ids are letters, digits, dots and hyphens."""
    return f"rules/{ruleset}/{rule}.html"


def group_path(ruleset: str, group: str) -> str:
    """The page of a group; two rulesets may each have one of that id."""
    return f"groups/{ruleset}/{group}.html"


def drug_paths(names: Iterable[str]) -> dict[str, str]:
    """The page of each drug; names that would share one are told apart by a number, in the order of the alphabet.

    >>> drug_paths(["acetylsalicylic acid"])
    {'acetylsalicylic acid': 'drugs/acetylsalicylic-acid.html'}
    """
    taken: set[str] = set()
    found = {}
    for name in sorted(names):
        plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
        slug = base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "drug"
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        found[name] = f"drugs/{slug}.html"
    return found


def anchor(text: str) -> str:
    """A place on a page, from words: ``over_range`` gives ``over-range``."""
    return re.sub(r"[^a-z0-9.]+", "-", text.casefold()).strip("-") or "here"
