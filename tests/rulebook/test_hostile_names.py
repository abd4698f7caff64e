"""Whatever a ruleset says is text on the pages, and never markup, script or a link that runs."""

from __future__ import annotations

import re

from small_book import MANIFEST, RULES, SCENARIOS, read, write

from rxrules.rulebook import gather, pages
from rxrules.rulebook.html import data, element, is_web, joined, outside

EVIL = '<script>alert(\'x\')</script> \\" onmouseover=\\"alert(1)\\" & </title>]]>'
SEEN = EVIL.replace("\\", "")


def test_no_text_of_a_ruleset_becomes_markup(tmp_path):
    manifest = MANIFEST
    for words in (
        "A small ruleset",
        "Pharmacy of the tests",
        "CC0-1.0",
        "Made up for tests.",
        "Our handbook",
        "NSAIDs, m",
        "NSAID, n",
    ):
        manifest = manifest.replace(
            words, words.replace(words[:4], f'"{EVIL}"', 1) if words.endswith((", m", ", n")) else f'"{EVIL}"'
        )
    manifest = re.sub(r'"(<script.*?\]\]>)"(?:Ds|D)', r'"\1"', manifest)
    manifest = (
        manifest.replace("two of many", f'"{EVIL}"').replace("Bleeding of the gut", f'"{EVIL}"').replace("GI bleed", f'"{EVIL}"')
    )
    manifest = manifest.replace('"https://example.org/a?b=c&d=e"', '"javascript:alert(document.domain)"')
    rules = RULES
    for words in ("Anticoagulant with an NSAID", "after a bleed", "Do not combine.", "Two ways at once.", "Choose paracetamol.",
                  "Stop one.", "as on the label", "Since 1.2.0 adults only.", "often", "page 1", "high"):  # fmt: skip
        assert words in rules
        rules = rules.replace(f": {words}", f': "{EVIL}"')
    scenarios = SCENARIOS.replace("name: warfarin with ibuprofen", f'name: "{EVIL}"').replace("drug: ibuprofen", f'drug: "{EVIL}"')
    scenarios = scenarios.replace(
        "fires: [{rule: ddi.bleeding, severity: major, certainty: certain}, mon.warfarin]", "fires: [ddi.bleeding]"
    )
    made = pages(gather([str(write(tmp_path / "evil", manifest, rules, scenarios))]))
    for path, text in made.items():
        if not path.endswith(".html"):
            continue
        page = read(text)
        assert page.problems == [], path
        scripts = [one for tag, one in page.tags if tag == "script"]
        assert len(scripts) == (2 if path == "index.html" else 0), path
        assert not any(key.startswith("on") for _, one in page.tags for key in one), path
        assert not any(link.startswith(("javascript:", "data:")) for link in page.links), path
    seen = read(made["rules/small/ddi.bleeding.html"]).text
    assert SEEN in seen
    assert "javascript:alert(document.domain)" in seen
    assert SEEN in read(made["index.html"]).text


def test_text_is_escaped_and_markup_is_not():
    assert element("p", "a < b", element("b", "&")) == "<p>a &lt; b<b>&amp;</b></p>"
    assert element("p", title='"><script>') == '<p title="&quot;&gt;&lt;script&gt;"></p>'
    # what was markup is text again once it was put into a text
    assert joined(f"{element('b', 'x')}") == "&lt;b&gt;x&lt;/b&gt;"
    assert joined("\x00\x1b") == "\ufffd\ufffd"


def test_only_addresses_of_the_web_are_linked():
    for url in (
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//example.org",
        "https:", "https://", "http://a b", 'https://x"onclick="y', "https://[x", "java\nscript:alert(1)", "", " https://example.org",
    ):  # fmt: skip
        assert not is_web(url), url
        assert "<a" not in outside(url, "words")
    assert outside("https://example.org/?a=1&b=2", "words").startswith('<a href="https://example.org/?a=1&amp;b=2" rel="noreferrer')


def test_data_for_the_script_cannot_end_its_element():
    text = data({"a": "</script><script>alert(1)//\u2028"}, id_="index")
    assert text.count("<") == 2
    assert "\u2028" not in text
