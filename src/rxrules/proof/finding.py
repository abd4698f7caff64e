"""A rule by its id, among rulesets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rxrules.language.ast import Rule
    from rxrules.validate import Ruleset


def rule_of(id_: str, rulesets: Iterable[Ruleset]) -> tuple[Rule, Ruleset]:
    """The rule of that id, and its ruleset.

    Raises:
        InputError: no ruleset has it.
    """
    known: set[str] = set()
    for ruleset in rulesets:
        for rule in ruleset.rules:
            if rule.id.text == id_:
                return rule, ruleset
            known.add(rule.id.text)
    hint = did_you_mean(id_, known)
    raise InputError(f"there is no rule {id_!r}" + (f" ({hint})" if hint else ""))
