"""Cases for limits of a dose: a patient of a band, and a dose at what that band allows."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from rxrules.language import ast
from rxrules.model.timing import days
from rxrules.proof.arranging import Arranger, lies_in
from rxrules.proof.gaps import gaps_of_order, gaps_of_variable
from rxrules.proof.probes import Probe, Variant
from rxrules.proof.quantities import current, dose_of, give
from rxrules.proof.sketch import months_before, timing, written
from rxrules.proof.steps import elsewhere, moved, shortened
from rxrules.proof.terms import Leaf, leaves, term_of_windows
from rxrules.units import Quantity, parse_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.subjects import Subject

_MAXIMA: Final = ("max", "hard_max", "cap", "hard_cap")
_NAMES: Final = ("max", "hard_max", "min", "hard_min")
_CAPS: Final = {"max": "cap", "hard_max": "hard_cap"}
_PERIODS: Final = {"per_day": "1 d", "per_week": "1 wk"}
_TIMES: Final = ("duration", "interval")


def rows_of(rule: ast.DoseLimitRule) -> tuple[ast.Row, ...]:
    """The bands; of a rule without any, one that holds for everybody."""
    return rule.bands.rows if rule.bands is not None else (ast.Row({}, rule.limits, "", rule.at),)


def arrange_row(sketch: Sketch, rule: ast.DoseLimitRule, row: ast.Row, arranger: Arranger) -> None:
    """Let the patient be one of a band."""
    if any("body_surface" in one.quantity.kind.per for one in _written(row.limits).values()) and not sketch.chosen & {
        "weight",
        "height",
        "birth_date",
    }:
        # a body surface of exactly 2 m2
        sketch.measure("weight", Quantity(80, parse_unit("kg")))
        sketch.measure("height", Quantity(180, parse_unit("cm")))
    if rule.bands is None:
        return
    over = {name: window for name, window in rule.bands.over.items() if name not in row.windows}
    arranger.make(sketch, term_of_windows({**row.windows, **over}, rule.bands.within))
    if "weight" in row.windows and any(one.is_error for one in sketch.case().unread):
        _grow(sketch, [window for name, window in ((*rule.bands.over.items(), *row.windows.items())) if name == "age"])


def _grow(sketch: Sketch, windows: list[ast.Window]) -> None:
    """Let the patient have an age at which such a weight can be, where the rule leaves one."""
    for months in (1, 6, 18, 36, 84, 150, 480):
        ages = (Quantity(months, parse_unit("mo")), Quantity(months * 30.4375, parse_unit("d")))
        fit = all(lies_in(age, window) for window in windows for age in ages if (window.low or window.high or age).kind == age.kind)
        if not fit:
            continue
        other = sketch.copy()
        other.born(months_before(months))
        if not any(one.is_error for one in other.case().unread):
            sketch.patient, sketch.chosen = other.patient, other.chosen
            return


def arrange_any(sketch: Sketch, rule: ast.Rule, arranger: Arranger) -> None:
    """Let the patient be one of the first band, where the rule has bands."""
    if isinstance(rule, ast.DoseLimitRule):
        arrange_row(sketch, rule, rows_of(rule)[0], arranger)


def breach(sketch: Sketch, rule: ast.DoseLimitRule) -> None:
    """Give more than any of the rule's limits allows, or, where it has minima only, less."""
    found = [limit_for(sketch, rule, row.limits, name) for row in rows_of(rule) for name in ("max", "hard_max")]
    most = [one for one in found if one is not None]
    if most:
        top = max(most, key=lambda one: one.canonical)
        give_measure(sketch, rule, Quantity(shortened(top.value * 2), top.unit))
        return
    least = [limit_for(sketch, rule, row.limits, name) for row in rows_of(rule) for name in ("min", "hard_min")]
    low = min((one for one in least if one is not None), key=lambda one: one.canonical)
    give_measure(sketch, rule, Quantity(shortened(low.value / 2), low.unit))


def limit_for(sketch: Sketch, rule: ast.DoseLimitRule, limits: ast.Limits, name: str) -> Quantity | None:
    """What a limit allows the patient of a case, with what rounding allows beyond it."""
    amount: ast.Amount | None = getattr(limits, name)
    if amount is None:
        return None
    value = _scaled(sketch, rule, amount.quantity)
    cap: ast.Amount | None = getattr(limits, _CAPS[name]) if name in _CAPS else None
    if value is None:
        return None
    if cap is not None:
        ceiling = _scaled(sketch, rule, cap.quantity)
        if ceiling is not None and ceiling.canonical < value.canonical:
            value = ceiling
    rounding = 1.0 if rule.rounding is None else 1.0 + rule.rounding.quantity.canonical
    if rounding == 1.0:
        return value
    return Quantity(shortened(value.value * rounding if name in _MAXIMA else value.value / rounding), value.unit)


def _scaled(sketch: Sketch, rule: ast.DoseLimitRule, quantity: Quantity) -> Quantity | None:
    if rule.measure in _TIMES:
        return quantity
    if rule.measure == "lifetime" and "body_surface" in quantity.kind.per:
        return quantity
    plain = dose_of(quantity, rate=rule.measure == "rate")
    scale = 1.0
    weight, height = sketch.measured("weight"), sketch.measured("height")
    if "body_weight" in quantity.kind.per:
        if weight is None:
            return None
        scale = weight.to("kg").value
    elif "body_surface" in quantity.kind.per:
        if weight is None or height is None:
            return None
        scale = (weight.to("kg").value * height.to("cm").value / 3600) ** 0.5
    return Quantity(shortened(plain.value * scale), plain.unit)


def give_measure(sketch: Sketch, rule: ast.DoseLimitRule, quantity: Quantity, offset: int = 0) -> bool:
    """Let the order give so much, in the measure of the rule; whether that can be recorded."""
    order = sketch.medications[0]
    if rule.measure in _TIMES:
        return _give_time(sketch, rule, quantity, offset)
    one = moved(quantity, offset)
    if one.value < 0 or (one.value == 0 and rule.measure == "rate"):
        return False
    if rule.measure == "rate":
        order.pop("dose", None)
        order.pop("timing", None)
        order["rate"] = written(one)
    elif rule.measure in ("per_course", "lifetime"):
        order["dose"] = written(one)
        order["timing"] = {"frequency": 1, "per": "1 d", "count": 1}
    else:
        give(order, one, _PERIODS.get(rule.measure))
    return True


def _give_time(sketch: Sketch, rule: ast.DoseLimitRule, quantity: Quantity, offset: int) -> bool:
    order = sketch.medications[0]
    if quantity.kind.base == "calendar" and offset:
        # a month counts as many days as it can have for a maximum, as few for a minimum
        is_most = any(_written(row.limits).keys() & {"max", "hard_max"} for row in rows_of(rule))
        quantity = Quantity(days(quantity, shortest=not is_most), parse_unit("d"))
    one = moved(quantity, offset)
    if one.value <= 0:
        return False
    if rule.measure == "interval":
        order["timing"] = {"frequency": 1, "per": written(one)}
    else:
        timing(order, duration=written(one))
    return True


def probes(subject: Subject) -> Iterator[Probe]:
    """Every limit of every band, and every edge between bands and of their domain."""
    rule = subject.rule
    assert isinstance(rule, ast.DoseLimitRule)  # noqa: S101  for mypy
    for row in rows_of(rule):
        for name, amount in _written(row.limits).items():
            yield from _limit(subject, rule, row, name, amount)
    if rule.bands is not None:
        yield from _edges(subject, rule, rule.bands)


def _limit(subject: Subject, rule: ast.DoseLimitRule, row: ast.Row, name: str, amount: ast.Amount) -> Iterator[Probe]:
    limit = {"cap": "max", "hard_cap": "hard_max"}.get(name, name)
    found = [sketch for sketch in _patients(subject, rule, row, limit) if _decides(sketch, rule, row.limits, name)]
    if not found:
        return
    value = limit_for(found[0], rule, row.limits, limit)
    if value is None:
        return

    def gaps(sketch: Sketch) -> Iterator[tuple[str, Sketch]]:
        yield from gaps_of_order(sketch, value)

    band = ", ".join(f"{variable} {window.text}" for variable, window in row.windows.items())
    other = elsewhere(value)
    yield Probe(
        f"{name} {amount.quantity}" + (f" ({band})" if band else ""),
        amount.span,
        value,
        name in _MAXIMA,
        lambda: found[:1],
        lambda sketch, quantity, offset: give_measure(sketch, rule, quantity, offset),
        () if other is None else (other,),
        gaps,
        at_limit=True,
    )


def _patients(subject: Subject, rule: ast.DoseLimitRule, row: ast.Row, limit: str) -> Iterator[Sketch]:
    """Patients of a band: as they come, and with weights on both sides of where the cap begins to hold."""
    sketch = subject.start()
    subject.arranger.make(sketch, subject.term)
    arrange_row(sketch, rule, row, subject.arranger)
    yield from _in_no_earlier_band(sketch, rule, row, subject.arranger)
    amount: ast.Amount | None = getattr(row.limits, limit)
    cap: ast.Amount | None = getattr(row.limits, _CAPS[limit]) if limit in _CAPS else None
    if amount is None or cap is None or "body_weight" not in amount.quantity.kind.per:
        return
    plain = dose_of(amount.quantity, rate=rule.measure == "rate")
    ceiling = dose_of(cap.quantity, rate=rule.measure == "rate")
    turning = ceiling.canonical / plain.canonical
    windows = [] if rule.bands is None else [rule.bands.over.get("weight"), row.windows.get("weight")]
    for share in (0.6, 1.5, 0.9, 1.1, 0.3, 3.0):
        weight = Quantity(float(f"{turning * share:.3g}"), parse_unit("kg"))
        if all(window is None or lies_in(weight, window) for window in windows):
            other = sketch.copy()
            other.measure("weight", weight)
            yield other


def _in_no_earlier_band(sketch: Sketch, rule: ast.DoseLimitRule, row: ast.Row, arranger: Arranger) -> Iterator[Sketch]:
    """The patient; where the first band that matches holds, one whom no earlier band takes."""
    if rule.bands is None or rule.bands.policy != "first":
        yield sketch
        return
    earlier = rule.bands.rows[: rule.bands.rows.index(row)]
    candidates = [sketch]
    for leaf in leaves(term_of_windows({**rule.bands.over, **row.windows}, rule.bands.within)):
        window = leaf.value
        assert isinstance(window, ast.Window)  # noqa: S101  for mypy
        for end, offset in ((window.low, 1), (window.high, -1)):
            other = sketch.copy()
            if end is not None and arranger.set(other, leaf, end, offset):
                candidates.append(other)
    yield from (one for one in candidates if not any(_is_in(one, band) for band in earlier))


def _is_in(sketch: Sketch, row: ast.Row) -> bool:
    """Whether a patient is known to be in a band, by age and body."""
    for name, window in row.windows.items():
        like = window.low or window.high
        now = None if like is None else current(sketch, name, like)
        if now is None or now.kind != (like or now).kind or not lies_in(now, window):
            return False
    return True


def _decides(sketch: Sketch, rule: ast.DoseLimitRule, limits: ast.Limits, name: str) -> bool:
    """Whether for this patient it is the limit, or its cap, that holds."""
    limit = {"cap": "max", "hard_cap": "hard_max"}.get(name, name)
    cap: ast.Amount | None = getattr(limits, _CAPS[limit]) if limit in _CAPS else None
    if cap is None:
        return True
    own = _scaled(sketch, rule, getattr(limits, limit).quantity)
    ceiling = _scaled(sketch, rule, cap.quantity)
    return own is not None and ceiling is not None and (ceiling.canonical < own.canonical) == (name != limit)


def twice(subject: Subject) -> Iterator[Variant]:
    """What each first limit allows, given twice in its period, and as two orders of half a dose more than half of it."""
    rule = subject.rule
    assert isinstance(rule, ast.DoseLimitRule)  # noqa: S101  for mypy
    if rule.measure not in ("per_dose", *_PERIODS):
        return
    for row in rows_of(rule):
        sketch = next(iter(_patients(subject, rule, row, "max")), None)
        value = None if sketch is None else limit_for(sketch, rule, row.limits, "max")
        if sketch is None or value is None or not give_measure(sketch, rule, value):
            continue
        sketch.medications[0]["timing"]["frequency"] = 2
        yield Variant(f"{value} twice", row.span, sketch)
        parts = sketch.copy()
        give_measure(parts, rule, Quantity(shortened(value.value * 0.75, 6), value.unit))
        parts.medications.append({**parts.medications[0], "id": "m9"})
        yield Variant(f"two orders of {written(Quantity(shortened(value.value * 0.75, 6), value.unit))}", row.span, parts)


def _edges(subject: Subject, rule: ast.DoseLimitRule, bands: ast.Bands) -> Iterator[Probe]:
    seen: set[tuple[str, float, str]] = set()
    for row in bands.rows:
        for leaf in leaves(term_of_windows(row.windows, bands.within)):
            yield from _window_edges(subject, rule, bands, row, leaf, seen)
    for leaf in leaves(term_of_windows(bands.over, bands.within)):
        yield from _window_edges(subject, rule, bands, bands.rows[0], leaf, seen, is_domain=True)


def _window_edges(
    subject: Subject,
    rule: ast.DoseLimitRule,
    bands: ast.Bands,
    row: ast.Row,
    leaf: Leaf,
    seen: set[tuple[str, float, str]],
    *,
    is_domain: bool = False,
) -> Iterator[Probe]:
    window = leaf.value
    assert isinstance(window, ast.Window)  # noqa: S101  for mypy
    domain = bands.over.get(leaf.name.removeprefix("est:"))
    for end, low in ((window.low, not window.low_closed), (window.high, window.high_closed)):
        if end is None or end.value <= 0 or (leaf.name, end.canonical, end.kind.base) in seen:
            continue
        if not is_domain and domain is not None and end in (domain.low, domain.high):
            continue
        seen.add((leaf.name, end.canonical, end.kind.base))
        yield Probe(
            f"{leaf.name.removeprefix('est:')} {end} of the {'domain' if is_domain else 'bands'}",
            leaf.span or rule.span,
            end,
            low,
            _doses(subject, rule, bands.rows if is_domain else (row,), leaf, end),
            lambda sketch, quantity, offset: subject.arranger.set(sketch, leaf, quantity, offset),
            (),
            lambda sketch: gaps_of_variable(sketch, leaf),
        )


def _doses(
    subject: Subject, rule: ast.DoseLimitRule, rows: Sequence[ast.Row], leaf: Leaf, end: Quantity
) -> Callable[[], Iterator[Sketch]]:
    """Patients at an edge, with doses between what the bands on its sides allow."""

    def bases() -> Iterator[Sketch]:
        for row in rows:
            for patient in _patients(subject, rule, row, "max"):
                if subject.arranger.set(patient, leaf, end):
                    # the body that this patient has must not change with the age
                    patient.chosen |= {"weight", "height"}
                yield from _around(patient, rule, row)

    return bases


def _around(patient: Sketch, rule: ast.DoseLimitRule, row: ast.Row) -> Iterator[Sketch]:
    """A patient with a dose beyond each limit of any band, and between any two."""
    found: dict[float, Quantity] = {}
    for other in (row, *rows_of(rule)):
        for name in _NAMES:
            value = limit_for(patient, rule, other.limits, name)
            if value is not None:
                found[value.canonical] = value
    values = [found[key] for key in sorted(found)]
    doses = [(value, 1 if place == 0 else -1) for place in (0, 1) for value in values]
    doses += [(Quantity(shortened((a.value + b.to(a.unit).value) / 2, 4), a.unit), 0) for a, b in pairwise(values)]
    for value, offset in doses[:12]:
        sketch = patient.copy()
        if give_measure(sketch, rule, value, offset):
            yield sketch


def _written(limits: ast.Limits) -> dict[str, ast.Amount]:
    names = ("max", "hard_max", "cap", "hard_cap", "min", "hard_min")
    return {name: amount for name in names if (amount := getattr(limits, name)) is not None}
