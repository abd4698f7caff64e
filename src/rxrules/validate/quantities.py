"""Kinds of quantity in conditions and bands: an age is no weight, an eGFR no creatinine clearance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.chart.estimates import ESTIMATES
from rxrules.validate.variables import BODY_VARIABLES, DURATION, clearance_hint, in_words, is_dose, is_renal, kinds_of

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics, Span
    from rxrules.language.ast import Amount, Bands, Selector, When, Window
    from rxrules.units import Kind, Quantity
    from rxrules.validate.context import Context


# What conditions ask of the time of an order.
_TIMES = ("each_lasts", "duration", "taken", "apart", "before", "after")


def ends(window: Window) -> tuple[Quantity, ...]:
    """The ends that a window has."""
    return tuple(end for end in (window.low, window.high) if end is not None)


def check_kinds(context: Context, diagnostics: Diagnostics) -> None:
    """Report quantities that don't fit what they are compared with.

    RX301 of the body, a duration or a dose; RX302 of an observation; RX306 a window with ends of two kinds;
    RX307 a length of time that is none; RX308 an observation without a word on how old it may be; RX309 bands
    that write one variable in two kinds.
    """
    for _, when in context.whens:
        _check_condition(when, diagnostics)
    for selector in context.selectors:
        _check_selector(selector, diagnostics)
    for rule in context.dose_limits:
        if rule.bands is not None:
            _check_bands(rule.bands, diagnostics)
    for monitoring in context.monitorings:
        _check_length(monitoring.within, diagnostics)
        if monitoring.range is not None and monitoring.test:
            _check_variable(monitoring.test[0].text, monitoring.range, diagnostics)


def _check_condition(when: When, diagnostics: Diagnostics) -> None:
    for variable in BODY_VARIABLES:
        window: Window | None = getattr(when, variable)
        if window is not None:
            _check_variable(variable, window, diagnostics)
    _check_times(when, _TIMES, diagnostics)
    _check_amounts(when, diagnostics)
    for test in (when.observation, when.estimate):
        if test is None or (test is when.estimate and test.code.text not in ESTIMATES):
            continue
        name = test.code.text
        _check_variable(name, test.is_, diagnostics)
        if test.within is not None:
            _check_length(test.within, diagnostics)
        elif kinds_of(name) and (test is when.observation or is_renal(name)):
            _say_how_old(name, test.code.span, diagnostics)


def _check_times(where: When | Selector, names: tuple[str, ...], diagnostics: Diagnostics) -> None:
    for name in names:
        window: Window | None = getattr(where, name)
        if window is not None:
            example = "4 h" if name in ("each_lasts", "apart", "before", "after") else "7 d"
            _check_window(name, window, DURATION, f"a length of time such as {example}", diagnostics)


def _check_selector(selector: Selector, diagnostics: Diagnostics) -> None:
    _check_amounts(selector, diagnostics)
    _check_times(selector, ("each_lasts", "duration", "taken"), diagnostics)
    if selector.within is not None:
        _check_length(selector.within, diagnostics)


def _check_amounts(where: When | Selector, diagnostics: Diagnostics) -> None:
    for measure, period in (("per_dose", None), ("per_day", "d"), ("per_week", "wk")):
        window: Window | None = getattr(where, measure)
        if window is None:
            continue
        _check_one_kind(measure, window, diagnostics)
        for end in ends(window):
            timed = period is not None and end.kind.per == ("time",) and period in end.unit.code.split("/")
            if not is_dose(end.kind) or (end.kind.per and not timed):
                expected = "an amount such as 5 mg" + ("" if period is None else f" or 5 mg/{period}")
                diagnostics.error("RX301", f"{measure} is {expected}, got {end} ({end.kind})", window.span)


def _check_bands(bands: Bands, diagnostics: Diagnostics) -> None:
    for windows in (bands.over, *(row.windows for row in bands.rows)):
        for variable, window in windows.items():
            _check_variable(variable, window, diagnostics)
    for within in bands.within.values():
        _check_length(within, diagnostics)
    for variable, window in bands.over.items():
        if variable in BODY_VARIABLES:
            continue
        ages = is_renal(variable) if variable in ESTIMATES else kinds_of(variable)
        if ages and variable not in bands.within:
            _say_how_old(variable, window.span, diagnostics)
        _check_one_scale(variable, [window, *_written(bands, variable)], diagnostics)


def _written(bands: Bands, variable: str) -> list[Window]:
    return [row.windows[variable] for row in bands.rows if variable in row.windows]


def _check_one_scale(variable: str, windows: list[Window], diagnostics: Diagnostics) -> None:
    first: Quantity | None = None
    for window in windows:
        for end in ends(window):
            first = first or end
            if end.kind != first.kind:
                diagnostics.error(
                    "RX309",
                    f"{variable} is in {first.unit} and here in {end.unit}; bands need one kind of quantity",
                    window.span,
                )
                break


def _check_variable(variable: str, window: Window, diagnostics: Diagnostics) -> None:
    allowed = kinds_of(variable)
    if allowed is not None:
        _check_window(variable, window, allowed, in_words(variable), diagnostics)


def _check_window(variable: str, window: Window, allowed: tuple[Kind, ...], expected: str, diagnostics: Diagnostics) -> None:
    code = "RX301" if variable in BODY_VARIABLES or variable in _TIMES else "RX302"
    wrong = next((end for end in ends(window) if end.kind not in allowed), None)
    if wrong is not None:
        hint = clearance_hint(variable, wrong.kind)
        diagnostics.error(code, f"{variable} is {expected}, got {wrong} ({wrong.kind})", window.span, hint)
    elif variable not in ("age", *_TIMES):
        _check_one_kind(variable, window, diagnostics)


def _check_one_kind(variable: str, window: Window, diagnostics: Diagnostics) -> None:
    if window.low is not None and window.high is not None and window.low.kind != window.high.kind:
        diagnostics.error("RX306", f"{variable} from {window.low} to {window.high} mixes two kinds of quantity", window.span)


def _check_length(within: Amount, diagnostics: Diagnostics) -> None:
    length = within.quantity
    if length.kind not in DURATION:
        diagnostics.error("RX307", f"within is a length of time such as 90 d, got {length} ({length.kind})", within.span)
    elif length.value <= 0:
        diagnostics.error("RX307", f"within must be longer than 0, got {length}", within.span)


def _say_how_old(variable: str, span: Span, diagnostics: Diagnostics) -> None:
    diagnostics.warning(
        "RX308",
        f"nothing says how old a result of {variable} may be",
        span,
        "add within, such as within: 90 d",
    )
