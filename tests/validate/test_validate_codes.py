"""Every code has a text that raises it, at one place, and a near twin that raises nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rule_trees import judge_text

import rxrules.validate
from rxrules.diagnostics import Level
from rxrules.validate.pages import PAGES

DOCS = Path(__file__).parents[2] / "docs/reference/diagnostics"
WARNINGS = {
    "RX213",
    "RX214",
    "RX218",
    "RX221",
    "RX223",
    "RX230",
    "RX234",
    "RX236",
    "RX240",
    "RX241",
    "RX245",
    "RX246",
    "RX308",
    "RX410",
    "RX413",
    "RX417",
    "RX418",
    "RX419",
    "RX420",
    "RX421",
    "RX422",
    "RX423",
    "RX424",
    "RX511",
}
#: Where the text of each page is wrong, as line and column.
PLACES = {
    "RX201": "4:9", "RX202": "2:9", "RX203": "8:47", "RX204": "3:15", "RX205": "3:15",
    "RX206": "3:15", "RX207": "8:23", "RX208": "7:22", "RX209": "5:13", "RX210": "5:32",
    "RX211": "2:9", "RX212": "2:9", "RX213": "3:28", "RX214": "4:15", "RX215": "8:39",
    "RX216": "5:38", "RX217": "5:16", "RX218": "5:16", "RX219": "5:11", "RX220": "12:9",
    "RX221": "12:9", "RX222": "7:9", "RX223": "7:9", "RX224": "7:9", "RX225": "2:11",
    "RX226": "2:9", "RX227": "2:5", "RX228": "4:11", "RX229": "5:5", "RX230": "8:15", "RX301": "5:20",
    "RX302": "5:42", "RX303": "7:10", "RX304": "8:10", "RX305": "8:10", "RX306": "5:37",
    "RX307": "5:48", "RX308": "5:32", "RX309": "12:24", "RX401": "8:7", "RX402": "11:11",
    "RX403": "12:11", "RX404": "11:11", "RX405": "10:20", "RX406": "11:37", "RX407": "2:5",
    "RX408": "10:11", "RX409": "8:15", "RX410": "6:15", "RX411": "7:10", "RX412": "7:10",
    "RX413": "11:52", "RX414": "9:22", "RX415": "8:7", "RX501": "2:9", "RX502": "9:9",
    "RX503": "2:9", "RX504": "2:9", "RX505": "2:9", "RX506": "2:9", "RX507": "2:9", "RX508": "2:3",
    "RX509": "2:3", "RX510": "2:9", "RX511": "2:9",
    "RX231": "2:9", "RX232": "7:5", "RX233": "11:15", "RX234": "3:10", "RX235": "8:12", "RX236": "4:15",
    "RX237": "2:9", "RX238": "2:9", "RX239": "6:9", "RX240": "6:16", "RX241": "8:17", "RX242": "5:11",
    "RX243": "6:29", "RX244": "6:19", "RX310": "9:17", "RX311": "8:15", "RX416": "6:9", "RX417": "7:10",
    "RX245": "6:11", "RX246": "8:32", "RX418": "10:52", "RX419": "10:53", "RX420": "10:38", "RX421": "6:15",
    "RX422": "7:10", "RX423": "13:10", "RX424": "5:47",
}  # fmt: skip


WRITTEN = [page for page in PAGES if page.avoid]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.code)
def test_what_a_page_says_to_avoid_raises_its_code_at_its_place_and_no_other(page):
    ruleset, found = judge_text(page.avoid)
    assert [(each.code, f"{each.span.line}:{each.span.col}") for each in found] == [(page.code, PLACES[page.code])]
    assert found[0].level is (Level.WARNING if page.code in WARNINGS else Level.ERROR)
    assert (ruleset is None) is found[0].is_error
    if ruleset is not None:
        assert ruleset.warnings == tuple(found)


#: A rule of every kind in which there is nothing to look at.
_PLAIN = """\
  - {id: z.pair, kind: interaction, severity: major, between: [{ingredient: colchicine}, {ingredient: ciclosporin}]}
  - {id: z.twice, kind: duplication, severity: minor, same: ingredient}
  - id: z.dose
    kind: dose_limit
    drug: {ingredient: colchicine}
    measure: per_dose
    severity: {max: major}
    max: 2 mg
  - {id: z.length, kind: dose_limit, drug: {ingredient: colchicine}, measure: duration, severity: {max: major}, max: 30 d}
  - {id: z.state, kind: contraindication, severity: major, drug: {ingredient: colchicine}, when: {pregnant: true}}
  - id: z.test
    kind: monitoring
    severity: {missing: minor, overdue: minor}
    drug: {ingredient: colchicine}
    test: egfr
    within: 1 a
  - {id: z.partner, kind: omission, severity: minor, drug: {ingredient: colchicine}, missing: [{ingredient: omeprazole}]}
  - id: z.points
    kind: burden
    items: [{drug: {ingredient: colchicine}, points: 3}]
    levels: [{total: '>= 3', severity: minor}]
"""


def test_the_plain_rules_raise_nothing():
    assert [str(each) for each in judge_text(f"rules:\n{_PLAIN}")[1]] == []


@pytest.mark.parametrize("page", [page for page in WRITTEN if "\nrules:\n" in f"\n{page.avoid}"], ids=lambda page: page.code)
def test_what_is_wrong_with_a_rule_is_found_whatever_rules_stand_before_it(page):
    found = judge_text(f"\n{page.avoid}".replace("\nrules:\n", f"\nrules:\n{_PLAIN}", 1).removeprefix("\n"))[1]
    assert [each.code for each in found] == [page.code]


@pytest.mark.parametrize("page", WRITTEN, ids=lambda page: page.code)
def test_what_a_page_says_to_prefer_raises_nothing(page):
    ruleset, found = judge_text(page.prefer)
    assert [str(each) for each in found] == []
    assert ruleset is not None


def test_every_code_that_validation_reports_has_a_page_and_every_page_a_code():
    package = Path(rxrules.validate.__file__).parent
    reported = {
        code
        for path in package.glob("*.py")
        if not path.name.startswith("pages")
        for code in re.findall(r'"(RX\d{3})"', path.read_text(encoding="utf-8"))
    }
    assert sorted(reported) == [page.code for page in PAGES]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_the_documentation_holds_every_page_as_the_package_has_it(page):
    written = (DOCS / f"{page.code}.md").read_text(encoding="utf-8")
    assert written.startswith(f"# {page.code}: {page.title}\n")
    assert all(part in written for part in (page.what, page.why, page.avoid, page.prefer))
    assert f"[{page.code}]({page.code}.md): {page.title}" in (DOCS / "index.md").read_text(encoding="utf-8")
