"""What is claimed of a rule, and what became of the claim."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from rxrules.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Mapping


class Standing(Enum):
    """What became of a claim; nothing is passed over in silence."""

    PROVED = "proved"
    REFUTED = "refuted"
    UNDECIDED = "undecided"
    NOTE = "note"


#: What is claimed, by its name.
CLAIMS = {
    "covers": "the bands cover their domain",
    "unique": "no two bands overlap",
    "rows": "every band can hold",
    "fires": "it can fire",
    "modifiers": "every modifier can hold, and changes something",
    "leads": "no other rule masks it",
    "agrees": "no rule of the same drugs says another severity",
    "symmetric": "both directions have one severity",
    "ordered": "its limits stay in order over all weights",
}


@frozen
class Claim:
    """One claim of one rule.

    Attributes:
        rule: its id.
        name: of `CLAIMS`.
        standing: what became of it; a note is no claim, but something worth knowing.
        text: what was found.
        span: where it is written.
        by: how it was decided: ``interval sweep``, ``z3``, ``example``, ``case distinction``.
        scenario: the witness, as the mapping of a scenario file; None where there is none.
    """

    rule: str
    name: str
    standing: Standing
    text: str
    span: Span = field(factory=Span)
    by: str = ""
    scenario: Mapping[str, Any] | None = None
