"""Two thousand rules of every kind and patients of whom much is known; with the plain dictionaries that find the same."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from attrs import evolve
from plain import PlainIndex
from synthetic import AS_OF, SEED, Line, Person, Rules, case_of, ingredients, make_rules, write_rules

from rxrules.model import Allergy, Condition, Moment, Observation
from rxrules.terminology.observations import OBSERVATIONS
from rxrules.terminology.result_windows import not_right
from rxrules.units import Quantity, parse_quantity, parse_unit

if TYPE_CHECKING:
    from pathlib import Path

    from plain import Found

    from rxrules.model import Case

ORDERS, RESULTS = 15, 30
_CONDITIONS = tuple(f"condition-{number}" for number in range(40))


class Mixed(NamedTuple):
    """Rules by drug: pairs, groups and limits; results and conditions that forbid it, allergies, tests, partners, points."""

    rules: Rules
    results: dict[str, tuple[str, float]]
    conditions: dict[str, str]
    allergies: dict[str, str]
    tests: dict[str, tuple[str, int]]
    partners: dict[str, str]
    burdens: tuple[dict[str, int], ...]

    @property
    def count(self) -> int:
        """How many rules."""
        return len(self.rules.pairs) + len(self.rules.groups) + len(self.rules.limits) + sum(map(len, self[1:]))


class Someone(NamedTuple):
    """A patient: medications, results with their age in days, conditions, and the drugs that they are allergic to."""

    person: Person
    results: dict[str, tuple[int, int]]
    conditions: tuple[str, ...]
    allergies: tuple[str, ...]


@cache
def tests() -> tuple[tuple[str, str], ...]:
    """Names of observations, each with its first unit."""
    return tuple((name, one.units[0]) for name, one in OBSERVATIONS.items() if one.units)[: RESULTS + 10]


@cache
def values(name: str) -> tuple[int, ...]:
    """Results of an observation that somebody can have, of those from 1 to 100 of its unit."""
    unit = parse_unit(dict(tests())[name])
    return tuple(value for value in range(1, 101) if not not_right(name, Quantity(value, unit)))


def make_mixed() -> Mixed:
    """Two thousand rules."""
    chance = random.Random(SEED + 7)
    names = ingredients()
    done = [name for name, _ in tests()]
    return Mixed(
        make_rules(1_000, groups=150, limits=300),
        {name: (test := chance.choice(done), float(chance.choice(values(test)))) for name in chance.sample(names, 200)},
        {name: chance.choice(_CONDITIONS) for name in chance.sample(names, 100)},
        {name: chance.choice([other for other in names if other != name]) for name in chance.sample(names, 100)},
        {name: (chance.choice(done), chance.choice((30, 90, 180))) for name in chance.sample(names, 100)},
        {name: chance.choice([other for other in names if other != name]) for name in chance.sample(names, 25)},
        tuple({name: chance.randint(1, 3) for name in chance.sample(names, 30)} for _ in range(25)),
    )


def make_someone(number: int) -> list[Someone]:
    """So many patients, each with 15 medications and 30 results."""
    chance = random.Random(SEED + 8)
    people = []
    for _ in range(number):
        drugs = chance.sample(ingredients(), ORDERS)
        lines = tuple(Line(drug, chance.choice((250, 500, 750, 1000)), chance.randint(1, 4)) for drug in drugs)
        results = {name: (chance.choice(values(name)), chance.randint(0, 300)) for name, _ in chance.sample(tests(), RESULTS)}
        conditions = tuple(chance.sample(_CONDITIONS, 5))
        people.append(Someone(Person(chance.randint(18, 94), lines), results, conditions, tuple(chance.sample(ingredients(), 2))))
    return people


def mixed_case(one: Someone, name: str) -> Case:
    """The patient as a case."""
    case = case_of(one.person, name)
    units = dict(tests())
    day = Moment.parse(AS_OF).day
    observations = tuple(
        Observation(code, parse_quantity(f"{value} {units[code]}"), "", Moment.of(day.fromordinal(day.toordinal() - age)))
        for code, (value, age) in one.results.items()
    )
    conditions = tuple(Condition(text=text.replace("-", " ")) for text in one.conditions)
    allergies = tuple(Allergy(substance) for substance in one.allergies)
    patient = evolve(case.patient, observations=observations, conditions=conditions, allergies=allergies)
    return evolve(case, patient=patient)


class PlainMixed:
    """Dictionaries from drug to rule, of every kind; as much as the engine finds, and nothing of what it says."""

    def __init__(self, mixed: Mixed) -> None:
        self._index = PlainIndex(mixed.rules)
        self._mixed = mixed
        self._points: dict[str, list[tuple[int, int]]] = {}
        for number, burden in enumerate(mixed.burdens):
            for name, points in burden.items():
                self._points.setdefault(name, []).append((number, points))

    def check(self, one: Flat) -> list[Found]:
        """What is found of a patient."""
        age, drugs, daily, results, conditions, allergies = one
        _, by_result, by_condition, by_allergy, by_test, by_partner, _ = self._mixed
        found = self._index.check(age, drugs, daily)
        there = set(drugs)
        totals: dict[int, int] = {}
        for drug in drugs:
            rule = by_result.get(drug)
            if rule is not None and rule[0] in results and results[rule[0]][0] >= rule[1]:
                found.append((drug, rule))
            if by_condition.get(drug) in conditions:
                found.append((drug, by_condition[drug]))
            if by_allergy.get(drug) in allergies:
                found.append((drug, by_allergy[drug]))
            test = by_test.get(drug)
            if test is not None and (test[0] not in results or results[test[0]][1] > test[1]):
                found.append((drug, test))
            partner = by_partner.get(drug)
            if partner is not None and partner not in there:
                found.append((drug, partner))
            for number, points in self._points.get(drug, ()):
                totals[number] = totals.get(number, 0) + points
        for number, total in totals.items():
            if total >= 3:
                found.append((number, total))
        return found


Flat = tuple[int, list[str], list[float], dict[str, tuple[int, int]], frozenset[str], frozenset[str]]


def flat(one: Someone) -> Flat:
    """What the dictionaries take."""
    lines = one.person.lines
    daily = [float(line.dose * line.times) for line in lines]
    return one.person.age, [line.drug for line in lines], daily, one.results, frozenset(one.conditions), frozenset(one.allergies)


def write_mixed(folder: Path, mixed: Mixed) -> Path:
    """Write the files of the ruleset; returns the folder."""
    write_rules(folder, mixed.rules)
    units = dict(tests())
    evidence = "evidence: {sources: [{source: made-up, section: '1'}]}"
    said = f"title: Made up, action: Look, status: active, reviewed: {AS_OF}, {evidence}"
    rules = [
        f"  - {{id: result.{drug}, kind: contraindication, severity: major, drug: {{ingredient: {drug}}}, "
        f"when: {{observation: {{code: {code}, is: '>= {value:g} {units[code]}'}}}}, {said}}}"
        for drug, (code, value) in mixed.results.items()
    ]
    rules += [
        f"  - {{id: condition.{drug}, kind: contraindication, severity: major, drug: {{ingredient: {drug}}}, "
        f"when: {{condition: {condition}}}, {said}}}"
        for drug, condition in mixed.conditions.items()
    ]
    rules += [
        f"  - {{id: allergy.{drug}, kind: allergy, severity: major, drug: {{ingredient: {drug}}}, "
        f"allergen: allergen-{other}, {said}}}"
        for drug, other in mixed.allergies.items()
    ]
    rules += [
        f"  - {{id: monitoring.{drug}, kind: monitoring, severity: {{missing: major, overdue: moderate}}, "
        f"drug: {{ingredient: {drug}}}, test: [{code}], within: {days} d, {said}}}"
        for drug, (code, days) in mixed.tests.items()
    ]
    rules += [
        f"  - {{id: omission.{drug}, kind: omission, severity: minor, drug: {{ingredient: {drug}}}, "
        f"missing: [{{ingredient: {partner}}}], {said}}}"
        for drug, partner in mixed.partners.items()
    ]
    for number, burden in enumerate(mixed.burdens):
        items = ", ".join(f"{{drug: {{ingredient: {name}}}, points: {points}}}" for name, points in burden.items())
        levels = "[{total: '>= 3', severity: moderate}]"
        rules.append(f"  - {{id: burden.b{number}, kind: burden, items: [{items}], levels: {levels}, {said}}}")
    conditions = [f"  - {{id: {name}, names: [{name.replace('-', ' ')}]}}" for name in _CONDITIONS]
    allergens = [f"  - {{id: allergen-{name}, drug: {{ingredient: {name}}}}}" for name in sorted(set(mixed.allergies.values()))]
    text = ["conditions:", *conditions, "allergens:", *allergens, "rules:", *rules]
    (folder / "mixed.yaml").write_text("\n".join(text) + "\n", encoding="utf-8")
    return folder
