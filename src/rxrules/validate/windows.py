"""Windows that hold no value: from high to low, or from a value to itself without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.units import exceeds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Window
    from rxrules.validate.context import Context


def check_windows(context: Context, diagnostics: Diagnostics) -> None:
    """Report windows that are reversed or empty (RX405)."""
    for window in _windows(context):
        if (problem := empty(window)) is not None:
            diagnostics.error("RX405", problem, window.span)


def empty(window: Window) -> str | None:
    """Why a window holds no value that can be, or None; ends of two kinds are not compared."""
    low, high = window.low, window.high
    if high is not None and (high.canonical < 0 or (high.canonical == 0 and not window.high_closed)):
        return f"no value lies below {high}"
    if low is None or high is None or low.kind != high.kind:
        return None
    if exceeds(low.canonical, high.canonical):
        return f"a window from {low} to {high} runs backwards"
    if not exceeds(high.canonical, low.canonical) and not (window.low_closed and window.high_closed):
        return f"a window from {low} to {high} that leaves out its ends holds no value"
    return None


def _windows(context: Context) -> Iterator[Window]:
    found: list[Window | None] = []
    for _, when in context.whens:
        found += (
            when.age,
            when.weight,
            when.height,
            when.body_surface,
            when.per_dose,
            when.per_day,
            when.per_week,
            when.each_lasts,
            when.duration,
            when.taken,
            when.apart,
            when.before,
            when.after,
        )
        found += (test.is_ for test in (when.observation, when.estimate) if test is not None)
    for selector in context.selectors:
        found += (selector.per_dose, selector.per_day, selector.per_week)
        found += (selector.each_lasts, selector.duration, selector.taken)
    found += (rule.range for rule in context.monitorings)
    found += (level.total for burden in context.burdens for level in burden.levels)
    for rule in context.dose_limits:
        if rule.bands is not None:
            for windows in (rule.bands.over, *(row.windows for row in rule.bands.rows)):
                found += windows.values()
    return (window for window in found if window is not None)
