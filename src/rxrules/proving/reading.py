"""A ruleset to be proved: one that loads, or that only its bands, or who answers for it, keep from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from rxrules.errors import RulesetError
from rxrules.language.ast import DoseLimitRule
from rxrules.language.parse import parse
from rxrules.source.shipped import find
from rxrules.terminology import Terminology
from rxrules.validate import validate
from rxrules.validate.context import Context

if TYPE_CHECKING:
    from rxrules.language.ast import RulesetTree
    from rxrules.validate import Ruleset

#: The errors that are proved here: gaps, overlaps, rows that are never reached or lie outside.
PROVABLE: Final = frozenset({"RX401", "RX402", "RX403", "RX404"})

#: Who answers for a rule, and since when, changes nothing in what it does.
_GOVERNANCE: Final = "RX5"


def read(name: str) -> Ruleset:
    """Read a ruleset whose every name and unit is right; its bands, and who answers for it, need not be.

    Args:
        name: of a shipped ruleset, or the path of one.

    Raises:
        RulesetError: something else than these is wrong with it.
    """
    tree, found = parse(find(name))
    if tree is None or found.has_errors:
        raise RulesetError(tuple(found))
    return of_tree(tree)


def of_tree(tree: RulesetTree) -> Ruleset:
    """The same of a tree.

    Raises:
        RulesetError: something else than these is wrong with it.
    """
    ruleset, found = validate(tree)
    if ruleset is not None:
        return ruleset
    wrong = [one for one in found if one.code not in PROVABLE and not one.code.startswith(_GOVERNANCE)]
    if any(one.is_error for one in wrong):
        raise RulesetError(wrong)
    # without its bands, and as drafts, it loads; the rules as they are written are then put back, with their names resolved
    plain = tuple(
        evolve(rule, status="draft") if rule.status in ("active", "review") else rule
        for rule in tree.rules
        if not isinstance(rule, DoseLimitRule) or rule.bands is None
    )
    ruleset, rest = validate(evolve(tree, rules=plain))
    if ruleset is None:
        raise RulesetError(tuple(rest))
    context = Context.of(tree, Terminology.default(), None)
    return evolve(ruleset, rules=tree.rules, ingredients=context.ingredients)
