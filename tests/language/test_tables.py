"""Rules in CSV tables are the rules that the same words in YAML would be, and their mistakes have places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rxrules.language import ast, parse_text

MANIFEST = """ruleset:
  id: example
  version: 1.0.0
  title: Example
  language: 1
  owner: pharmacy
  licence: CC0-1.0
  tables:
    - file: t.csv
      kind: {kind}
      defaults: {defaults}
"""


def read(kind: str, table: str, defaults: str = "{}") -> tuple[tuple[ast.Rule, ...], list[str]]:
    tree, found = parse_text({"ruleset.yaml": MANIFEST.format(kind=kind, defaults=defaults), "t.csv": table})
    assert (tree is None) == found.has_errors
    return tree.rules if tree is not None else (), [f"{d.span} {d.code}" for d in found]


def from_yaml(text: str) -> tuple[ast.Rule, ...]:
    manifest = MANIFEST.split("  tables", maxsplit=1)[0]
    tree, found = parse_text({"ruleset.yaml": manifest + text})
    assert not len(found), list(found)
    assert tree is not None
    return tree.rules


def test_a_table_of_doses_may_have_bands_over_estimates_and_a_rounding() -> None:
    rules, found = read(
        "dose_limit",
        "id,ingredient,measure,crcl_actual,rounding,max\n"
        'dose.a,dabigatran,per_day,"[0 mL/min, 30 mL/min)",10 %,150 mg\n'
        'dose.a,,,"[30 mL/min, 300 mL/min)",,300 mg\n',
        '{severity: {max: major}, over: {crcl_actual: "[0 mL/min, 300 mL/min)"}, within: {crcl_actual: 90 d}}',
    )
    assert found == []
    assert rules == from_yaml("""rules:
  - id: dose.a
    kind: dose_limit
    drug: {ingredient: dabigatran}
    measure: per_day
    severity: {max: major}
    rounding: 10 %
    bands:
      over: {crcl_actual: "[0 mL/min, 300 mL/min)"}
      within: {crcl_actual: 90 d}
      rows:
        - {crcl_actual: "[0 mL/min, 30 mL/min)", max: 150 mg}
        - {crcl_actual: "[30 mL/min, 300 mL/min)", max: 300 mg}
""")


def test_a_row_of_a_table_is_the_rule_that_it_would_be_in_yaml() -> None:
    rules, found = read(
        "interaction",
        "id,a,b,a.route,severity,title,reviewed,tags,advice.patient,source,section\n"
        "ddi.a,warfarin,group:nsaids,oral;rectal,major,T,2026-11-01,x; y,Ask,spc,4.5\n",
        "{status: review, owner: me}",
    )
    assert found == []
    assert rules == from_yaml("""rules:
  - id: ddi.a
    kind: interaction
    between: [{ingredient: warfarin, route: [oral, rectal]}, {group: nsaids}]
    severity: major
    title: T
    reviewed: 2026-11-01
    tags: [x, y]
    advice: {patient: Ask}
    evidence: {sources: [{source: spc, section: "4.5"}]}
    status: review
    owner: me
""")


def test_rows_of_one_id_are_the_bands_of_one_rule_wherever_they_stand() -> None:
    rules, found = read(
        "dose_limit",
        "id,ingredient,route,measure,weight,over.weight,within.weight,max,cap,policy,note,severity.max\n"
        'd.a,x,oral,per_day,"(50 kg,)","(0 kg, 400 kg)",90 d,4 g,,first,,major\n'
        "d.b,y,,per_dose,,,,1 g,,,,minor\n"
        'd.a,,,,"(, 50 kg]",,,60 mg/kg,3 g,,as on the label,\n',
    )
    assert found == []
    assert rules == from_yaml("""rules:
  - id: d.a
    kind: dose_limit
    drug: {ingredient: x}
    route: oral
    measure: per_day
    severity: {max: major}
    bands:
      over: {weight: "(0 kg, 400 kg)"}
      within: {weight: 90 d}
      policy: first
      rows:
        - {weight: "(50 kg,)", max: 4 g}
        - {weight: "(, 50 kg]", max: 60 mg/kg, cap: 3 g, note: as on the label}
  - id: d.b
    kind: dose_limit
    drug: {ingredient: y}
    measure: per_dose
    severity: {max: minor}
    max: 1 g
""")


def test_a_cell_leads_over_a_default_and_an_empty_one_does_not() -> None:
    rules, found = read("interaction", "id,a,b,severity,owner\nx,a,b,,you\ny,a,b,minor,\n", "{severity: major, owner: me}")
    assert found == []
    assert [(rule.severity, rule.owner) for rule in rules if isinstance(rule, ast.InteractionRule)] == [
        ("major", "you"),
        ("minor", "me"),
    ]


def test_domain_and_policy_may_be_defaults_of_the_table() -> None:
    rules, found = read(
        "dose_limit",
        'id,ingredient,age,max\nd,x,"[0 d, 2 a)",1 g\nd,,"[2 a, 18 a)",2 g\ne,y,,3 g\n',
        "{measure: per_day, severity: {max: major}, policy: first, within: {age: 1 d}, over: {age: '[0 d, 18 a)'}}",
    )
    assert found == []
    first, second = rules
    assert isinstance(first, ast.DoseLimitRule)
    assert isinstance(second, ast.DoseLimitRule)
    assert first.bands is not None
    assert (first.bands.policy, list(first.bands.over), list(first.bands.within)) == (
        "first",
        ["age"],
        ["age"],
    )
    assert first.bands.over["age"].span.file == "ruleset.yaml"
    assert first.bands.rows[1].windows["age"].span.line == 3
    # a limit that says nothing of age holds in the table's domain, and in no other
    assert second.bands is not None
    assert list(second.bands.over) == ["age"]
    assert [(row.windows, str(row.limits.max and row.limits.max.quantity)) for row in second.bands.rows] == [({}, "3 g")]
    assert second.limits == ast.Limits()


def test_a_row_that_says_how_old_a_weight_may_be_never_loses_it() -> None:
    table = 'id,ingredient,max,over.weight,within.weight\nd,x,60 mg/kg,"(0 kg, 400 kg)",90 d\n'
    for written, defaults in (
        (table, "{measure: per_day, severity: {max: major}}"),
        (
            "id,ingredient,max\nd,x,60 mg/kg\n",
            "{measure: per_day, severity: {max: major}, over: {weight: '(0 kg, 400 kg)'}, within: {weight: 90 d}}",
        ),
    ):
        (rule,), found = read("dose_limit", written, defaults)
        assert found == []
        assert isinstance(rule, ast.DoseLimitRule)
        assert rule.bands is not None
        assert str(rule.bands.within["weight"].quantity) == "90 d"
    # without a domain it is told, and not dropped
    table = "id,ingredient,max,within.weight\nd,x,60 mg/kg,90 d\n"
    assert read("dose_limit", table, "{measure: per_day, severity: {max: major}}")[1] == ["t.csv:2:1 RX102"]


def test_a_column_for_an_observation_is_not_taken_for_a_slip() -> None:
    table = 'id,ingredient,inr,over.inr,within.inr,max\nd,x,"[0, 3)","[0, 3)",7 d,4 g\n'
    (rule,), found = read("dose_limit", table.replace("[0, 3)", "[0 1, 3 1)"), "{measure: per_day, severity: {max: major}}")
    assert found == []
    assert isinstance(rule, ast.DoseLimitRule)
    assert rule.bands is not None
    assert list(rule.bands.rows[0].windows) == ["inr"]


@pytest.mark.parametrize(
    ("table", "defaults", "expected"),
    [
        ("id,a,b,severity\nx,a,b,Major\n", "{}", ["t.csv:2:4 RX104"]),
        ("id,a,b,severity\nx,a,,major\n", "{}", ["t.csv:2:1 RX103"]),
        ("id,a,b,severity\nx,,,major\n", "{}", ["t.csv:2:1 RX102"]),
        ("id,a,b,severity\n,a,b,major\n", "{}", ["t.csv:2:1 RX102"]),
        ("id,a,b,severty\nx,a,b,major\n", "{}", ["t.csv:1:4 RX118"]),
        ("id,a,severity\nx,a,major\n", "{}", ["t.csv:1:1 RX118"]),
        ("id,a,b,severity,advice.patient\nx,a,b,major,z\n", "{advice: {nurse: z}}", ["t.csv:1:5 RX118"]),
        ("id,a,b\nx,a,b\n", "{severity: Major}", ["ruleset.yaml:11:28 RX104"]),
        ("id,a,b\nx,a,b\n", "{severty: major}", ["ruleset.yaml:11:18 RX101"]),
        ("id,a,b,reviewed\nx,a,b,soon\n", "{severity: major}", ["t.csv:2:4 RX107"]),
        ("id,a,b,severity\nx,a\n", "{}", ["t.csv:2:2 RX033"]),
    ],
)
def test_mistakes_in_pairs_have_places(table: str, defaults: str, expected: list[str]) -> None:
    assert read("interaction", table, defaults)[1] == expected


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("id,ingredient,max\nd,x,4\n", ["t.csv:2:3 RX108"]),
        ("id,ingredient,maxx\nd,x,4 g\n", ["t.csv:1:3 RX118"]),
        ("id,ingredient,wieght,max\nd,x,> 5 kg,4 g\n", ["t.csv:1:3 RX118"]),
        ("id,ingredient,max\n,x,4 g\n", ["t.csv:2:1 RX102"]),
        ("id,ingredient,max\nd,x,4 g\nd,y,5 g\n", ["t.csv:2:1 RX102", "t.csv:3:2 RX119"]),
        ("id,ingredient,weight,max\nd,x,> 5 kg,4 g\n", ["t.csv:2:1 RX102"]),
        ("id,ingredient,age,over.age,max\nd,x,<= 5 a,>= 0 d,4 g\n", ["t.csv:2:3 RX112"]),
        ("id,ingredient,max,note\nd,x,4 g,z\n", ["t.csv:1:4 RX101"]),
        ("id,max\nd,4 g\n", ["t.csv:1:1 RX118"]),
    ],
)
def test_mistakes_in_doses_have_places(table: str, expected: list[str]) -> None:
    assert read("dose_limit", table, "{measure: per_day, severity: {max: major}}")[1] == expected


@pytest.mark.parametrize(
    "name",
    [
        "../t.csv",
        "/t.csv",
        "a/../t.csv",
        "./t.csv",
        "a\\t.csv",
        "C:t.csv",
        "t.txt",
        ".t.csv",
        "missing.csv",
        "a//t.csv",
    ],
)
def test_only_tables_below_the_folder_are_read(name: str) -> None:
    text = MANIFEST.format(kind="interaction", defaults="{}").replace("t.csv", f"'{name}'")
    tree, found = parse_text({"ruleset.yaml": text})
    assert tree is None
    assert [f"{d.span} {d.code}" for d in found] == ["ruleset.yaml:9:13 RX116"]


@settings(max_examples=200, deadline=3000)
@given(
    st.sampled_from(["interaction", "dose_limit"]),
    st.lists(
        st.sampled_from(
            [
                "id",
                "a",
                "b",
                "a.route",
                "severity",
                "ingredient",
                "max",
                "age",
                "over.age",
                "severity.max",
                "source",
                "x",
            ]
        ),
        max_size=6,
    ),
    st.lists(
        st.lists(st.sampled_from(["", "a", "group:", "major", "4 g", ">= 5 kg", ";", '"[1 a, 2 a)"']), max_size=6),
        max_size=4,
    ),
)
def test_any_table_ends_in_rules_or_diagnostics_and_never_in_an_exception(
    kind: str, header: list[str], rows: list[list[str]]
) -> None:
    text = "\n".join(",".join(row) for row in [header, *rows])
    read(kind, text, "{status: review}")
