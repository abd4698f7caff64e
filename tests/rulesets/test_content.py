"""Bad content of the core ruleset: a pair with two severities that nobody meant, opioids that are none, sources nobody read."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from itertools import combinations, product

import pytest

from rxrules import Case, Checker, Dosage, Drug, Moment, Order, Patient
from rxrules.plan import Interaction, PlanRule

#: Rules that speak of one pair of ingredients with different severities, and are meant to: by dose or route, of another harm, or
#: because a drug stands in a wide group and in a narrower one. The gravest that applies leads.
MEANT = {
    tuple(sorted(f"ddi.{name}" for name in line.split()))
    for line in """
        anticancer-avoid-inducer phenytoin-cytotoxic
        azole-inducer carbamazepine-raising
        azole-inducer isavuconazole-inducer
        azole-inducer st-johns-wort-contraindicated
        bictegravir-inducer st-johns-wort-contraindicated
        bosentan-strong-cyp3a4-inhibitor protease-inhibitor-inducer
        calcineurin-mtor-inducer ciclosporin-weak-inducer
        calcineurin-mtor-inducer st-johns-wort-contraindicated
        calcium-channel-blocker-inducer nifedipine-rifampicin
        calcium-channel-blocker-inducer st-johns-wort-contraindicated
        carbamazepine-raising protease-inhibitor-inducer
        conivaptan-strong-cyp3a4-inhibitor kinase-inhibitor-strong-cyp3a4-inhibitor
        domperidone-strong-cyp3a4-inhibitor qt-prolonging-by-label
        dronedarone-strong-cyp3a4-inhibitor qt-prolonging-by-label
        eplerenone-moderate-cyp3a4-inhibitor erythromycin-cyp3a4-substrate
        flecainide-propafenone-cyp2d6-inhibitor two-class-i-antiarrhythmics
        fluvoxamine-substrate rasagiline-fluoxetine-fluvoxamine
        glasdegib-midostaurin-delamanid-inhibitor qt-prolonging-by-label
        irinotecan-inducer phenytoin-cytotoxic
        irinotecan-inducer st-johns-wort-contraindicated
        kinase-inhibitor-strong-cyp3a4-inhibitor-care qt-prolonging-by-label
        lumefantrine-strong-cyp3a4-inhibitor qt-prolonging-by-label
        mao-b-inhibitor-antidepressant rasagiline-after-fluoxetine
        mao-b-inhibitor-antidepressant rasagiline-fluoxetine-fluvoxamine
        methadone-raising qt-prolonging-by-label
        opioid-inducer st-johns-wort-contraindicated
        pimozide-further-inhibitor qt-prolonging-by-label
        pimozide-further-inhibitor qt-prolonging-systemic
        pimozide-strong-cyp3a4-inhibitor qt-prolonging-by-label
        protease-inhibitor-inducer rifabutin-inhibitor
        rosuvastatin-40-fibrate statin-fibrate
        rosuvastatin-40-fibrate statin-gemfibrozil
        s1p-modulator-antiarrhythmic s1p-modulator-rate-slowing
        simvastatin-bezafibrate statin-fibrate
        simvastatin-ciclosporin-gemfibrozil-danazol statin-gemfibrozil
        st-johns-wort-contraindicated ticagrelor-inducer
        st-johns-wort-contraindicated vka-inducer
        vka-miconazole-local vka-miconazole-oral
    """.strip().splitlines()
}


@cache
def checker() -> Checker:
    return Checker("core")


def interactions() -> list[PlanRule]:
    return [rule for rule in checker().plan.rules if rule.kind == "interaction"]


def pairs(rule: PlanRule) -> set[frozenset[str]]:
    assert isinstance(rule.body, Interaction)
    first, second = (checker().plan.populations[side.population] for side in (rule.body.first, rule.body.second))
    return {frozenset(pair) for pair in product(first, second) if pair[0] != pair[1]}


def test_rules_that_rank_one_pair_differently_are_those_that_mean_it() -> None:
    speaking: dict[frozenset[str], list[PlanRule]] = defaultdict(list)
    for rule in interactions():
        for pair in pairs(rule):
            speaking[pair].append(rule)
    found = {
        tuple(sorted((one.id, other.id)))
        for rules in speaking.values()
        for one, other in combinations(rules, 2)
        if one.severity != other.severity
    }
    assert found == MEANT


@pytest.mark.parametrize("inhibitor", ["phenelzine", "tranylcypromine", "selegiline", "rasagiline", "moclobemide", "linezolid"])
def test_loperamide_is_no_opioid_that_meets_an_mao_inhibitor(inhibitor: str) -> None:
    orders = tuple(Order(drug, Drug(drug), (Dosage(route="oral"),)) for drug in ("loperamide", inhibitor))
    report = checker().check(Case("pair", Patient(conditions=()), orders, as_of=Moment.of("2026-11-01")), whole_list=True)
    assert not report.alerts


def test_naloxone_is_no_antagonist_that_must_not_meet_an_opioid() -> None:
    assert not any(frozenset(("naloxone", "oxycodone")) in pairs(rule) for rule in interactions())


def test_a_rule_in_force_rests_on_a_text_that_was_read() -> None:
    texts = checker().plan.texts
    for rule in interactions():
        if not rule.review:
            assert any("not re-read" not in str(source) for source in texts[rule.text].sources), rule.id


def test_the_breadth_that_the_documentation_tells() -> None:
    kinds = [rule.kind for rule in checker().plan.rules]
    assert kinds.count("interaction") >= 420
    assert kinds.count("duplication") >= 130
