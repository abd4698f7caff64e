"""Ends that no result comes near, because their unit is another than was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.terminology.observations import observation
from rxrules.terminology.result_windows import not_right
from rxrules.validate.quantities import ends
from rxrules.validate.variables import kinds_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Window
    from rxrules.validate.context import Context


def check_results(context: Context, diagnostics: Diagnostics) -> None:
    """Report conditions and ranges with an end that no result can have (RX424).

    The domain of bands is left out: it may well end where no result lies.
    """
    for written, window in _asked(context):
        name = observation(written) or ""
        for end in ends(window):
            # of another kind it is an error of its own
            if end.kind in (kinds_of(name) or ()) and (expected := not_right(name, end)):
                message = f"no result of {name} can be {end}: results lie within {expected}"
                diagnostics.warning("RX424", message, window.span, "is the unit wrong?")


def _asked(context: Context) -> Iterator[tuple[str, Window]]:
    for _, when in context.whens:
        if when.observation is not None:
            yield when.observation.code.text, when.observation.is_
    for rule in context.monitorings:
        if rule.range is not None and rule.test:
            yield rule.test[0].text, rule.range
