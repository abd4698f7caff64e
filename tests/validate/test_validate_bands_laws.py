"""Laws of bands: a partition passes, and what is taken from it is shown by a patient who is there."""

from __future__ import annotations

import datetime as dt
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from rule_trees import bands, codes, dose, judge

from rxrules.units import Quantity, exceeds, parse_quantity
from rxrules.validate.bands import SHOWN
from rxrules.validate.cells import holes, intersect, overlaps
from rxrules.validate.space import Space, fewest_days, most_days

if TYPE_CHECKING:
    from rxrules.language.ast import Bands, Window

# The machine is shared, and the first case reads the terminology.
LAW = settings(deadline=None)
UNITS = {
    "weight": ("kg", 1, "g", 1000),
    "height": ("cm", 1, "m", 0.01),
    "body_surface": ("m2", 1, "dm2", 100),
}


@st.composite
def edge(draw, variable, value):
    """The same edge in one unit or the other."""
    unit, factor, other, scale = UNITS[variable]
    return f"{value * factor:g} {unit}" if draw(st.booleans()) else f"{value * scale:.12g} {other}"


@st.composite
def partitions(draw, variables=("weight", "height", "body_surface")):
    """A domain cut into rows by straight cuts, each row cut again; every edge belongs to one side."""
    used = draw(st.lists(st.sampled_from(variables), min_size=1, max_size=len(variables), unique=True))
    whole = dict.fromkeys(used, (0, False, 100, False))
    rows = [whole]
    for _ in range(draw(st.integers(1, 8))):
        row = rows.pop(draw(st.integers(0, len(rows) - 1)))
        variable = draw(st.sampled_from(used))
        low, low_closed, high, high_closed = row[variable]
        if high - low < 2:
            rows.append(row)
            continue
        cut, below = draw(st.integers(low + 1, high - 1)), draw(st.booleans())
        rows.append({**row, variable: (low, low_closed, cut, below)})
        rows.append({**row, variable: (cut, not below, high, high_closed)})
    written = []
    for row in draw(st.permutations(rows)):
        texts = {}
        for variable, (low, low_closed, high, high_closed) in row.items():
            if (low, high) == (0, 100) and draw(st.booleans()):
                continue
            open_low = low == 0 and draw(st.booleans())
            a = "" if open_low else draw(edge(variable, low))
            b = "" if high == 100 and draw(st.booleans()) else draw(edge(variable, high))
            texts[variable] = f"{'[' if low_closed else '('}{a},{b}{']' if high_closed else ')'}"
        written.append(texts)
    over = {variable: f"({draw(edge(variable, 0))},{draw(edge(variable, 100))})" for variable in used}
    return over, written


def holds(window: Window, value: Quantity) -> bool:
    """Whether a value is in a window, without any of the code that is tested."""
    at = value.canonical
    if window.low is not None:
        low = window.low.canonical
        if exceeds(low, at) or (not window.low_closed and not exceeds(at, low)):
            return False
    if window.high is not None:
        high = window.high.canonical
        if exceeds(at, high) or (not window.high_closed and not exceeds(high, at)):
            return False
    return True


def rows_of(of: Bands, witness: dict[str, Quantity]) -> list[int]:
    return [
        place
        for place, row in enumerate(of.rows)
        if all(holds(window, witness[variable]) for variable, window in row.windows.items())
    ]


def patient(hint: str) -> dict[str, Quantity]:
    """The patient that a hint names."""
    text = hint[hint.index("{") + 1 : hint.index("}", hint.index("{"))]
    return {name: parse_quantity(value) for name, value in (part.split(": ") for part in text.split(", "))}


def in_domain(of: Bands, witness: dict[str, Quantity]) -> bool:
    return all(holds(window, witness[variable]) for variable, window in of.over.items())


@LAW
@given(partitions())
def test_a_partition_is_accepted(made):
    over, rows = made
    assert codes(judge(dose(bands(over, *rows)))) == []


@LAW
@given(partitions(), st.data())
def test_a_row_that_is_taken_out_leaves_a_gap_with_a_patient_in_it(made, data):
    over, rows = made
    assume(len(rows) > 1)
    lost = rows.pop(data.draw(st.integers(0, len(rows) - 1)))
    of = bands(over, *rows)
    found = list(judge(dose(of)))
    assert set(codes(found)) == {"RX401"}
    for each in found[:SHOWN]:
        witness = patient(each.hint)
        assert in_domain(of, witness)
        assert rows_of(of, witness) == []
        assert rows_of(bands(over, lost), witness) == [0]


@LAW
@given(partitions(), st.data())
def test_a_row_that_is_written_twice_overlaps_with_a_patient_in_both(made, data):
    over, rows = made
    twice = data.draw(st.integers(0, len(rows) - 1))
    of = bands(over, *rows, rows[twice])
    found = list(judge(dose(of)))
    assert codes(found) == ["RX402"]
    witness = patient(found[0].hint)
    assert in_domain(of, witness)
    assert rows_of(of, witness) == [twice, len(rows)]
    assert found[0].span.line == len(rows) + 1


@LAW
@given(st.lists(st.integers(1, 99), min_size=1, max_size=8, unique=True), st.data())
def test_an_edge_that_is_moved_leaves_a_gap_or_an_overlap_and_nothing_else(cuts, data):
    edges = [0, *sorted(cuts), 100]
    moved = data.draw(st.integers(1, len(edges) - 2))
    to = (
        data.draw(st.integers(edges[moved - 1] + 1, edges[moved + 1] - 1).filter(lambda at: at != edges[moved]))
        if (edges[moved + 1] - edges[moved - 1] > 2)
        else None
    )
    assume(to is not None)
    rows = [{"weight": f"[{to if place == moved else low} kg,{high} kg)"} for place, (low, high) in enumerate(pairwise(edges))]
    of = bands({"weight": "[0 kg,100 kg)"}, *rows)
    found = list(judge(dose(of)))
    witness = patient(found[0].hint)
    assert codes(found) == ["RX401" if to > edges[moved] else "RX402"]
    assert min(to, edges[moved]) * 1e6 <= witness["weight"].canonical < max(to, edges[moved]) * 1e6
    assert len(rows_of(of, witness)) == (0 if to > edges[moved] else 2)


@LAW
@given(partitions(), st.data())
def test_under_first_a_row_behind_its_like_is_never_reached(made, data):
    over, rows = made
    again = data.draw(st.integers(0, len(rows) - 1))
    found = list(judge(dose(bands(over, *rows, rows[again], policy="first"))))
    assert [(each.code, each.span.line) for each in found] == [("RX403", len(rows) + 1)]


def age_on(birth: dt.date, day: dt.date) -> tuple[int, int]:
    """Completed months and elapsed days."""
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    return months, (day - birth).days


WRITTEN_AGES = st.one_of(
    st.integers(1, 120).map(lambda n: f"{n} d"),
    st.integers(1, 20).map(lambda n: f"{n} wk"),
    st.integers(1, 30).map(lambda n: f"{n} mo"),
    st.integers(1, 90).map(lambda n: f"{n} a"),
)


@LAW
@given(st.lists(st.tuples(WRITTEN_AGES, st.booleans(), st.booleans()), min_size=1, max_size=5), st.data())
def test_no_patient_with_any_birthday_falls_between_ages_that_were_accepted(edges, data):
    cuts = [("0 d", False, True), *edges, ("130 a", False, False)]
    rows = [
        {"age": f"{'[' if a_above else '('}{a},{b}{']' if b_below else ')'}"} for (a, _, a_above), (b, b_below, _) in pairwise(cuts)
    ]
    of = bands({"age": "[0 d,130 a)"}, *rows)
    found = set(codes(judge(dose(of))))
    birth = dt.date(2000, 1, 1) + dt.timedelta(days=data.draw(st.integers(0, 3000)))
    day = birth + dt.timedelta(days=data.draw(st.one_of(st.integers(0, 130), st.integers(0, 365 * 90))))
    months, days = age_on(birth, day)

    def in_row(window: Window) -> bool:
        low, high = window.low, window.high
        lived = {"calendar": months, "time": days}
        above = lived[low.kind.base] - low.canonical
        below = high.canonical - lived[high.kind.base]
        return (above > 0 or (above == 0 and window.low_closed)) and (below > 0 or (below == 0 and window.high_closed))

    assert sum(in_row(row.windows["age"]) for row in of.rows) == 1 or found & {
        "RX401",
        "RX402",
        "RX404",
        "RX405",
    }


@LAW
@given(st.dates(dt.date(1880, 1, 1), dt.date(2120, 1, 1)), st.integers(0, 45_000))
@example(dt.date(1900, 1, 1), 1460)
def test_the_days_of_an_age_in_months_lie_within_what_is_reckoned_with(birth, lived):
    months, days = age_on(birth, birth + dt.timedelta(days=lived))
    assert fewest_days(months) <= days < most_days(months + 1)


BOXES = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted).map(tuple), min_size=2, max_size=2).map(tuple)


@LAW
@given(st.lists(BOXES, max_size=6), BOXES)
def test_holes_and_overlaps_are_those_that_counting_every_cell_finds(boxes, domain):
    def inside(box, x, y):
        return box[0][0] <= x <= box[0][1] and box[1][0] <= y <= box[1][1]

    cells = [(x, y) for x in range(10) for y in range(10) if inside(domain, x, y)]
    found = holes(domain, boxes)
    for x, y in cells:
        covered = any(inside(box, x, y) for box in boxes)
        assert sum(inside(hole, x, y) for hole in found) == (not covered)
    shared = {(a, b): box for a, b, box in overlaps(domain, boxes)}
    for a, b in combinations(range(len(boxes)), 2):
        both = [(x, y) for x, y in cells if inside(boxes[a], x, y) and inside(boxes[b], x, y)]
        assert ((a, b) in shared) == bool(both)
        assert all(inside(shared[a, b], x, y) for x, y in both)
    assert all(intersect(hole, domain) == hole for hole in found)


def test_a_grid_of_bands_is_swept_along_its_axes_and_not_cell_by_cell():
    cuts = list(range(0, 100, 5))
    rows = [{"weight": f"[{a} kg,{a + 5} kg)", "height": f"[{b} cm,{b + 5} cm)"} for a in cuts for b in cuts if (a, b) != (50, 35)]
    of = bands({"weight": "[0 kg,100 kg)", "height": "[0 cm,100 cm)"}, *rows)
    space = Space.of(of)
    assert space is not None
    gaps = holes(space.domain, space.rows)
    assert [space.text(gap) for gap in gaps] == ["weight [50 kg, 55 kg) and height [35 cm, 40 cm)"]
