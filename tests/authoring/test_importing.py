"""A hospital's spreadsheet as rules: our own tables come back as they were, and nothing is guessed or lost."""

from __future__ import annotations

import csv
import shutil
from functools import cache
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from rxrules.authoring.importing.columns import columns, kind_of
from rxrules.authoring.importing.importing import names_for, write
from rxrules.authoring.importing.mapping import Said, of_file, of_options
from rxrules.authoring.importing.numerals import NotTaken, read_amount, read_number
from rxrules.authoring.importing.sheet import read_sheet
from rxrules.authoring.importing.translating import translate
from rxrules.errors import InputError
from rxrules.language import parse
from rxrules.language.ast import DoseLimitRule, InteractionRule
from rxrules.terminology import Terminology

CORE = Path(__file__).parents[2] / "rulesets/core"
_REVIEWED = Said(fixed={"reviewed": "2026-11-22", "review_by": "2027-11-22"})
_MANIFEST = """\
ruleset: {id: own, version: 1.0.0, title: Own, language: 1, owner: us, licence: CC0-1.0}
sources:
  - {id: handbook, title: Our handbook}
groups:
  - {id: nsaids, title: Anti-inflammatory drugs, members: [ibuprofen, naproxen]}
"""


@pytest.fixture(name="own")
def fixture_own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "ruleset.yaml").write_text(_MANIFEST, encoding="utf-8")
    return folder


def imported(folder, text, *, said=None, decimal="", lenders=(), **known):
    """What comes of a sheet of that text."""
    path = folder.parent / "sheet.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    names, sources = names_for(folder, lenders)
    return translate(read_sheet(path), said or Said(), names, sources, decimal=decimal, **known)


def reasons(found):
    return [(one.line, one.column, one.reason) for one in found.unmapped]


@cache
def _core():
    return parse(CORE)[0], names_for(CORE)


def _canonical(rule, name):
    """What a rule says under a key, with its drug by its canonical name."""
    value = getattr(rule, name)
    if name != "drug":
        return value
    (ingredient,) = Terminology.default().resolve_name(value.ingredient.text).ingredients
    return evolve(value, ingredient=evolve(value.ingredient, text=str(ingredient)))


@pytest.mark.parametrize("form", ["csv", "yaml"])
def test_our_own_tables_of_doses_come_back_as_they_were(form, tmp_path):
    folder = tmp_path / "core"
    shutil.copytree(CORE, folder)
    tree, (names, sources) = _core()
    rules = 0
    for original in sorted((folder / "doses/tables").glob("*.csv")):
        found = translate(read_sheet(original), _REVIEWED, names, sources, kind="dose_limit", decimal=".")
        assert found.is_whole, found.unmapped
        assert not found.left
        rules += found.rules
        original.unlink()
        if form == "csv":
            write(found, folder, original)
        else:
            _without_table(folder / "ruleset.yaml", f"doses/tables/{original.name}")
            write(found, folder, original.with_suffix(".yaml"))
    assert rules > 100
    again, problems = parse(folder)
    assert not problems.has_errors, list(problems)
    after = {rule.id.text: rule for rule in again.rules}
    assert after.keys() == {rule.id.text for rule in tree.rules}
    # a default of the manifest that no cell of the table holds
    left_out = {"when"} if form == "yaml" else set()
    for rule in tree.rules:
        if isinstance(rule, DoseLimitRule):
            for one in rule.__attrs_attrs__:
                if one.eq and one.name not in left_out:
                    assert _canonical(after[rule.id.text], one.name) == _canonical(rule, one.name), (rule.id.text, one.name)


def _without_table(manifest, table):
    """The manifest without one table, and what it says of it."""
    lines = manifest.read_text(encoding="utf-8").splitlines(keepends=True)
    start = next(number for number, line in enumerate(lines) if line.strip() == f"- file: {table}")
    end = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith("      "))
    left = "".join(lines[:start] + lines[end:])
    manifest.write_text(left if "- file: " in left else left.replace("  tables:\n", ""), encoding="utf-8")


_NARROWED = ("within", "per_dose", "per_day", "per_week", "duration", "taken", "prn", "indication", "phase")


def _plain_pairs():
    """The interactions of core that a row of a table can hold."""
    for rule in _core()[0].rules:
        if not isinstance(rule, InteractionRule) or rule.modifiers or rule.when is not None or len(rule.evidence.sources) != 1:
            continue
        narrowed = [side for side in rule.between if any(getattr(side, name) is not None for name in _NARROWED)]
        reference = rule.evidence.sources[0]
        if not narrowed and reference.source is not None and not rule.tags:
            yield rule


def _but_sources(_, names):
    return [name for name in names if name != "sources.yaml"]


def test_interactions_of_core_come_back_from_a_sheet_of_other_columns(tmp_path):
    folder = tmp_path / "core"
    shutil.copytree(CORE, folder)
    rules = list(_plain_pairs())
    assert len(rules) > 50
    path = tmp_path / "pairs.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        sheet = csv.writer(stream, delimiter=";")
        sheet.writerow(
            ["No", "Drug 1", "Route 1", "Drug 2", "Route 2", "Severity", "Titel", "Consequence", "How", "Management", "Reference"]
        )
        for rule in rules:
            sides = [
                cell
                for side in rule.between
                for cell in (
                    side.ingredient.text if side.ingredient else f"group:{side.group.text}",
                    "; ".join(one.text for one in side.route),
                )
            ]
            texts = (rule.title, rule.effect, rule.mechanism, rule.action, rule.evidence.sources[0].source.text)
            sheet.writerow([rule.id.text, *sides, rule.severity.upper(), *texts])
    names, sources = names_for(folder)
    found = translate(read_sheet(path), Said({"How": "mechanism"}), names, sources)
    assert found.kind == "interaction"
    assert found.is_whole, found.unmapped
    shutil.rmtree(folder / "interactions")
    shutil.copytree(
        CORE / "interactions", folder / "interactions", ignore=lambda _, names: [n for n in names if n != "sources.yaml"]
    )
    write(found, folder, folder / "interactions/imported.yaml")
    tree, problems = parse(folder)
    assert not problems.has_errors, list(problems)
    after = {rule.id.text: rule for rule in tree.rules}
    for rule in rules:
        for name in ("between", "severity", "title", "effect", "mechanism", "action"):
            assert getattr(after[rule.id.text], name) == getattr(rule, name), (rule.id.text, name)
        assert after[rule.id.text].status == "draft"
        assert after[rule.id.text].evidence.sources[0].source == rule.evidence.sources[0].source


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_stands_between_cells_and_how_letters_are_kept_makes_no_difference(own, mark, encoding):
    text = mark.join(["Drug A", "Drug B", "Severity"]) + "\r\n" + mark.join(["warfarin", "Énalapril", "Major"]) + "\r\n"
    found = imported(own, text.encode(encoding))
    assert found.is_whole
    assert [(row["a"], row["b"], row["severity"]) for row in found.rows] == [("warfarin", "enalapril", "major")]


def test_every_cell_that_is_not_taken_is_named_with_what_may_be_meant(own):
    found = imported(
        own,
        "Drug A,Drug B,Severity,Remark\n"
        "warfarrin,ibuprofen,major,\n"
        "warfarin,NSAIDs,High,\n"
        "warfarin,Augmentin,major,\n"
        "warfarin,warfarin 5 mg tablet,major,\n"
        "warfarin,,major,\n"
        "warfarin,naproxen,major,too,many\n"
        "warfarin,omeprazole,major,keep\n",
    )
    told = [(one.line, one.col, one.near) for one in found.unmapped]
    assert told == [
        (2, 1, ("warfarin", "warfarina")),
        (3, 3, ()),
        (4, 2, ()),
        (5, 2, ()),
        (6, 0, ()),
        (7, 0, ()),
    ]
    assert [row["b"] for row in found.rows] == ["omeprazole"]
    assert [column.name for column in found.not_mapped] == ["Remark"]
    assert not found.is_whole


def test_a_group_is_known_by_its_id_and_its_title_and_a_lent_one_is_copied_with_what_it_is_made_of(own):
    text = "Drug A,Drug B,Severity\nwarfarin,NSAIDs,major\nwarfarin,anti-inflammatory drugs,major\nwarfarin,group:statins,major\n"
    found = imported(own, text, lenders=["core"])
    assert [row["b"] for row in found.rows] == ["group:nsaids", "group:statins"]
    assert reasons(found) == [(3, "", "the pair warfarin and group:nsaids stands in line 2 already, and this row says the same")]
    assert "statins" in found.groups
    assert "nsaids" not in found.groups
    write(found, own, own / "imported.yaml")
    tree, problems = parse(own)
    assert not problems.has_errors
    core = {group.id.text: group for group in parse(CORE)[0].groups}
    for group in tree.groups:
        if group.id.text in found.groups:
            assert [one.text for one in group.members] == [one.text for one in core[group.id.text].members]


def test_a_group_is_known_by_its_id_before_any_title_and_a_title_of_two_is_refused(own):
    with (own / "ruleset.yaml").open("a", encoding="utf-8") as stream:
        stream.write("  - {id: statins, title: Others, members: [ibuprofen]}\n")
        stream.write("  - {id: lipids, title: Statins, members: [naproxen]}\n")
        stream.write("  - {id: more, title: Others, members: [naproxen]}\n")
    found = imported(own, "a,b,severity\nwarfarin,group:statins,major\nwarfarin,Others,major\n")
    assert [row["b"] for row in found.rows] == ["group:statins"]
    assert [(one.reason, one.near) for one in found.unmapped] == [("2 groups are called so", ("group:statins", "group:more"))]


def test_a_pair_with_two_severities_is_told_whichever_drug_stands_first(own):
    found = imported(own, "a,b,severity\nwarfarin,omeprazole,major\nOmeprazole,Warfarin,minor\n")
    assert reasons(found) == [(3, "", "the pair omeprazole and warfarin stands in line 2 already, and this row contradicts it")]


def test_a_pair_may_have_a_rule_for_each_direction(own):
    found = imported(
        own, "a,b,severity,direction\nwarfarin,omeprazole,major,second_added\nomeprazole,warfarin,minor,second_added\n"
    )
    assert found.is_whole
    assert found.rules == 2


def test_a_group_that_only_a_row_names_that_is_not_taken_is_not_copied(own):
    found = imported(own, "a,b,severity\nwarfarrin,group:statins,major\n", lenders=["core"])
    assert found.rules == 0
    assert found.groups == {}


def test_a_brand_is_taken_as_its_ingredient_and_told(own):
    found = imported(own, "a,b,severity\nCoumadin,omeprazole,major\n")
    assert [(one.written, one.taken, one.why) for one in found.taken] == [("Coumadin", "warfarin", "brand")]


def test_one_row_with_a_single_and_a_daily_maximum_makes_two_rules(own):
    text = "Wirkstoff;Applikation;Max. Einzeldosis (mg);Maximale Tagesdosis;Schweregrad\nIbuprofen;p.o.;800;2,4 g;major\n"
    found = imported(own, text)
    assert found.is_whole
    assert [(row["id"], row["max"]) for row in found.rows] == [
        ("dose.ibuprofen.oral.per-dose", "800 mg"),
        ("dose.ibuprofen.oral.per-day", "2.4 g"),
    ]


def test_ends_of_ages_in_columns_of_their_own_are_an_interval_and_what_they_range_over_is_left_to_say(own):
    text = (
        "Drug,Age from,Age below,Max daily dose (mg/kg/day),Severity\nibuprofen,3 mo,12 a,30,major\nibuprofen,12 a,18 a,40,major\n"
    )
    said = Said({"Age from": "age.from", "Age below": "age.below"})
    found = imported(own, text, said=said)
    assert [row["age"] for row in found.rows] == ["[3 mo, 12 a)", "[12 a, 18 a)"]
    assert found.left[0].startswith("over which age the bands go")
    whole = imported(own, text, said=said | Said(fixed={"over.age": "[3 mo, 18 a)"}))
    write(whole, own, own / "doses.yaml")
    assert not parse(own)[1].has_errors


def test_an_age_up_to_a_year_is_refused_because_it_may_or_may_not_hold_that_year(own):
    said = Said({"Age from": "age.from", "Age to": "age.to"})
    found = imported(own, "Drug,Age from,Age to,Max daily dose,Severity\nibuprofen,3 mo,11 a,2 g,major\n", said=said)
    assert "may leave out that year, or not" in found.unmapped[0].reason


def test_a_rule_is_not_written_without_one_of_its_bands(own):
    text = (
        "id,ingredient,measure,age,max,severity\n"
        'dose.x,ibuprofen,per_day,"[3 mo, 12 a)",30 mg/kg,major\n'
        'dose.x,,,"[12 a, 18 a)",1.200 mg,\n'
        "dose.y,naproxen,per_day,,1 g,major\n"
    )
    found = imported(own, text)
    assert [row["id"] for row in found.rows] == ["dose.y"]
    assert [(one.line, one.column) for one in found.unmapped] == [(2, ""), (3, "max")]
    assert "line 3 is of the same rule" in found.unmapped[0].reason


def test_rows_of_one_rule_that_disagree_are_told(own):
    text = (
        "id,ingredient,measure,age,max,severity\n"
        'dose.x,ibuprofen,per_day,"[3 mo, 12 a)",1 g,major\n'
        'dose.x,ibuprofen,per_day,"[12 a, 18 a)",2 g,minor\n'
    )
    found = imported(own, text)
    assert found.rules == 0
    assert "severity.max is 'minor' here and 'major' in line 2" in found.unmapped[1].reason


def test_a_source_by_its_title_is_the_one_that_is_there_and_another_one_is_written(own):
    found = imported(own, "a,b,severity,Reference\nwarfarin,omeprazole,major,our handbook\nwarfarin,ibuprofen,major,BNF 85\n")
    assert [row["source"] for row in found.rows] == ["handbook", "bnf-85"]
    assert found.sources == {"bnf-85": "BNF 85"}
    files = write(found, own, own / "pairs.csv")
    assert [path.name for path in files] == ["pairs.csv", "pairs.yaml"]


def test_an_active_rule_without_a_source_is_not_taken(own):
    found = imported(own, "a,b,severity,status\nwarfarin,omeprazole,major,active\nwarfarin,ibuprofen,major,review\n")
    assert [row["status"] for row in found.rows] == ["review"]
    assert "an active rule names a source" in found.unmapped[0].reason


def test_two_columns_that_would_be_the_same_are_refused(own):
    with pytest.raises(InputError, match="'Max daily dose' and 'Daily maximum' would both be per_day"):
        imported(own, "Drug,Max daily dose,Daily maximum,Severity\nibuprofen,1 g,2 g,major\n")


def test_what_the_author_says_leads_over_what_is_detected(own):
    header = ("Drug", "Max", "Note")
    found = columns("dose_limit", header, {"Max": "per_day.max", "Note": "ignore"})
    assert [(one.target, one.how) for one in found] == [("ingredient", "detected"), ("per_day.max", "said"), ("ignore", "said")]
    with pytest.raises(InputError, match="there is no column 'Notes'; did you mean 'Note'"):
        columns("dose_limit", header, {"Notes": "max"})
    with pytest.raises(InputError, match="can't be 'drugg'"):
        columns("dose_limit", header, {"Drug": "drugg"})


def test_the_kind_is_told_by_the_columns_or_asked_for():
    assert kind_of(("Drug 1", "Drug 2"), {}) == "interaction"
    assert kind_of(("Drug", "Max daily dose"), {}) == "dose_limit"
    with pytest.raises(InputError, match="say --kind"):
        kind_of(("Name", "Value"), {})


def test_a_mapping_file_says_the_same_as_options(tmp_path):
    path = tmp_path / "mapping.yaml"
    path.write_text("columns: {Drug 1: a}\nvalues: {severity: {High: major}}\nset: {owner: Pharmacy}\n", encoding="utf-8")
    assert of_file(path) == of_options(["Drug 1=a"], ["severity:High=major"], ["owner=Pharmacy"])
    path.write_text("colums: {Drug 1: a}\n", encoding="utf-8")
    with pytest.raises(InputError, match="did you mean 'columns'"):
        of_file(path)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "the file is empty|has one column"),
        (b"PK\x03\x04rest", "a workbook, expected a table"),
        (b"a;b\n\xfc;x\n", "line 2 holds the byte 0xfc"),
        (b"a;b,c\n", "parts at comma and at semicolon"),
        (b"a,a\n1,2\n", "two columns are called 'a'"),
        (b"a,b\n\0,2\n", "a binary file"),
        (b'a,b\n"1,2\n', "not a table, from line 2 on"),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(data, told, tmp_path):
    path = tmp_path / "sheet.csv"
    path.write_bytes(data)
    with pytest.raises(InputError, match=told):
        read_sheet(path)


@pytest.mark.parametrize(
    ("written", "unit", "decimal", "taken"),
    [
        ("4 g", "", "", "4 g"),
        ("2,5 g", "", "", "2.5 g"),
        ("2.5", "mg/kg", "", "2.5 mg/kg"),
        ("1 000", "mg", "", "1000 mg"),
        ("1.000", "mg", ",", "1000 mg"),
        ("1,000", "mg", ",", "1.000 mg"),
        ("1.234,5 mg", "", "", "1234.5 mg"),
        ("0,125 mg", "", "", "0.125 mg"),
        ("60 mg/kg KG/Tag", "", "", "60 mg/kg/d"),
        ("60 mg per kg", "", "", "60 mg/kg"),
        ("500 I.E.", "", "", "500 [iU]"),
    ],
)
def test_an_amount_is_read_in_the_one_way_that_there_is(written, unit, decimal, taken):
    assert read_amount(written, unit, decimal) == taken


@pytest.mark.parametrize("written", ["1.000 mg", "1,000 mg", "1-2 g", "4", "4 grams of it", "< 4 g", "max 4 g", "1.5.2 g", ".5 g"])
def test_an_amount_of_two_readings_or_none_is_refused(written):
    with pytest.raises(NotTaken):
        read_amount(written)


def test_a_unit_in_the_cell_that_is_not_that_of_the_column_is_refused():
    with pytest.raises(NotTaken, match="the cell says g, its column mg"):
        read_amount("4 g", "mg")
    assert read_amount("4 mg", "mg") == "4 mg"


_GROUPED = st.sampled_from(["", " ", ".", ",", "'", "\u00a0"])


@given(st.integers(0, 10_000_000), st.integers(0, 3), _GROUPED, st.sampled_from([".", ","]), st.sampled_from(["", ".", ","]))
def test_a_number_in_whatever_spelling_is_read_as_what_it_is_or_refused(value, places, group, mark, decimal):
    if group == mark:
        return
    whole, rest = divmod(value, 10**places)
    text = f"{whole:,}".replace(",", group) + (f"{mark}{rest:0{places}}" if places else "")
    if decimal and decimal != mark:
        return
    try:
        read = read_number(text, decimal)
    except NotTaken:
        assert not decimal or (group == "" and not places), text
        return
    assert float(read) == pytest.approx(value / 10**places)
