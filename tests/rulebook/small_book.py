"""A ruleset in few words with every kind of rule, and the pages made of it."""

from __future__ import annotations

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from rxrules.rulebook import gather, pages

MANIFEST = """\
ruleset:
  id: small
  version: 1.2.3
  title: A small ruleset
  language: 1
  owner: Pharmacy of the tests
  licence: CC0-1.0
  description: Made up for tests.
  reviewed: 2026-11-01
  review_by: 2027-11-01
sources:
  - {id: handbook, title: Our handbook, publisher: Nobody, year: 2026,
     url: "https://example.org/a?b=c&d=e", accessed: 2026-10-01}
groups:
  - {id: nsaids, title: NSAIDs, members: [ibuprofen, naproxen, ketoprofen],
     note: two of many, source: {source: handbook, section: "4"}}
  - {id: anticoagulants, title: Anticoagulants, members: [warfarin, apixaban],
     include: [heparins], exclude: [dalteparin]}
  - {id: heparins, members: [enoxaparin, dalteparin]}
conditions:
  - {id: gi-bleeding, title: Bleeding of the gut, names: [GI bleed], icd10: [K92.2], snomed: ["74474003"]}
allergens:
  - {id: nsaid, title: NSAID, names: [NSAID allergy], drug: {group: nsaids}}
"""
COMMON = "evidence: {level: established, sources: [{source: handbook, section: page 1}]}\n    reviewed: 2026-11-01\n"
RULES = f"""\
rules:
  - id: ddi.bleeding
    kind: interaction
    status: active
    title: Anticoagulant with an NSAID
    severity: major
    between: [{{group: anticoagulants}}, {{group: nsaids, route: systemic}}]
    when: {{age: ">= 18 a"}}
    modifiers:
      - label: after a bleed
        when: {{any: [{{history: gi-bleeding}}, {{of: nsaids, per_day: ">= 1 g"}}]}}
        severity: contraindicated
        advice: Do not combine.
      - {{label: with protection, when: {{with: {{ingredient: omeprazole}}}}, suppress: true}}
    effect: Bleeding.
    mechanism: Two ways at once.
    action: Choose paracetamol.
    advice: {{prescriber: Stop one., patient: Ask.}}
    {COMMON}    change: Since 1.2.0 adults only.
  # this remark belongs to the next rule
  - id: dup.nsaids
    kind: duplication
    title: Two NSAIDs
    status: review
    severity: moderate
    group: nsaids
    except: [naproxen]
    {COMMON}
  - id: dose.paracetamol.day
    kind: dose_limit
    status: active
    title: Paracetamol in a day
    drug: {{ingredient: paracetamol}}
    route: oral
    measure: per_day
    severity: {{max: major, hard_max: contraindicated, min: minor}}
    bands:
      over: {{age: "[3 mo, 130 a)", weight: "(0 kg, 400 kg)"}}
      rows:
        - {{age: "[16 a, 130 a)", weight: "(50 kg,)", max: 4 g, hard_max: 8 g, min: 500 mg}}
        - {{age: "[16 a, 130 a)", weight: "(, 50 kg]", max: 60 mg/kg, cap: 2 g}}
        - {{age: "[3 mo, 16 a)", max: 75 mg/kg, cap: 4 g, note: as on the label}}
    {COMMON}
  - id: dose.metformin.renal
    kind: dose_limit
    title: Metformin by renal function
    status: active
    drug: {{ingredient: metformin}}
    measure: per_day
    severity: {{max: major}}
    bands:
      over: {{egfr: "[30 mL/min/{{1.73_m2}}, 200 mL/min/{{1.73_m2}}]"}}
      within: {{egfr: 90 d}}
      rows:
        - {{egfr: "[30 mL/min/{{1.73_m2}}, 45 mL/min/{{1.73_m2}})", max: 1 g}}
        - {{egfr: "[45 mL/min/{{1.73_m2}}, 200 mL/min/{{1.73_m2}}]", max: 3 g}}
    {COMMON}
  - id: ci.ibuprofen-bleeding
    kind: contraindication
    title: Ibuprofen after a bleed
    status: active
    severity: contraindicated
    drug: {{ingredient: ibuprofen}}
    when: {{not: {{all: [{{history: gi-bleeding}}, {{sex: female}}]}}}}
    {COMMON}
  - {{id: allergy.same, kind: allergy, title: Same, status: review, severity: contraindicated, same: ingredient}}
  - id: allergy.nsaid
    kind: allergy
    title: Allergy to NSAIDs
    status: review
    severity: major
    drug: {{group: nsaids}}
    allergen: nsaid
    cross_reactivity: often
  - id: mon.warfarin
    kind: monitoring
    title: INR with warfarin
    status: review
    severity: {{missing: major, out_of_range: moderate}}
    drug: {{ingredient: warfarin}}
    test: inr
    within: 90 d
    range: "[2 {{INR}}, 3 {{INR}}]"
  - id: om.methotrexate
    kind: omission
    title: Methotrexate without folic acid
    status: review
    severity: moderate
    drug: {{ingredient: methotrexate}}
    missing: [{{ingredient: folic acid}}]
  - id: bur.bleeding
    kind: burden
    status: draft
    title: Bleeding, in points
    items:
      - {{drug: {{group: anticoagulants}}, points: 2}}
      - {{drug: {{group: nsaids}}, points: 1, note: any}}
      - {{when: {{age: ">= 75 a"}}, points: 1}}
    levels: [{{total: ">= 2", severity: minor}}, {{total: ">= 3", severity: major, label: high}}]
  - id: ddi.old
    kind: interaction
    status: retired
    severity: minor
    between: [{{ingredient: warfarin}}, {{ingredient: digoxin}}]
"""
SCENARIOS = """\
- name: warfarin with ibuprofen
  as_of: 2026-11-21
  case:
    patient:
      age: 60 a
      sex: female
      weight: {value: 70 kg, on: 2026-11-01}
      conditions: []
      observations: [{code: inr, value: "2.5 {INR}", on: 2026-11-02}]
    medications:
      - {drug: warfarin, dose: 5 mg, route: oral, timing: {frequency: 1, per: 1 d}, status: active}
      - {drug: ibuprofen, dose: 400 mg, route: oral, timing: {frequency: 3, per: 1 d, prn: true}, status: proposed}
  fires: [{rule: ddi.bleeding, severity: major, certainty: certain}, mon.warfarin]
  clear: [dup.nsaids]
"""
CHANGELOG = """\
# Changes

## 1.2.0 (2026-10-01)

- `ddi.bleeding` asks for adults,
  as the committee decided.
- `ddi.bleeding-other` is another rule.
"""


def write(folder: Path, manifest: str = MANIFEST, rules: str = RULES, scenarios: str = SCENARIOS) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "ruleset.yaml").write_text(manifest, encoding="utf-8")
    (folder / "rules.yaml").write_text(rules, encoding="utf-8")
    (folder / "rules.test.yaml").write_text(scenarios, encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    return folder


@cache
def made() -> dict[str, str]:
    return pages(gather([str(write(Path(mkdtemp()) / "small"))]))


def rule(id_: str) -> Reading:
    return read(made()[f"rules/small/{id_}.html"])


class Reading(NamedTuple):
    """What a browser would make of a page."""

    text: str
    links: list[str]
    ids: list[str]
    tags: list[tuple[str, dict[str, str | None]]]
    problems: list[str]


_VOID = {"meta", "link", "input", "br", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack: list[str] = []
        self.found = Reading("", [], [], [], [])
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if len(named) != len(attrs):
            self.found.problems.append(f"an attribute of {tag} stands twice")
        self.found.tags.append((tag, named))
        if tag not in _VOID:
            self.stack.append(tag)
        for key in ("href", "src"):
            if key in named:
                self.found.links.append(named[key])
        if "id" in named:
            self.found.ids.append(named["id"])

    def handle_endtag(self, tag):
        if not self.stack or self.stack.pop() != tag:
            self.found.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "script" not in self.stack:
            self.words.append(data)


def read(text: str) -> Reading:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    if reader.stack:
        reader.found.problems.append(f"never closed: {reader.stack}")
    return reader.found._replace(text=" ".join(" ".join(reader.words).split()))
