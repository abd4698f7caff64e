"""The Plan: rulesets as flat data, ready to be evaluated by any engine.

Everything in it is a tuple, a string, a number or None, so that it can be written as JSON, read by an engine for tables, and
compared. Names are resolved, groups are expanded, units are canonical floats; nothing of the language is left.

Conditions are nested tuples, the first member naming the operator:

========================================================  ==========================================================
``("all", c, ...)``, ``("any", c, ...)``, ``("not", c)``  three-valued logic
``("range", variable, *window, within)``                  a reading of the patient; ``within`` days of freshness or None
``("sex", "female")``                                     also ``("pregnant", True)``, ``("breastfeeding", True)``
``("condition", id, active)``                             a condition; ``active`` False counts resolved ones too
``("with", population, c, present, own)``                 another drug of that population is there (or not) as long as the
                                                          participants are together; ``c`` holds of its order, or is None;
                                                          ``own`` are the populations of the participants, whose members
                                                          in the participants' own orders do not count; a sixth member are
                                                          the days before for which one that ended still counts
``("order", slot, c)``                                    ``c`` holds of the participant ``slot``; -1: of any participant;
                                                          -2: of every one
``("route", routes)``                                     of an order, inside ``order``: one of these routes
``("contains", population)``                              of an order: it holds an ingredient of that population
``("amount", population, measure, base, routes,           of an order: the dose, of its ingredients in that population; the
*window)``                                                amount in a day or a week is that of all orders of the ingredient
                                                          that overlap with it (by one of ``routes``, or None: by any)
``("duration", *window)``, ``("prn", True)``              of an order; days
``("each_lasts", *window)``                               of an order: the days that one administration takes
``("indication", id)``                                    of an order
``("phase", "loading")``                                  of an order: before its last phase, or a single dose; or not
``("taken", *window)``                                    of an order: for how many days it has been taken, as of now
``("stated", list, id)``                                  ``preferences`` or ``goals`` of the patient, by the id of a condition
``("allergy", allergen, population)``                     a standing allergy to an allergen (an index), or to one of a population;
                                                          ``allergen`` -1: to an ingredient of the order, inside ``order``
``("tested", names, within)``                             a test of one of these names was done, within so many days or None
``("apart", *window)``                                    days between a dose of one participant and the nearest of the other
``("ahead", slot, *window)``                              days from a dose of the participant ``slot`` to the next of the other
========================================================  ==========================================================

A *window* is the four members low, low_closed, high, high_closed; an open end is None. Variables are ``age_months``,
``age_days``, ``weight`` (kg), ``height`` (cm), ``bsa`` (m2), ``obs:NAME@KIND``, an observation in the canonical unit of that
kind of quantity, and ``est:NAME``, an estimate of `rxrules.chart.estimates` in the canonical unit of its kind.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

SEVERITIES = ("minor", "moderate", "major", "contraindicated")
KINDS = ("interaction", "duplication", "dose_limit", "contraindication", "allergy", "monitoring", "omission", "burden")
#: The kinds that every drug should have at least one rule of.
EXPECTED_KINDS = ("interaction", "duplication", "dose_limit")

# A condition is a nested tuple as described above; its members are checked by the engines that build from it.
Condition: TypeAlias = tuple[object, ...]


class Window(NamedTuple):
    """An interval of canonical values; an open end is None."""

    low: float | None
    low_closed: bool
    high: float | None
    high_closed: bool


class Participant(NamedTuple):
    """One side of an interaction: a population (an index into the plan's), what must hold of the order, and a washout in days."""

    population: int
    condition: Condition | None
    within: float | None


class Interaction(NamedTuple):
    """Two participants; ``second_added`` when it matters only that the second is added to the first."""

    first: Participant
    second: Participant
    second_added: bool


class Duplication(NamedTuple):
    """More than ``allow`` concurrent members of a population.

    Attributes:
        population: an index into the plan's; None for each ingredient on its own.
        condition: what must hold of an order to count.
        by_order: whether orders are counted, or ingredients.
        excluded: an index of a population that is left out, or None.
    """

    population: int | None
    condition: Condition | None
    allow: int
    by_order: bool
    excluded: int | None


class Bound(NamedTuple):
    """One limit of a band.

    Attributes:
        name: ``max``, ``hard_max``, ``min`` or ``hard_min``.
        severity: its rank in `SEVERITIES`.
        value: in the canonical unit of ``base`` (per kg or m2 where ``scale`` says so).
        scale: ``""``, ``"weight"`` or ``"bsa"``.
        cap: the ceiling in the canonical unit, or None.
        text: as the author wrote it.
        within: how many days old the weight or height may be that it is scaled by, or None.
    """

    name: str
    severity: int
    value: float
    scale: str
    cap: float | None
    text: str
    within: float | None = None


class Band(NamedTuple):
    """One row: tests that must all hold (``range`` conditions), and the limits that then hold."""

    tests: tuple[Condition, ...]
    bounds: tuple[Bound, ...]
    text: str


class DoseLimit(NamedTuple):
    """Limits of one ingredient.

    Attributes:
        measure: ``per_dose``, ``per_day``, ``per_week``, ``rate`` (canonical per day), ``per_course``, ``lifetime``, ``duration``
            or ``interval`` (days; of these two ``base`` is ``time``).
        condition: what must hold of an order to count (route, indication).
        base: the base of the kind of quantity, ``mass``, ``activity``, ``count:puff``.
        unit: the unit to print, as the author used it; ``factor`` times a value in it is canonical.
        expressed_as: the salt or base the limits are of, or empty.
        salt_factor: mass of base in a mass of what the limits are expressed as; 1 for the base, None where it is not known.
        first: whether the first band that matches holds, or exactly one may.
        domain: ``range`` tests that must hold for any band to; a band does not repeat an end that is the domain's.
    """

    ingredient: str
    measure: str
    condition: Condition | None
    base: str
    unit: str
    factor: float
    expressed_as: str
    salt_factor: float | None
    first: bool
    domain: tuple[Condition, ...]
    bands: tuple[Band, ...]


class Finding(NamedTuple):
    """One thing that may be wrong: what must hold for it, and how grave it then is (a rank in `SEVERITIES`)."""

    label: str
    severity: int
    condition: Condition


class PatientCheck(NamedTuple):
    """A drug held against the patient: contraindication, allergy, monitoring; and omission, which may be about no drug at all.

    Attributes:
        population: an index into the plan's; None for a rule about the patient alone.
        condition: what must hold of an order to be meant, or None.
        findings: any of them that holds alerts; the gravest leads.
        detail: what the report adds: the rate of cross-reactivity of an allergy.
    """

    population: int | None
    condition: Condition | None
    findings: tuple[Finding, ...]
    detail: str = ""


class BurdenItem(NamedTuple):
    """What adds to a burden.

    Attributes:
        population: an index into the plan's; None for a circumstance of the patient.
        condition: what must hold of an order (of the patient where there is no population), or None.
        weight: points; or what one canonical unit of the measured amount counts.
    """

    population: int | None
    condition: Condition | None
    weight: float


class Level(NamedTuple):
    """A window of totals that alerts, with its severity (a rank)."""

    window: Window
    severity: int
    label: str


class Burden(NamedTuple):
    """An additive effect over the list.

    Attributes:
        measure: ``points``, or an amount of the orders: ``per_day``, ``lifetime``.
        base: of the amounts, ``mass`` or (doses per m2, never scaled) ``mass/body_surface``; empty for points.
        unit: the unit of the total, to print; ``factor`` times a value in it is the total as it is added up.
        once: what gives its points once: ``ingredients``, ``orders`` or ``items``.
    """

    measure: str
    base: str
    unit: str
    factor: float
    once: str
    items: tuple[BurdenItem, ...]
    levels: tuple[Level, ...]


#: What a rule is made of, by its kind.
Body: TypeAlias = Interaction | Duplication | DoseLimit | PatientCheck | Burden


class Modifier(NamedTuple):
    """A circumstance; ``severity`` is a rank, or -1 where it suppresses."""

    label: str
    condition: Condition
    severity: int
    advice: str


class RuleText(NamedTuple):
    """What a rule says to people; shared by the rules that say the same."""

    title: str
    effect: str
    mechanism: str
    action: str
    prescriber: str
    pharmacist: str
    nurse: str
    patient: str
    level: str
    sources: tuple[tuple[str, str, str, str], ...]  # title, section, url, accessed
    owner: str
    reviewed: str
    review_by: str


class PlanRule(NamedTuple):
    """One rule.

    Attributes:
        severity: the rank in `SEVERITIES`; of a dose limit that of its gravest bound.
        review: whether it still waits for review.
        text: an index into the plan's texts.
        ruleset: an index into the plan's rulesets.
        when: what must hold beyond the drugs, or None.
        line: where it stands, ``file:line``.
    """

    id: str
    kind: str
    severity: int
    review: bool
    body: Body
    when: Condition | None
    modifiers: tuple[Modifier, ...]
    text: int
    ruleset: int
    line: str


class ConditionCodes(NamedTuple):
    """How a condition of the patient is recognised: folded names, ICD-10 prefixes, SNOMED CT codes."""

    id: str
    title: str
    names: tuple[str, ...]
    icd10: tuple[str, ...]
    snomed: tuple[str, ...]


class AllergenCodes(NamedTuple):
    """How an allergen is recognised: folded names, codes (``system code``), and the drugs that it stands for.

    Attributes:
        population: an index into the plan's; None for what is no drug (peanut, latex).
    """

    id: str
    title: str
    names: tuple[str, ...]
    snomed: tuple[str, ...]
    population: int | None


class RulesetInfo(NamedTuple):
    """Which ruleset, in which version, exactly which bytes."""

    id: str
    version: str
    digest: str
    title: str
    clinician_reviewed: bool


class LocalProduct(NamedTuple):
    """A product that a ruleset names, for the terminology: its content by ingredient names and strengths as written."""

    name: str
    ingredients: tuple[str, ...]
    strengths: tuple[str, ...]
    form: str


class Plan(NamedTuple):
    """What an engine evaluates.

    Attributes:
        populations: sorted ingredients of each population that a rule names.
        products: what the rulesets add to the terminology.
        estimates: the variables ``est:NAME`` that its rules read.
    """

    rulesets: tuple[RulesetInfo, ...]
    rules: tuple[PlanRule, ...]
    populations: tuple[tuple[str, ...], ...]
    conditions: tuple[ConditionCodes, ...]
    texts: tuple[RuleText, ...]
    products: tuple[LocalProduct, ...] = ()
    allergens: tuple[AllergenCodes, ...] = ()
    estimates: tuple[str, ...] = ()


def asks_as_needed(condition: Condition | None) -> bool:
    """Whether a condition of an order asks for what is taken as needed."""
    if condition is None:
        return False
    if condition[0] == "all":
        return any(asks_as_needed(part) for part in condition[1:] if isinstance(part, tuple))
    return condition == ("prn", True)
