"""The kit by which rulesets are tested: scenarios, strategies for Hypothesis, laws, differential runs and a conformance suite.

Strategies and laws need the extra ``testing``; everything else does without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rxrules.testing.differential import agree
    from rxrules.testing.lawbook import LAWS, laws
    from rxrules.testing.printing import scenario_text
    from rxrules.testing.strategies import cases, doses, orders, patients, rulesets, timings

__all__ = ["LAWS", "agree", "cases", "doses", "laws", "orders", "patients", "rulesets", "scenario_text", "timings"]

_HOMES = {
    "agree": "rxrules.testing.differential",
    "LAWS": "rxrules.testing.lawbook",
    "laws": "rxrules.testing.lawbook",
    "scenario_text": "rxrules.testing.printing",
    **dict.fromkeys(("cases", "doses", "orders", "patients", "rulesets", "timings"), "rxrules.testing.strategies"),
}


def __getattr__(name: str) -> Any:
    """What is public here is imported when it is first asked for: the command line reads scenarios and pays for no more."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_HOMES[name]), name)
