"""From rulesets to the Plan: names resolved, groups expanded, units canonical, and nothing of the language left."""

from __future__ import annotations

from typing import Any

import pytest

from demo import plan, ruleset, small
from rxrules.compile import compile_rulesets
from rxrules.compile.kinds.dose_limit import _inside
from rxrules.compile.lower import Scope, lower_when
from rxrules.compile.populations import Populations
from rxrules.language.ast import When, Window
from rxrules.plan import Interaction, Participant
from rxrules.units import parse_quantity

PAIR = "between: [{ingredient: warfarin}, {ingredient: ibuprofen}]"
CONDITIONS = (
    "conditions: [{id: heart-failure, title: Heart failure, names: [Cardiac  Failure!], icd10: [I50], snomed: ['84114007']}]\n"
)


def when(text: str, more: str = CONDITIONS) -> Any:
    """The condition of a rule about warfarin (population 0) with ibuprofen (population 1)."""
    return small(f"ddi {PAIR}, when: {text}", more=more).plan.rules[0].when


def lowered(text: str) -> Any:
    """The condition as a modifier that lowers."""
    return small(f"ddi {PAIR}, modifiers: [{{label: l, when: {text}, severity: minor}}]").plan.rules[0].modifiers[0].condition


def test_a_small_plan_is_just_this():
    made = small(
        "ddi between: [{group: nsaids, route: [injection]}, {ingredient: coumadin}], direction: second_added",
        more="groups: [{id: nsaids, members: [naproxen, ibuprofen]}]\n",
    ).plan
    assert made.populations == (("ibuprofen", "naproxen"), ("warfarin",))
    (rule,) = made.rules
    injection = ("route", ("intramuscular", "intravenous", "subcutaneous"))
    assert rule.body == Interaction(Participant(0, injection, None), Participant(1, None, None), True)
    assert rule[:4] == ("r0", "interaction", 2, True)
    assert rule[5:9] == (None, (), 0, 0)
    assert rule.line.startswith("ruleset.yaml:")
    assert made.texts[0].title == "Rule 0"
    assert (made.rulesets[0].id, made.rulesets[0].version, len(made.rulesets[0].digest)) == ("small", "1.0.0", 64)


def test_drafts_and_retired_rules_do_not_run_and_those_in_review_say_so():
    rules = {rule.id: rule.review for rule in plan().rules}
    assert "dose.retired" not in rules
    assert rules["ddi.anticoagulant-anticoagulant"]
    assert not rules["ddi.anticoagulant-nsaid"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{age: '>= 65 a'}", ("range", "age_months", 780.0, True, None, False, None)),
        ("{age: '< 6 mo'}", ("range", "age_months", None, False, 6.0, False, None)),
        ("{age: '< 28 d'}", ("range", "age_days", None, False, 28.0, False, None)),
        ("{age: '< 4 wk'}", ("range", "age_days", None, False, 28.0, False, None)),
        ("{weight: '(, 50000 g]'}", ("range", "weight", None, False, 50.0, True, None)),
        ("{height: '> 1.5 m'}", ("range", "height", 150.0, False, None, False, None)),
        ("{sex: female}", ("sex", "female")),
        ("{pregnant: true}", ("pregnant", True)),
        ("{breastfeeding: false}", ("breastfeeding", False)),
        ("{condition: heart-failure}", ("condition", "heart-failure", True)),
        ("{history: heart-failure}", ("condition", "heart-failure", False)),
        ("{of: ibuprofen, prn: true}", ("order", 1, ("prn", True))),
        ("{of: warfarin, each_lasts: '< 15 min'}", ("order", 0, ("each_lasts", None, False, 15 / 1440, False))),
        ("{of: warfarin, duration: '<= 1 wk'}", ("order", 0, ("duration", None, False, 7.0, True))),
        ("{of: warfarin, per_day: '> 0.01 g'}", ("order", 0, ("amount", 0, "per_day", "mass", None, 10.0, False, None, False))),
        (
            "{of: ibuprofen, per_week: '> 7 g/wk'}",
            ("order", 1, ("amount", 1, "per_week", "mass", None, 7000.0, False, None, False)),
        ),
        ("{of: ibuprofen, route: [oral]}", ("order", 1, ("route", ("oral",)))),
        ("{of: ibuprofen, indication: heart-failure}", ("order", 1, ("indication", "heart-failure"))),
        ("{of: ibuprofen, phase: loading}", ("order", 1, ("phase", "loading"))),
        ("{prn: true}", ("any", ("order", 0, ("prn", True)), ("order", 1, ("prn", True)))),
        ("{not: {prn: true}}", ("not", ("all", ("order", 0, ("prn", True)), ("order", 1, ("prn", True))))),
        ("{any: [{sex: male}, {pregnant: true}]}", ("any", ("sex", "male"), ("pregnant", True))),
        ("{sex: male, pregnant: false}", ("all", ("sex", "male"), ("pregnant", False))),
        (
            "{age: '>= 65 a', weight: '< 50 kg'}",
            ("all", ("range", "age_months", 780.0, True, None, False, None), ("range", "weight", None, False, 50.0, False, None)),
        ),
        ("{of: ibuprofen, route: [oral, rectal]}", ("order", 1, ("route", ("oral", "rectal")))),
        ("{all: [{sex: male}, {pregnant: true}]}", ("all", ("sex", "male"), ("pregnant", True))),
        ("{with: {ingredient: omeprazole, route: [oral]}}", ("with", 2, ("route", ("oral",)), True, (0, 1))),
        ("{without: {ingredient: omeprazole}}", ("with", 2, None, False, (0, 1))),
        ("{with: {ingredient: omeprazole, within: 2 wk}}", ("with", 2, None, True, (0, 1), 14.0)),
    ],
)
def test_each_condition_becomes_one_of_the_plan(text: str, expected: Any):
    assert when(text) == expected


def test_an_age_from_days_to_years_is_two_tests():
    assert when("{age: '[28 d, 12 a)'}") == (
        "all",
        ("range", "age_days", 28.0, True, None, False, None),
        ("range", "age_months", None, False, 144.0, False, None),
    )


def test_a_result_is_named_by_its_kind_and_carries_its_freshness():
    found = when("{observation: {code: 33914-3, is: '< 1 mL/s/{1.73_m2}', within: 3 mo}}")
    assert found[:2] == ("range", "obs:egfr@volume/time/standard_surface")
    assert found[4] == pytest.approx(86400.0)
    assert found[-1] == 84.0, "a month has 28 days at least"


def test_what_lowers_must_hold_of_every_order_and_what_raises_of_any():
    pair = ("order", 0, ("prn", True)), ("order", 1, ("prn", True))
    assert lowered("{prn: true}") == ("all", *pair)
    assert lowered("{not: {prn: true}}") == ("not", ("any", *pair))
    assert lowered("{all: [{prn: true}, {sex: male}]}") == ("all", ("all", *pair), ("sex", "male"))
    assert lowered("{any: [{prn: true}, {sex: male}]}") == ("any", ("all", *pair), ("sex", "male"))
    keys = "group: nsaids, modifiers: [{label: l, when: {of: nsaids, prn: true}, severity: %s}]"
    more = "groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n"
    for severity, slot in (("minor", -2), ("major", -1)):
        (rule,) = small(f"dup {keys % severity}", more=more).plan.rules
        assert rule.modifiers[0].condition == ("order", slot, ("prn", True))


def test_what_leaves_a_severity_as_it_is_lowers_nothing_and_may_hold_of_any_order():
    (rule,) = small(f"ddi {PAIR}, modifiers: [{{label: l, when: {{prn: true}}, severity: major, advice: a}}]").plan.rules
    assert rule.modifiers[0].condition == ("any", ("order", 0, ("prn", True)), ("order", 1, ("prn", True)))


def test_of_some_drugs_of_a_participant_is_asked_which_drug_it_is():
    groups = "groups: [{id: statins, members: [simvastatin, atorvastatin]}]\n"
    between = "ddi between: [{ingredient: amlodipine}, {group: statins}], modifiers: [{label: l, severity: minor, when: %s}]"

    def of(text: str) -> tuple[Any, Any]:
        plan = small(between % text, more=groups).plan
        return plan.rules[0].modifiers[0].condition, plan.populations

    found, populations = of("{of: simvastatin, prn: true}")
    assert found == ("order", 1, ("all", ("contains", populations.index(("simvastatin",))), ("prn", True)))
    found, populations = of("{of: simvastatin, per_day: '> 20 mg'}")
    assert found[2][2][:2] == ("amount", populations.index(("simvastatin",))), "of the drug that is named alone"
    assert of("{of: statins, prn: true}")[0] == ("order", 1, ("prn", True))
    among = "dup group: statins, modifiers: [{label: l, severity: %s, when: {of: simvastatin, prn: true}}]"
    for severity, slot in (("minor", -2), ("major", -1)):
        (rule,) = small(among % severity, more=groups).plan.rules
        assert rule.modifiers[0].condition == ("order", slot, ("all", ("contains", 1), ("prn", True)))


def test_a_suppression_has_the_rank_below_every_severity():
    (rule,) = small(f"ddi {PAIR}, modifiers: [{{label: l, when: {{sex: male}}, suppress: true, advice: a}}]").plan.rules
    assert rule.modifiers[0] == ("l", ("sex", "male"), -1, "a")


def test_a_washout_is_in_days_and_amounts_of_a_participant_are_its_own():
    first = "{ingredient: simvastatin, per_day: '> 20 mg', per_dose: '> 10 mg', route: [oral], within: 2 wk}"
    (rule,) = small(f"ddi between: [{first}, {{ingredient: amlodipine}}]").plan.rules
    assert rule.body.first == Participant(
        0,
        (
            "all",
            ("route", ("oral",)),
            ("amount", 0, "per_dose", "mass", None, 10.0, False, None, False),
            ("amount", 0, "per_day", "mass", ("oral",), 20.0, False, None, False),
        ),
        14.0,
    )


def test_a_limit_has_canonical_bounds_and_prints_in_the_unit_of_its_author():
    keys = (
        "drug: {ingredient: digoxin}, measure: per_day, severity: {max: major, hard_max: contraindicated, min: minor}, "
        "max: 250 ug, hard_max: 0.5 mg, min: 62.5 ug/d"
    )
    (rule,) = small(f"dose {keys}").plan.rules
    body = rule.body
    assert [(bound.name, bound.severity, bound.value, bound.text) for bound in body.bands[0].bounds] == [
        ("max", 2, 0.25, "250 ug"),
        ("hard_max", 3, 0.5, "0.5 mg"),
        ("min", 0, 0.0625, "62.5 ug/d"),
    ]
    assert (body.unit, body.factor, body.base, body.measure, body.condition) == ("ug", 0.001, "mass", "per_day", None)
    assert rule.severity == 3, "that of its gravest bound"


def test_a_limit_per_kg_keeps_its_scale_its_cap_and_how_old_a_weight_may_be():
    keys = (
        "drug: {ingredient: paracetamol, route: [oral]}, measure: per_week, severity: {max: major, hard_max: contraindicated}, "
        "bands: {over: {age: '[0 d, 130 a)'}, within: {weight: 30 d}, policy: first, rows: ["
        "{age: '[0 d, 1 a)', max: 420 mg/kg/wk, cap: 21 g/wk, note: infants}, "
        "{age: '[1 a, 130 a)', max: 400 mg/kg, cap: 20 g, hard_max: 600 mg/kg, hard_cap: 30 g}]}"
    )
    body = small(f"dose {keys}").plan.rules[0].body
    assert body.first
    assert [band.text for band in body.bands] == ["infants", "age [1 a, 130 a)"]
    assert body.condition == ("route", ("oral",))
    assert body.domain == (
        ("range", "age_days", 0.0, True, None, False, None),
        ("range", "age_months", None, False, 1560.0, False, None),
    )
    infants, others = body.bands
    assert infants.bounds == (("max", 2, 420.0, "weight", 21000.0, "420 mg/kg/wk, at most 21 g/wk", 30.0),)
    assert [bound[2:5] + bound[6:] for bound in others.bounds] == [
        (400.0, "weight", 20000.0, 30.0),
        (600.0, "weight", 30000.0, 30.0),
    ]
    assert body.unit == "mg"


def test_the_unit_of_an_amount_that_is_only_ever_written_per_kg_is_that_of_the_amount():
    keys = "drug: {ingredient: heparin}, measure: per_dose, severity: {max: major}, max: %s"
    for written, unit, factor in (("80 ug/kg", "ug", 0.001), ("'80 [iU]/kg'", "[iU]", 1.0)):
        body = small(f"dose {keys % written}").plan.rules[0].body
        assert (body.unit, body.factor) == (unit, factor)


def test_a_salt_is_kept_with_its_factor():
    keys = "drug: {ingredient: phenytoin}, measure: per_day, severity: {max: major}, max: 400 mg, expressed_as: %s"
    assert small(f"dose {keys % 'base'}").plan.rules[0].body.salt_factor == 1.0
    assert small(f"dose {keys % 'sodium'}").plan.rules[0].body.salt_factor == 0.92
    assert small(f"dose {keys % 'mesilate'}").plan.rules[0].body.salt_factor is None, "no conversion is known"


def test_duplications_by_group_or_by_ingredient():
    more = "groups: [{id: nsaids, members: [ibuprofen, naproxen]}]\n"
    made = small(
        "dup group: nsaids, allow: 2, count: orders, except: [naproxen]", "dup same: ingredient, route: [topical]", more=more
    ).plan
    by_group, by_ingredient = (rule.body for rule in made.rules)
    assert [made.populations[index] for index in (by_group.population, by_group.excluded)] == [
        ("ibuprofen", "naproxen"),
        ("naproxen",),
    ]
    assert (by_group.allow, by_group.by_order, by_group.condition) == (2, True, None)
    assert (by_ingredient.population, by_ingredient.by_order, by_ingredient.condition) == (None, True, ("route", ("topical",)))
    assert by_ingredient.excluded is None
    (as_needed,) = small("dup group: nsaids, prn: true, route: [oral]", more=more).plan.rules
    assert as_needed.body.condition == ("all", ("route", ("oral",)), ("prn", True))


def test_a_condition_is_known_by_its_id_its_title_and_its_names_folded():
    (found,) = small(f"ddi {PAIR}, when: {{condition: heart-failure}}", more=CONDITIONS).plan.conditions
    assert (found.id, found.title) == ("heart-failure", "Heart failure")
    assert set(found.names) == {"heart failure", "cardiac failure"}
    assert (found.icd10, found.snomed) == (("I50",), ("84114007",))


def test_two_rulesets_share_populations_texts_and_conditions():
    one = compile_rulesets([ruleset()])
    two = compile_rulesets([ruleset(), ruleset()])
    assert two.populations == one.populations
    assert two.texts == one.texts
    assert two.conditions == one.conditions
    assert len(two.rules) == 2 * len(one.rules)
    assert [rule.ruleset for rule in two.rules[:: len(one.rules)]] == [0, 1]


def test_the_drugs_of_a_ruleset_become_products_one_for_each_name():
    assert [(one.name, one.ingredients, one.strengths, one.form) for one in plan().products] == [
        ("Demotab", ("ibuprofen", "omeprazole"), ("200 mg/{tablet}", "20 mg/{tablet}"), "tablet"),
        ("Demotab forte", ("ibuprofen", "omeprazole"), ("200 mg/{tablet}", "20 mg/{tablet}"), "tablet"),
    ]


def test_a_source_is_written_out_with_what_the_citation_adds():
    more = (
        "sources: [{id: book, title: The book, publisher: The house, year: 2026, url: 'https://example.org/book', "
        "accessed: 2026-10-01}, {id: leaf, title: A leaflet}, {id: year, title: A year, year: 2025}, "
        "{id: house, title: A house, publisher: The house}]\n"
    )
    cited = (
        "evidence: {level: established, sources: [{source: book, section: '1'}, "
        "{source: leaf, section: '2', url: 'https://example.org/2'}, {title: Own, section: '3', accessed: 2026-09-01}, "
        "{source: year, section: '4'}, {source: house, section: '5'}]}"
    )
    made = small(f"ddi {PAIR}, {cited}, owner: me, reviewed: 2026-10-02, review_by: 2027-10-02", more=more).plan
    assert made.texts[0].sources == (
        ("The book (The house, 2026)", "1", "https://example.org/book", "2026-10-01"),
        ("A leaflet", "2", "https://example.org/2", ""),
        ("Own", "3", "", "2026-09-01"),
        ("A year (2025)", "4", "", ""),
        ("A house (The house)", "5", "", ""),
    )
    assert made.texts[0][-3:] == ("me", "2026-10-02", "2027-10-02")


def test_what_asks_for_nothing_lowers_to_nothing():
    # validation refuses an empty condition (RX219) and a row over what is not in the domain (RX406)
    populations = Populations()
    scope = Scope((0, 1))
    assert lower_when(When(all=(When(),), not_=When()), populations, scope) is None
    window = Window(parse_quantity("1 kg"), None, True, False)
    assert _inside(window, None) is window


def test_a_band_does_not_ask_again_for_an_end_of_its_domain():
    """The domain is tested once; a result such as ">60" lies in the last band, and has no upper end to be tested."""
    (low, middle, high) = map(parse_quantity, ("1 kg", "50 kg", "400 kg"))
    for closed in (True, False):
        domain = Window(low, high, closed, closed)
        assert _inside(Window(low, middle, closed, True), domain) == Window(None, middle, closed, True)
        assert _inside(Window(middle, high, True, closed), domain) == Window(middle, None, True, closed)
    closed, opened = Window(low, high, True, True), Window(low, high, False, False)
    assert _inside(opened, closed) == opened, "an open end leaves out what the domain takes in"
    assert _inside(closed, opened) == Window(None, None, True, True)
