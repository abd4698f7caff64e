"""A made-up ruleset of any size, and patients for it: seeded, so that every run measures the same.

The ingredients are real names, so that the files load like any others. The rules are random and say nothing about any drug.
"""

from __future__ import annotations

import json
import random
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from rxrules.model import Case, Dosage, Dose, Drug, Measurement, Moment, Order, OrderStatus, Patient, Sex, Timing
from rxrules.terminology import Terminology
from rxrules.units import parse_quantity

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20261121
GROUPS, LIMITS = 300, 500
SEVERITIES = ("minor", "moderate", "major", "contraindicated")
AS_OF = "2026-11-21"


class AgeBand(NamedTuple):
    """The most in a day for an age: years from ``low`` to below ``high``, milligrams."""

    low: int
    high: int
    most: int


class Rules(NamedTuple):
    """What the ruleset says: pairs with a severity, groups of which one member is enough, and the most in a day by age."""

    pairs: dict[tuple[str, str], str]
    groups: tuple[tuple[str, ...], ...]
    limits: dict[str, tuple[AgeBand, ...]]


class Line(NamedTuple):
    """One medication: milligrams at once, and times a day."""

    drug: str
    dose: int
    times: int


class Person(NamedTuple):
    """A patient: the age in years, and 1 to 15 medications."""

    age: int
    lines: tuple[Line, ...]


@cache
def ingredients() -> tuple[str, ...]:
    """Five hundred ingredients whose name is one plain word that means that ingredient."""
    terminology = Terminology.default()
    words = (str(name) for name in sorted(terminology.ingredient_ids) if str(name).isascii() and str(name).isalpha())
    found = []
    for word in words:
        product = terminology.resolve_name(word)
        components = getattr(product, "components", ())
        if [str(one.ingredient) for one in components] == [word]:
            found.append(word)
    return tuple(random.Random(SEED).sample(found, 500))


def make_rules(pairs: int, *, groups: int = GROUPS, limits: int = LIMITS) -> Rules:
    """A ruleset with so many pairs; fewer pairs are a part of more."""
    chance = random.Random(SEED + 1)
    names = ingredients()
    every = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    chance.shuffle(every)
    found = {pair: chance.choice(SEVERITIES) for pair in every[:pairs]}
    chance = random.Random(SEED + 2)
    members = tuple(tuple(chance.sample(names, chance.randint(2, 8))) for _ in range(groups))
    bands = {}
    for place, name in enumerate(names[:limits]):
        most = chance.choice((1000, 2000, 3000, 4000))
        older = AgeBand(65, 130, most // 2)
        bands[name] = (AgeBand(18, 130, most),) if place % 2 else (AgeBand(18, 65, most), older)
    return Rules(found, members, bands)


def make_people(number: int) -> list[Person]:
    """So many patients, with 6 medications on average."""
    chance = random.Random(SEED + 3)
    people = []
    for _ in range(number):
        count = min(15, max(1, round(chance.gammavariate(4, 1.5))))
        drugs = chance.sample(ingredients(), count)
        lines = [Line(drug, chance.choice((250, 500, 750, 1000)), chance.randint(1, 4)) for drug in drugs]
        people.append(Person(chance.randint(18, 94), tuple(lines)))
    return people


def case_of(person: Person, name: str) -> Case:
    """The patient as a case made in Python."""
    orders = (
        Order(
            id=f"m{place}",
            drug=Drug(name=line.drug),
            status=OrderStatus.ACTIVE,
            dosages=(
                Dosage(
                    dose=Dose(parse_quantity(f"{line.dose} mg")),
                    route="oral",
                    timing=Timing(frequency=float(line.times), per=parse_quantity("1 d")),
                ),
            ),
        )
        for place, line in enumerate(person.lines)
    )
    patient = Patient(age=parse_quantity(f"{person.age} a"), sex=Sex.FEMALE, weight=Measurement(parse_quantity("70 kg")))
    return Case(name, patient, tuple(orders), Moment.parse(AS_OF))


def case_text(person: Person, name: str) -> str:
    """The same case as the text of a YAML file."""
    lines = [f"id: {name}", f"as_of: {AS_OF}"]
    lines += ["patient:", f"  age: {person.age} a", "  sex: female", "  weight: 70 kg", "medications:"]
    for place, line in enumerate(person.lines):
        lines += [
            f"  - id: m{place}",
            f"    drug: {line.drug}",
            f"    dose: {line.dose} mg",
            "    route: oral",
            f"    timing: {{frequency: {line.times}, per: 1 d}}",
            "    status: active",
        ]
    return "\n".join(lines) + "\n"


def case_json(person: Person, name: str) -> str:
    """The same case as JSON, one line."""
    medications = [
        {
            "id": f"m{place}",
            "drug": line.drug,
            "dose": f"{line.dose} mg",
            "route": "oral",
            "timing": {"frequency": line.times, "per": "1 d"},
            "status": "active",
        }
        for place, line in enumerate(person.lines)
    ]
    patient = {"age": f"{person.age} a", "sex": "female", "weight": "70 kg"}
    return json.dumps({"id": name, "as_of": AS_OF, "patient": patient, "medications": medications})


_EVIDENCE = '{sources: [{source: made-up, section: "1"}]}'
_SAID = f"    status: active\n    reviewed: {AS_OF}\n    evidence: {_EVIDENCE}\n"


def write_rules(folder: Path, rules: Rules, *, table: bool = True) -> Path:
    """Write the files of a ruleset, the pairs as a CSV table or as YAML; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    defaults = f"defaults: {{status: active, reviewed: {AS_OF}, evidence: {_EVIDENCE}}}"
    tables = f"  tables:\n    - {{file: pairs.csv, kind: interaction, {defaults}}}\n" if table else ""
    manifest = (
        "ruleset:\n  id: synthetic\n  version: 1.0.0\n  title: Made-up rules for measurements\n  language: 1\n"
        f"  owner: benchmarks\n  licence: Apache-2.0\n{tables}sources:\n  - {{id: made-up, title: Made up for measurements}}\n"
    )
    (folder / "ruleset.yaml").write_text(manifest)
    effect = "The concentration rises and with it what the drug does and what it should not do"
    action = "Choose another drug"
    pairs = list(enumerate(rules.pairs.items()))
    if table:
        rows = (f"ddi.pair-{number},{a},{b},{severity},{a} with {b},{effect},{action}" for number, ((a, b), severity) in pairs)
        _write(folder / "pairs.csv", ["id,a,b,severity,title,effect,action", *rows], "\n")
    else:
        written = (
            f"  - id: ddi.pair-{number}\n    kind: interaction\n    severity: {severity}\n"
            f"    between: [{{ingredient: {a}}}, {{ingredient: {b}}}]\n    title: {a} with {b}\n"
            f"    effect: {effect}\n    action: {action}\n{_SAID}"
            for number, ((a, b), severity) in pairs
        )
        _write(folder / "pairs.yaml", ["rules:\n", *written])
    if rules.groups:
        groups = (
            f"  - {{id: group-{number}, title: Group {number}, members: [{', '.join(members)}]}}\n"
            for number, members in enumerate(rules.groups)
        )
        duplications = (
            f"  - id: dup.group-{number}\n    kind: duplication\n    severity: moderate\n    group: group-{number}\n"
            f"    title: Group {number}\n    action: Stop one of them\n{_SAID}"
            for number in range(len(rules.groups))
        )
        _write(folder / "groups.yaml", ["groups:\n", *groups, "rules:\n", *duplications])
    if rules.limits:
        _write(folder / "limits.yaml", ["rules:\n", *(_limit(name, bands) for name, bands in rules.limits.items())])
    return folder


def _limit(name: str, bands: tuple[AgeBand, ...]) -> str:
    rows = "".join(f'        - {{age: "[{band.low} a, {band.high} a)", max: {band.most} mg}}\n' for band in bands)
    return (
        f"  - id: dose.{name}\n    kind: dose_limit\n    drug: {{ingredient: {name}}}\n    measure: per_day\n"
        f"    severity: {{max: major}}\n    title: {name} in a day\n    action: Give less\n"
        f'    bands:\n      over: {{age: "[18 a, 130 a)"}}\n      rows:\n{rows}{_SAID}'
    )


def _write(path: Path, parts: list[str], between: str = "") -> None:
    path.write_text(between.join(parts), encoding="utf-8")
