"""The bands of a dose limit on one axis: which holds where, and what its limits come to there."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

from attrs import frozen

from rxrules.plan import Window
from rxrules.report.asking import Printed, printed, readable, window_words
from rxrules.rulebook.axis import number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from rxrules.plan import Band, Bound, Condition, DoseLimit

_EVERYWHERE = Window(None, False, None, False)
_MONTHS, _DAYS = 12.0, 365.25
#: Where an axis ends whose rule goes on, in the unit of the axis: years, kg, cm, m2.
_SHOWN = {"age": 100.0, "weight": 100.0, "height": 200.0, "bsa": 2.4}
#: How far beyond its last edge an axis goes that has no end of its own.
_BEYOND = 1.4
#: A domain of a result that ends within so many times its last edge is drawn whole.
_WHOLE = 5.0


@frozen
class Segment:
    """A stretch of the axis in which one band holds.

    Attributes:
        number: of the band, from 1; 0 where none holds.
        factor: canonical units in one unit of the dose.
        words: the stretch in words.
    """

    low: float
    high: float
    band: Band | None
    number: int
    factor: float
    words: str

    def line(self, bound: Bound) -> list[tuple[float, float]]:
        """A limit over the stretch: pairs of the axis and the dose, with the kink where a cap begins to hold."""
        xs = [self.low, self.high]
        if bound.scale and bound.cap is not None and self.low < (kink := bound.cap / bound.value) < self.high:
            xs.insert(1, kink)
        return [(x, self._value(bound, x)) for x in xs]

    def _value(self, bound: Bound, x: float) -> float:
        value = bound.value * (x if bound.scale else 1.0)
        return (value if bound.cap is None else min(value, bound.cap)) / self.factor


@frozen
class Panel:
    """One chart: the axis with its segments, for one stretch of the variables that are not on it.

    Attributes:
        title: that stretch in words; empty where there is none.
        variable: on the axis; empty where limits depend on nothing.
        edges: values at which a band begins or ends.
        windows: of each band, on the axis.
        domain: of the rule, on the axis.
    """

    title: str
    variable: str
    low: float
    high: float
    edges: tuple[float, ...]
    segments: tuple[Segment, ...]
    windows: Mapping[int, Window]
    domain: Window

    @property
    def name(self) -> str:
        """What is on the axis."""
        return "" if not self.variable else _printed(self.variable, self.edges or (self.low, self.high)).name

    @property
    def label(self) -> str:
        """The words under the axis: what is on it, in which unit, and whether the rule goes on beyond it."""
        if not self.variable:
            return "all patients"
        how = _printed(self.variable, self.edges or (self.low, self.high))
        unit = "years, months (mo) and days (d)" if self._mixed else readable(how.unit)
        goes_on = self.domain.high is None or self.domain.high > self.high
        return f"{how.name}{f', {unit}' if unit else ''}{'; it goes on beyond' if goes_on else ''}"

    @property
    def _mixed(self) -> bool:
        return self.variable == "age" and any(not one.is_integer() for one in (*self.edges, self.low))

    def text(self, value: float) -> str:
        """A value on the axis."""
        if not self._mixed or value.is_integer():
            return number(value)
        months = value * _MONTHS
        return f"{number(months)} mo" if abs(months - round(months)) < 1e-9 else f"{number(round(value * _DAYS, 6))} d"

    def is_end(self, segment: Segment, at: float) -> bool:
        """Whether the band of a segment begins or ends there, and not merely the drawing; nothing lies below a 0."""
        if at in (self.domain.low, self.domain.high):
            return at != 0
        return at in self.edges and any(
            other.number != segment.number for other in self.segments if at in (other.low, other.high) and other is not segment
        )

    def holds_at(self, segment: Segment, at: float) -> bool:
        """Whether the very value belongs to the band of a segment."""
        if not _contains(self.domain, at):
            return False
        # the first that holds is the one that counts; where bands are unique there is only one
        holding = [one for one in sorted(self.windows) if _contains(self.windows[one], at)]
        return bool(holding) and holding[0] == segment.number


def panels(body: DoseLimit) -> list[Panel] | None:
    """The charts of a dose limit; None where its limits are scaled by two variables, which have no common axis."""
    scales = {bound.scale for band in body.bands for bound in band.bounds if bound.scale}
    if len(scales) > 1:
        return None
    domain = _windows(body.domain)
    bands = [_windows(band.tests) for band in body.bands]
    edges = {name: _edges(name, bands, domain) for name in dict.fromkeys([*domain, *(key for band in bands for key in band)])}
    on_axis = _on_axis(scales, edges)
    others = [name for name, found in edges.items() if found and name != on_axis]
    cells = [[(name, cell) for cell in _cells(name, bands, domain, edges[name])] for name in others]
    return [_panel(body, on_axis, dict(one), bands, domain, edges.get(on_axis, ())) for one in product(*cells)]


def _on_axis(scales: Iterable[str], edges: Mapping[str, Sequence[float]]) -> str:
    """What limits are multiplied by; else what has most edges, results before ages."""
    for scale in scales:
        return scale
    return max(edges, key=lambda name: (len(edges[name]), name not in ("age", "weight")), default="")


def _panel(
    body: DoseLimit,
    variable: str,
    others: Mapping[str, Window],
    bands: Sequence[Mapping[str, Window]],
    domain: Mapping[str, Window],
    edges: Sequence[float],
) -> Panel:
    windows = {
        place: band.get(variable, _EVERYWHERE)
        for place, band in enumerate(bands, start=1)
        if all(_contains(band.get(name, _EVERYWHERE), _middle(cell)) for name, cell in others.items())
    }
    kept = tuple(edge for edge in edges if any(edge in (one.low, one.high) for one in windows.values()))
    whole = domain.get(variable, _EVERYWHERE)
    kinks = [
        bound.cap / bound.value
        for place in windows
        for bound in body.bands[place - 1].bounds
        if bound.scale and bound.cap is not None and bound.value
    ]
    low, high = _shown(variable, whole, (*kept, *kinks))
    kept = tuple(edge for edge in kept if low < edge < high)
    segments = []
    for start, end in pairwise((low, *kept, high)):
        holding = next((place for place, window in windows.items() if _contains(window, (start + end) / 2)), 0)
        told = range_words(variable, Window(start, True, end, True))
        band = body.bands[holding - 1] if holding else None
        segments.append(Segment(start, end, band, holding, body.factor, told if variable else "all patients"))
    title = ", ".join(range_words(name, cell) for name, cell in others.items())
    return Panel(title, variable, low, high, kept, tuple(segments), windows, whole)


def ranges(tests: Sequence[Condition]) -> list[str]:
    """What the tests of a band or a domain ask for, in words, each variable once."""
    within = {_key(str(test[1])): test[6] for test in tests if test[6] is not None}
    return [
        range_words(name, window) + (f", not older than {within[name]:g} d" if name in within else "")
        for name, window in _windows(tests).items()
    ]


def range_words(variable: str, window: Window) -> str:
    """A stretch of a variable in words; each end of an age in the largest unit in which it is whole.

    >>> range_words("age", Window(0.25, True, 16.0, False))
    'age 3 months to below 16 years'
    """
    if variable != "age":
        how = _printed(variable, ())
        return f"{how.name} {window_words(window, how)}"
    if window.low is None or window.high is None:
        return f"age {window_words(window, _printed('age', (window.low, window.high)))}"
    low, high = (_printed("age", (end,)) for end in (window.low, window.high))
    least = number(round(window.low / low.factor, 6)) if low.unit == high.unit else low.text(window.low)
    return f"age {'' if window.low_closed else 'above '}{least} to {'' if window.high_closed else 'below '}{high.text(window.high)}"


def _key(variable: str) -> str:
    return "age" if variable in ("age_months", "age_days") else variable


def _shown(variable: str, domain: Window, edges: Sequence[float]) -> tuple[float, float]:
    """From where to where the axis goes."""
    low = domain.low if domain.low is not None else min(0.0, *edges, 0.0)
    last = max(edges, default=low)
    high = domain.high
    if variable not in _SHOWN and high is not None and high <= _WHOLE * last:
        return low, high
    least = max(_SHOWN.get(variable, 0.0), last * (1.1 if variable in _SHOWN else _BEYOND))
    if not least > low:
        least = low + 1.0 if not low else low * _BEYOND
    return low, least if high is None or high > least else high


def _windows(tests: Sequence[Condition]) -> dict[str, Window]:
    """What tests ask of each variable, in the unit of its axis; ages in months and in days are one variable, in years."""
    found: dict[str, Window] = {}
    for test in tests:
        variable = str(test[1])
        window = Window(*_ends(test))
        per = {"age_months": _MONTHS, "age_days": _DAYS}.get(variable)
        variable = _key(variable)
        if per is not None:
            window = window._replace(
                low=None if window.low is None else window.low / per, high=None if window.high is None else window.high / per
            )
        elif variable not in _SHOWN:
            how = printed(variable)
            window = window._replace(
                low=None if window.low is None else how.number(window.low),
                high=None if window.high is None else how.number(window.high),
            )
        found[variable] = _both(found.get(variable, _EVERYWHERE), window)
    return found


def _ends(test: Condition) -> tuple[float | None, bool, float | None, bool]:
    """The window of a ``range`` test, converted to what it is: the Plan's tuples are not typed by their place."""
    low, low_closed, high, high_closed = test[2:6]
    assert low is None or isinstance(low, (int, float))  # noqa: S101  of the Plan's form
    assert high is None or isinstance(high, (int, float))  # noqa: S101
    return low, bool(low_closed), high, bool(high_closed)


def _both(one: Window, other: Window) -> Window:
    """What lies in two windows."""
    low, low_closed = max(
        ((window.low, window.low_closed) for window in (one, other) if window.low is not None),
        key=lambda end: (end[0], not end[1]),
        default=(None, False),
    )
    high, high_closed = min(
        ((window.high, window.high_closed) for window in (one, other) if window.high is not None),
        key=lambda end: (end[0], end[1]),
        default=(None, False),
    )
    return Window(low, low_closed, high, high_closed)


def _edges(name: str, bands: Sequence[Mapping[str, Window]], domain: Mapping[str, Window]) -> tuple[float, ...]:
    """The ends of bands that lie inside the domain."""
    whole = domain.get(name, _EVERYWHERE)
    ends = {end for band in bands if name in band for end in (band[name].low, band[name].high) if end is not None}
    inside = (end for end in ends if (whole.low is None or end > whole.low) and (whole.high is None or end < whole.high))
    return tuple(sorted(inside))


def _cells(name: str, bands: Sequence[Mapping[str, Window]], domain: Mapping[str, Window], edges: Sequence[float]) -> list[Window]:
    """The stretches between the edges of a variable."""
    whole = domain.get(name, _EVERYWHERE)
    above = {edge: _belongs_above(edge, [band[name] for band in bands if name in band]) for edge in edges}
    ends: list[tuple[float | None, bool, bool]] = [(whole.low, whole.low_closed, False)]
    ends += [(edge, above[edge], not above[edge]) for edge in edges]
    ends.append((whole.high, False, whole.high_closed))
    return [Window(low, low_closed, high, high_closed) for (low, low_closed, _), (high, _, high_closed) in pairwise(ends)]


def _belongs_above(edge: float, windows: Iterable[Window]) -> bool:
    """Whether an edge belongs to what lies above it."""
    return any((one.low == edge and one.low_closed) or (one.high == edge and not one.high_closed) for one in windows)


def _middle(window: Window) -> float:
    low, high = window.low, window.high
    if low is None or high is None:
        return (high - 1.0 if high is not None else 0.0) if low is None else low + 1e-6 + abs(low) * 1e-6
    return (low + high) / 2


def _contains(window: Window, value: float) -> bool:
    low, low_closed, high, high_closed = window
    above = low is None or value > low or (low_closed and value == low)
    return above and (high is None or value < high or (high_closed and value == high))


def _printed(variable: str, values: Iterable[float | bool | None]) -> Printed:
    """How a variable of the axis is printed; ages in the largest unit in which all are whole."""
    if variable != "age":
        how = printed(variable)
        return Printed(how.name, how.unit, 1.0)
    ends = [float(one) for one in values if one is not None and not isinstance(one, bool)]
    for unit, per in (("a", 1.0), ("mo", _MONTHS)):
        if all(abs(end * per - round(end * per)) < 1e-9 for end in ends):
            return Printed("age", unit, 1.0 / per)
    return Printed("age", "d", 1.0 / _DAYS)
