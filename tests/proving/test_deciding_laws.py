"""Laws: the interval sweep, the distinction of cases, z3, and the native engine on every point of a grid say the same."""

from __future__ import annotations

from functools import cache
from itertools import pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rxrules.compile import compile_rulesets
from rxrules.language.parse import parse_text
from rxrules.proof.judging import Judge
from rxrules.proof.sketch import Sketch
from rxrules.proving.bands import _in_no_band
from rxrules.proving.cells import cells
from rxrules.proving.deciding import Decider
from rxrules.proving.examined import Examined, builder_of
from rxrules.proving.formula import Among, Axis, Bound, Node, Subject, both
from rxrules.proving.prove import prove
from rxrules.proving.reading import of_tree
from rxrules.proving.solver import solve
from rxrules.units import Quantity, parse_quantity, parse_unit
from rxrules.validate.cells import holes, overlaps
from rxrules.validate.space import Space

pytest.importorskip("z3")
LAW = settings(deadline=None, max_examples=25)

HEAD = "ruleset: {id: laws, version: 1.0.0, title: Laws, language: 1, owner: tests, licence: CC0-1.0}\n"
#: Of each variable: the unit, and the ends that are drawn from, between those of the domain; all of them bodies that can be.
VARIABLES = {
    "weight": ("kg", (40, 45, 50, 60, 80)),
    "height": ("cm", (150, 155, 160, 170, 180)),
    "egfr": ("mL/min/{1.73_m2}", (10, 15, 30, 45, 60)),
}


def ruleset(rule: str):
    tree, found = parse_text({"ruleset.yaml": f"{HEAD}{rule}"})
    assert [str(each) for each in found] == []
    return of_tree(tree)


@st.composite
def windows(draw, variable):
    unit, ends = VARIABLES[variable]
    low, high = sorted(draw(st.lists(st.sampled_from(ends[1:-1]), min_size=2, max_size=2)))
    side = draw(st.sampled_from(("both", "low", "high")))
    if side == "low":
        return f"{draw(st.sampled_from('[('))}{low} {unit},)"
    if side == "high":
        return f"(,{high} {unit}{draw(st.sampled_from('])'))}"
    if low == high:
        return f"[{low} {unit}, {high} {unit}]"
    return f"{draw(st.sampled_from('[('))}{low} {unit}, {high} {unit}{draw(st.sampled_from('])'))}"


@st.composite
def bands(draw):
    """A domain over one to three variables, and one to five rows that need not fit together."""
    used = draw(st.lists(st.sampled_from(sorted(VARIABLES)), min_size=1, max_size=3, unique=True))
    over = {name: f"[{VARIABLES[name][1][0]} {VARIABLES[name][0]}, {VARIABLES[name][1][-1]} {VARIABLES[name][0]}]" for name in used}
    rows = []
    for _ in range(draw(st.integers(1, 5))):
        named = draw(st.lists(st.sampled_from(used), max_size=len(used), unique=True))
        rows.append({name: draw(windows(name)) for name in named})
    return over, rows


def written(over, rows):
    def flow(row):
        return "{" + ", ".join(f'{name}: "{text}"' for name, text in row.items()) + "}"

    lines = [f"        - {flow({**row})[:-1]}{', ' if row else ''}max: 1 g}}" for row in rows]
    return (
        "rules:\n  - id: dose\n    kind: dose_limit\n    drug: {ingredient: paracetamol}\n    measure: per_day\n"
        "    severity: {max: major}\n    bands:\n"
        f"      over: {flow(over)}\n      within: {{egfr: 90 d}}\n      rows:\n".replace(
            "      within: {egfr: 90 d}\n", "      within: {egfr: 90 d}\n" if "egfr" in over else ""
        )
        + "\n".join(lines)
        + "\n"
    )


def points(name):
    """Every edge, and a value between each two."""
    ends = VARIABLES[name][1]
    return sorted({*ends, *((a + b) / 2 for a, b in pairwise(ends))})


@cache
def body(values):
    """A patient of a grid point, with a dose."""
    sketch = Sketch.known()
    for name, value in values:
        unit = VARIABLES[name][0]
        if name == "egfr":
            sketch.observe("egfr", f"{value} {unit}")
        else:
            sketch.measure(name, Quantity(float(value), parse_unit(unit)))
    sketch.order("paracetamol", dose="500 mg", timing={"frequency": 1, "per": "1 d"})
    assert sketch.case().unread == ()
    return sketch


@LAW
@given(bands())
def test_sweep_cases_solver_and_engine_agree_on_gaps_and_overlaps(made):
    over, rows = made
    rule = ruleset(written(over, rows)).rules[0]
    of = rule.bands
    space = Space.of(of)
    builder = builder_of(rule)
    uncovered = both(builder.windows(of.over), *(builder.windows(row.windows, truth=False) for row in of.rows))
    has_gap = bool(holes(space.domain, space.rows))
    assert any(True for _ in cells(uncovered)) == has_gap
    assert solve(uncovered, 20).truth == has_gap

    shared = {(a, b) for a, b, _ in overlaps(space.domain, space.rows)}
    for a in range(len(rows)):
        for b in range(a + 1, len(rows)):
            formula = both(builder.windows(of.over), builder.windows(of.rows[a].windows), builder.windows(of.rows[b].windows))
            assert any(True for _ in cells(formula)) == ((a, b) in shared)
            assert solve(formula, 20).truth == ((a, b) in shared)

    judge = Judge.of(rule, ruleset(written(over, rows)))
    grid = product(*([(name, value) for value in points(name)] for name in over))
    assert any(_in_no_band(judge, body(values)) for values in grid) == has_gap


AGE = Axis("variable", "age", 0, "calendar")
DAYS = Axis("variable", "age", 0, "time")
WEIGHT = Axis("variable", "weight", 0, "mass")
SEX = Subject("sex", "", 0)
SEXES = frozenset(("female", "male", "other"))


def bounds(axis, values):
    return st.builds(Bound, st.just(axis), st.booleans(), values.map(parse_quantity), st.booleans())


ATOMS = st.one_of(
    bounds(WEIGHT, st.integers(1, 6).map(lambda n: f"{n} kg")),
    bounds(AGE, st.integers(0, 40).map(lambda n: f"{n} mo")),
    bounds(DAYS, st.integers(0, 800).map(lambda n: f"{n} d")),
    st.builds(Among, st.just(SEX), st.frozensets(st.sampled_from(sorted(SEXES))), st.just(SEXES)),
)
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.builds(lambda every, parts: Node(every=every, parts=tuple(parts)), st.booleans(), st.lists(inner, max_size=4)),
    max_leaves=14,
)


@settings(deadline=None, max_examples=300)
@given(FORMULAS)
def test_a_distinction_of_cases_and_the_solver_agree_on_every_formula(formula):
    assert any(True for _ in cells(formula)) == solve(formula, 20).truth


CONDITIONS = st.recursive(
    st.one_of(
        st.sampled_from(["age: '>= 65 a'", "age: '< 75 a'", "age: '[18 a, 65 a)'", "age: '< 90 d'", "sex: female", "sex: male"]),
        st.sampled_from(
            ["weight: '< 50 kg'", "weight: '>= 50 kg'", "condition: heart-failure", "history: heart-failure", "pregnant: true"]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "all: [" + ", ".join(f"{{{part}}}" for part in parts) + "]"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: "any: [" + ", ".join(f"{{{part}}}" for part in parts) + "]"),
        inner.map(lambda part: f"not: {{{part}}}"),
    ),
    max_leaves=7,
)
DEFINED = "conditions: [{id: heart-failure, title: Heart failure, icd10: [I50]}]\n"


@settings(deadline=None, max_examples=60)
@given(CONDITIONS)
@example("not: {any: [{sex: female}, {sex: male}]}")
def test_a_condition_that_can_hold_fires_on_a_case_and_one_that_can_not_fires_on_none(when):
    of = ruleset(
        f"{DEFINED}rules: [{{id: ci, kind: contraindication, severity: major, drug: {{ingredient: ibuprofen}}, "
        f"when: {{{when}}}}}]\n"
    )
    (fires,) = [claim for claim in prove(of).claims if claim.name == "fires"]
    assert fires.standing.value in ("proved", "refuted")
    if fires.standing.value == "proved":
        assert fires.scenario["fires"] == [{"rule": "ci", "severity": "major", "certainty": "certain"}]
        return
    judge = Judge.of(of.rules[0], of)
    for born, weight, sex, pregnant, problem in product(
        ("2026-05-15", "1986-06-15", "1956-06-15", "1940-06-15"),
        (49, 50),
        ("female", "male"),
        (True, False),
        (None, "active", "resolved"),
    ):
        sketch = Sketch.known()
        sketch.born(born)
        if born < "2020":
            sketch.measure("weight", Quantity(float(weight), parse_unit("kg")))
        sketch.choose("sex", sex)
        sketch.choose("pregnant", pregnant)
        if problem is not None:
            sketch.enlist("conditions", {"text": "Heart failure", "status": problem})
        sketch.order("ibuprofen", route="oral")
        assert judge.verdict(sketch.case()).status != "fired"


def test_what_is_decided_without_the_solver_is_what_is_decided_with_it():
    of = ruleset(
        written(
            {"weight": "[40 kg, 80 kg]", "height": "[150 cm, 180 cm]"}, [{"weight": "[40 kg, 60 kg)"}, {"weight": "[60 kg, 80 kg]"}]
        )
    )
    one = Examined.of(of.rules[0], of, compile_rulesets([of]))
    assert Decider(5, None).decide(one.formula).truth is Decider(5, "z3").decide(one.formula).truth is True
