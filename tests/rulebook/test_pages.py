"""The pages of a rule book: what stands on them, and that they hold together as a site."""

from __future__ import annotations

import datetime as dt
import json
import posixpath
import re
from collections import Counter
from itertools import pairwise

import pytest
from small_book import MANIFEST, made, read, rule, write

from rxrules.errors import InputError, RulesetError
from rxrules.rulebook import gather, pages

HTML = sorted(path for path in made() if path.endswith(".html"))


def test_there_is_a_page_for_each_rule_drug_and_group():
    assert "rules/small/ddi.bleeding.html" in HTML
    assert "drugs/warfarin.html" in HTML
    assert "drugs/folic-acid.html" in HTML
    assert "groups/small/nsaids.html" in HTML
    assert {"index.html", "drugs.html", "groups.html", "interactions.html", "sources.html"} <= set(HTML)


@pytest.mark.parametrize("path", HTML)
def test_a_page_is_well_formed_and_can_be_used_without_seeing_it(path):
    page = read(made()[path])
    assert page.problems == []
    assert [id_ for id_, number in Counter(page.ids).items() if number > 1] == []
    tags = [tag for tag, _ in page.tags]
    assert dict(page.tags)["html"]["lang"] == "en"
    assert tags.count("h1") == tags.count("main") == tags.count("title") - tags.count("svg") == 1
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert tags.count("caption") == tags.count("table")
    assert tags.count("desc") == tags.count("svg")
    known = set(page.ids)
    for tag, attributes in page.tags:
        if tag == "svg":
            assert attributes["role"] == "img"
            assert set(attributes["aria-labelledby"].split()) <= known
    assert page.links[1] == "#main"


@pytest.mark.parametrize("path", HTML)
def test_every_link_leads_to_a_page_of_the_book_or_to_the_web_and_nothing_is_loaded_from_there(path):
    page = read(made()[path])
    for link in page.links:
        if link.startswith("https://example.org/"):
            continue
        where, _, place = link.partition("#")
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), where)) if where else path
        assert target in made(), link
        if place:
            assert place in read(made()[target]).ids, link
    for tag, attributes in page.tags:
        assert "src" not in attributes
        assert tag not in ("img", "iframe", "object")
        if tag == "link":
            assert attributes["href"].endswith("assets/book.css")
    assert "@import" not in made()["assets/book.css"]
    assert "url(" not in made()["assets/book.css"]


@pytest.mark.parametrize("path", HTML)
def test_no_page_is_without_what_it_must_not_be_taken_for_and_the_edition(path):
    text = read(made()[path]).text
    assert "Rules do not replace clinical judgement. No clinician has reviewed A small ruleset 1.2.3." in text
    assert re.search(r"A small ruleset \(small\), version 1\.2\.3; .*digest [0-9a-f]{64}", text)


def test_who_reviewed_is_told_as_the_owner_says_it(tmp_path):
    manifest = MANIFEST.replace("  description", "  clinician_reviewed: true\n  description")
    text = read(pages(gather([str(write(tmp_path / "own", manifest))]))["index.html"]).text
    assert "Reviewed by a clinician, as its owner says: A small ruleset 1.2.3." in text
    assert "No clinician" not in text


def test_the_page_of_an_interaction_tells_everything_of_it():
    page = rule("ddi.bleeding")
    for words in (
        "Anticoagulant with an NSAID",
        "A major",
        "This rule is active: it runs.",
        "Effect Bleeding.",
        "Mechanism Two ways at once.",
        "Action Choose paracetamol.",
        "For the prescriber Stop one.",
        "For the patient Ask.",
        "First drug Anticoagulants 3 drugs apixaban enoxaparin warfarin",
        "Second drug NSAIDs 3 drugs ibuprofen ketoprofen naproxen by a systemic route",
        "age 18 years or more",
        "any of Bleeding of the gut now or in the past nsaids: daily dose 1000 mg/d or more X contraindicated Do not combine.",
        "together with omeprazole no alert",
        "Bleeding of the gut GI bleed K92.2 74474003",
        "Level: established",
        "Our handbook : page 1 (Nobody, 2026, accessed 2026-10-01)",
        "Owner Pharmacy of the tests",
        "Reviewed 2026-11-01",
        "To be reviewed by 2027-11-01",
        "Change Since 1.2.0 adults only.",
        "1.2.0 (2026-10-01) `ddi.bleeding` asks for adults, as the committee decided.",
        "rules.yaml:2:5",
    ):
        assert words in page.text, words
    assert "another rule" not in page.text
    assert "https://example.org/a?b=c&d=e" in page.links


def test_the_lines_of_a_rule_end_where_it_ends():
    page = rule("ddi.bleeding").text
    assert "- id: ddi.bleeding kind: interaction" in page
    assert "remark" not in page
    assert "dup.nsaids kind" not in page


def test_a_scenario_is_told_in_words_with_what_must_come_of_it():
    text = rule("ddi.bleeding").text
    assert "warfarin with ibuprofen as of 2026-11-21; rules.test.yaml:1" in text
    assert "age: 60 years sex: female weight: 70 kg on 2026-11-01 conditions: none observations: INR 2.5 on 2026-11-02" in text
    assert "warfarin: 5 mg, oral, once a day, active" in text
    assert "ibuprofen: 400 mg, oral, 3 times a day, as needed, proposed" in text
    assert "This rule must fire A major , certain" in text
    assert "mon.warfarin fires dup.nsaids stays clear" in text
    assert "This rule must stay clear" in rule("dup.nsaids").text
    assert "No scenario names this rule" in rule("om.methotrexate").text


def test_limits_are_a_table_and_charts_with_their_edges():
    text = made()["rules/small/dose.paracetamol.day.html"]
    page = read(text)
    assert "Domain age 3 months to below 130 years weight above 0 to below 400 kg" in page.text
    assert "1 age 16 years or more weight above 50 kg 500 mg C minor 4 g A major 8 g X contraindicated" in page.text
    assert "as on the label" in page.text
    assert [tag for tag, _ in page.tags].count("svg") == 2
    # 50 kg belongs to the lower band: its line ends filled, and the two of the upper begin hollow
    adults = text[text.index("age 16 to below 130 years</figcaption>") :]
    at_edge = re.findall(r'<circle cx="([\d.]+)" cy="[\d.]+" r="3.6" class="(\w+)">', adults[: adults.index("</svg>")])
    edge = Counter(class_ for x, class_ in at_edge if x == at_edge[0][0])
    assert edge == {"closed": 1, "open": 3}
    assert "weight 0 to 50 kg: max 60 mg/kg, at most 2 g (major beyond it)" in page.text


def test_a_cap_is_a_kink_where_it_begins_to_hold():
    text = made()["rules/small/dose.paracetamol.day.html"]
    lines = re.findall(r'<polyline points="([^"]+)" class="limit soft">', text)
    slope = next(one for one in lines if len(one.split()) == 3)
    (x1, y1), (x2, y2), (x3, y3) = (map(float, point.split(",")) for point in slope.split())
    # 75 mg/kg reaches 4 g at 53.3 kg of the 100 kg that are drawn
    assert (x2 - x1) / (x3 - x1) == pytest.approx(53.333 / 100, abs=1e-3)
    assert y1 > y2 == y3


def test_renal_limits_are_drawn_against_the_result():
    text = rule("dose.metformin.renal").text
    assert "Daily dose of metformin against eGFR" in text
    assert "eGFR 30 to 45 mL/min/1.73 m2: max 1 g (major beyond it)" in text
    assert "not older than 90 d" in text


def test_points_are_bars_and_levels_a_scale():
    page = rule("bur.bleeding")
    assert "This rule is a draft: it does not run." in page.text
    assert "Anticoagulants: 2; NSAIDs: 1; age 75 years or more: 1." in page.text
    assert "2 or more: minor; 3 or more: major." in page.text
    widths = [float(one["width"]) for tag, one in page.tags if tag == "rect" and one.get("class") == "bar"]
    assert widths[0] == pytest.approx(2 * widths[1])


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("dup.nsaids", "more than 1 ingredient of the group"),
        ("dup.nsaids", "Left out: naproxen"),
        ("dup.nsaids", "This rule is under review: it runs, and each of its alerts says"),
        ("ci.ibuprofen-bleeding", "any of no Bleeding of the gut now or in the past not female"),
        ("allergy.same", "Drug any drug"),
        ("allergy.nsaid", "Allergen NSAID an allergy to any of these drugs counts: NSAIDs 3 drugs ibuprofen ketoprofen naproxen"),
        ("allergy.nsaid", "Cross-reactivity often"),
        ("mon.warfarin", "Test INR At least every 90 d Range of INR [2 {INR}, 3 {INR}]"),
        ("mon.warfarin", "It does not alert where the test is overdue."),
        ("om.methotrexate", "Partner that is missing folic acid"),
        ("ddi.old", "This rule is retired: it no longer runs."),
        ("mon.warfarin", "No source is cited."),
    ],
)
def test_each_kind_tells_what_it_looks_for(id_, words):
    assert words in rule(id_).text


def test_the_page_of_a_drug_has_every_rule_that_knows_it_and_says_what_none_knows():
    page = read(made()["drugs/warfarin.html"])
    assert "2 interactions" in page.text
    assert "../rules/small/ddi.bleeding.html" in page.links
    assert "../groups/small/anticoagulants.html" in page.links
    assert "Rules for every drug" in page.text
    assert (
        "No rule that runs knows this drug by: duplication, dose limit. That says nothing of whether there is a danger."
        in page.text
    )
    # only a retired rule knows it
    assert "by: interaction, duplication, dose limit" in read(made()["drugs/digoxin.html"]).text


def test_the_page_of_a_group_tells_what_it_is_made_of():
    page = read(made()["groups/small/anticoagulants.html"])
    assert "Includes the groups heparins Leaves out dalteparin" in page.text
    assert "3 drugs apixaban enoxaparin warfarin" in page.text
    assert "2 rules that name it" in page.text
    assert "Note two of many Source Our handbook : 4" in read(made()["groups/small/nsaids.html"]).text


def test_the_matrix_has_a_letter_beside_the_colour_and_leaves_out_what_does_not_run():
    page = read(made()["interactions.html"])
    cells = [one for tag, one in page.tags if tag == "a" and "cell" in (one.get("class") or "")]
    assert {one["aria-label"] for one in cells} == {"major: Anticoagulant with an NSAID"}
    assert {one["class"] for one in cells} == {"cell major"}
    assert "ddi.old" in made()["interactions.html"]


def test_the_list_is_whole_without_the_script_and_the_index_of_the_search_knows_drugs():
    text = made()["index.html"]
    page = read(text)
    rows = [one for tag, one in page.tags if tag == "tr" and "data-kind" in one]
    assert len(rows) == 11
    index = json.loads(re.search(r'<script type="application/json" id="index">(.*?)</script>', text).group(1))
    assert len(index["rules"]) == len(rows)
    names = [one[0] for one in index["drugs"]]
    place = next(number for number, one in enumerate(rows) if one["data-kind"] == "omission")
    assert [names[drug] for drug in index["sets"][index["rules"][place]]] == ["folic acid", "methotrexate"]
    acetaminophen = next(one for one in index["drugs"] if one[0] == "paracetamol")
    assert "acetaminophen" in acetaminophen[2]
    assert dict(page.tags)["form"].get("hidden", "shown") is None


def test_the_same_ruleset_gives_the_same_bytes_and_only_a_given_day_makes_a_review_overdue(tmp_path):
    folder = str(write(tmp_path / "small"))
    assert pages(gather([folder])) == made()
    later = pages(gather([folder], dt.date(2027, 12, 1)))
    assert "Its review is overdue: it was due by 2027-11-01." in read(later["rules/small/ddi.bleeding.html"]).text
    assert "the review of 9 rules is overdue" in read(later["index.html"]).text
    assert not any("overdue" in read(text).text for path, text in made().items() if path.endswith(".html") and "mon." not in path)


def test_rulesets_with_one_id_and_unreadable_scenarios_are_refused(tmp_path):
    first, second = write(tmp_path / "a"), write(tmp_path / "b")
    with pytest.raises(InputError, match="two of the rulesets have the id 'small'"):
        gather([str(first), str(second)])
    (first / "rules.test.yaml").write_text("- {name: x}\n", encoding="utf-8")
    with pytest.raises(RulesetError, match=r"rules\.test\.yaml"):
        gather([str(first)])
