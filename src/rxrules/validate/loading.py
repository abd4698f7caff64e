"""From files to a ruleset that can be used, or to everything that is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.errors import RulesetError
from rxrules.source.shipped import find
from rxrules.validate.checks import validate

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from rxrules.terminology import Terminology
    from rxrules.validate.ruleset import Ruleset


def load(path_or_name: str | Path, *, terminology: Terminology | None = None, as_of: dt.date | None = None) -> Ruleset:
    """Read and validate a ruleset.

    Args:
        path_or_name: the folder or manifest of a ruleset, or the name of a shipped one, which leads; write
            ``./core`` for a folder of the same name.
        terminology: what drug names mean; by default the shipped terminology.
        as_of: the day on which reviews that are overdue count; without one no review is overdue.

    Returns:
        The ruleset, with what was found that does not keep it from being used as its warnings.

    Raises:
        RulesetError: something is wrong with it; the error holds every diagnostic of every file.
    """
    path = find(path_or_name)
    from rxrules.language.parse import parse  # noqa: PLC0415 - yaml is loaded only where a file is read

    tree, read = parse(path)
    found = list(read)
    ruleset = None
    if tree is not None:
        ruleset, judged = validate(tree, terminology=terminology, as_of=as_of)
        found = sorted([*found, *judged], key=lambda each: each.span)
    if ruleset is None or any(each.is_error for each in found):
        raise RulesetError(found)
    return evolve(ruleset, warnings=tuple(found))
