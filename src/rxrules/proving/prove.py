"""Every claim of every rule of a ruleset, each proved, refuted or undecided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from rxrules.compile import compile_rulesets
from rxrules.language.ast import DoseLimitRule
from rxrules.proving.amounts import amount_claims
from rxrules.proving.bands import band_claims
from rxrules.proving.deciding import Decider
from rxrules.proving.examined import Examined
from rxrules.proving.firing import firing_claims
from rxrules.proving.overlaps import Pairs, overlap_claims

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rxrules.language.ast import Rule
    from rxrules.plan import Plan
    from rxrules.proving.claims import Claim, Standing
    from rxrules.validate import Ruleset

#: Seconds for one question to z3.
TIMEOUT: Final = 5.0


@frozen
class Proof:
    """What became of the claims.

    Attributes:
        claims: in the order of the rules.
        solver: the version of z3, or None where it was not there.
        rules: how many rules were looked at.
    """

    claims: tuple[Claim, ...]
    solver: str | None
    rules: int

    def of(self, standing: Standing) -> tuple[Claim, ...]:
        """The claims of a standing."""
        return tuple(claim for claim in self.claims if claim.standing is standing)


def prove(ruleset: Ruleset, *, rules: Collection[str] = (), timeout: float = TIMEOUT) -> Proof:
    """Prove or refute what can be claimed of rules.

    Args:
        ruleset: as `rxrules.proving.reading.read` gives it.
        rules: ids of those to look at; without any, all but the retired.
        timeout: seconds for one question to z3.
    """
    decider = Decider.of(timeout)
    whole = compile_rulesets([evolve(ruleset, rules=tuple(rule for rule in ruleset.rules if not _has_bands(rule)))])
    examining = _Examining(ruleset, whole)
    pairs = Pairs.of(ruleset)
    wanted = [rule for rule in ruleset.rules if rule.status != "retired" and (not rules or rule.id.text in rules)]
    claims = [claim for rule in wanted for claim in _claims(rule, examining, pairs, decider)]
    return Proof(tuple(claims), decider.solver, len(wanted))


def _has_bands(rule: Rule) -> bool:
    return isinstance(rule, DoseLimitRule) and rule.bands is not None


def _claims(rule: Rule, examining: _Examining, pairs: Pairs, decider: Decider) -> Iterator[Claim]:
    one = examining(rule.id.text)
    yield from band_claims(one, decider)
    yield from firing_claims(one, decider)
    yield from overlap_claims(one, pairs, decider, examining)
    yield from amount_claims(rule)


class _Examining:
    """Rules are made ready once, when they are asked for."""

    def __init__(self, ruleset: Ruleset, whole: Plan) -> None:
        self._ruleset = ruleset
        self._whole = whole
        self._rules = {rule.id.text: rule for rule in ruleset.rules}
        self._made: dict[str, Examined] = {}

    def __call__(self, id_: str) -> Examined:
        if id_ not in self._made:
            self._made[id_] = Examined.of(self._rules[id_], self._ruleset, self._whole)
        return self._made[id_]
