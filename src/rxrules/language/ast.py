"""The tree of a ruleset as its author wrote it: typed values, and the place of everything that can be wrong.

These classes are the language: the reader structures them, the JSON Schema is made from them, and validation reads them. A field
without a default is required. A trailing underscore is not part of the key (``with_`` is written ``with``).
"""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypeAlias

from attrs import field, frozen

from rxrules.chart.estimates import ESTIMATES
from rxrules.diagnostics import Span
from rxrules.terminology.observations import observation
from rxrules.units import Quantity

Severity = Literal["contraindicated", "major", "moderate", "minor"]
RuleStatus = Literal["draft", "review", "active", "retired"]
Measure = Literal["per_dose", "per_day", "per_week", "rate", "per_course", "lifetime", "duration", "interval"]


#: Variables of bands that are no observations.
VARIABLES = ("age", "weight", "height", "body_surface")

#: A place as it is kept: file, line, column. A plain tuple, because a large ruleset keeps a hundred thousand of them.
Place: TypeAlias = tuple[str, int, int]

_NOWHERE: Place = ("", 0, 0)


def _at() -> Place:
    return field(default=_NOWHERE, eq=False, repr=False, metadata={"key": None})


class Placed:
    """What knows where it was written."""

    __slots__ = ()

    at: Place

    @property
    def span(self) -> Span:
        """Where it was written."""
        return Span(*self.at)


def is_variable(name: str) -> bool:
    """Whether bands may speak of it: of the patient's age and body, of an estimate, or of an observation that is known."""
    return name in VARIABLES or name in ESTIMATES or observation(name) is not None


@frozen
class Name(Placed):
    """A reference to something that is defined elsewhere: a group, an ingredient, a condition, a source."""

    text: str
    at: Place = _at()

    def __str__(self) -> str:
        return self.text


@frozen
class Window(Placed):
    """An interval of a quantity: ``[16 a, 130 a)``, ``(, 50 kg]``, ``>= 65 a``, ``< 30 mL/min``; an open end is None."""

    low: Quantity | None
    high: Quantity | None
    low_closed: bool
    high_closed: bool
    text: str = ""
    at: Place = _at()


@frozen
class Total(Window):
    """An interval of what adds up: of an amount, or of plain numbers where points are counted, ``>= 3``."""


@frozen
class Amount(Placed):
    """A quantity with its place."""

    quantity: Quantity
    at: Place = _at()


@frozen
class SourceRef(Placed):
    """Where a statement comes from: a source of the manifest by its id, or one written out here, and the section."""

    source: Name | None = None
    title: str = ""
    section: str = ""
    url: str = ""
    accessed: dt.date | None = None
    at: Place = _at()


@frozen
class Source(Placed):
    """A source that rules cite by its id."""

    id: Name
    title: str
    publisher: str = ""
    year: int | None = None
    url: str = ""
    licence: str = ""
    accessed: dt.date | None = None
    review_by: dt.date | None = None
    at: Place = _at()


@frozen
class Evidence(Placed):
    """How well it is known, and from where."""

    level: Literal["established", "probable", "suspected", "theoretical", "unknown"] = "unknown"
    sources: tuple[SourceRef, ...] = ()
    at: Place = _at()


@frozen
class Advice:
    """Wording for those who read an alert."""

    prescriber: str = ""
    pharmacist: str = ""
    nurse: str = ""
    patient: str = ""


@frozen
class Selector(Placed):
    """Drugs: one ingredient or a group, and what else must hold of the order.

    Attributes:
        ingredient, group: exactly one of them.
        route: route names or classes (``systemic``); any of them.
        within: also orders that ended at most this long before the other order starts (washout); of the participants of an
            interaction, and of partners that are asked for or missing.
        each_lasts: how long one administration takes, at once or run in.
        taken: how long the order has been taken, as of now; ``duration`` is the length of its whole course.
        phase: ``loading``: what comes before the last phase of an order, and a single dose; ``maintenance``: all else.
    """

    ingredient: Name | None = None
    group: Name | None = None
    route: tuple[Name, ...] = ()
    per_dose: Window | None = None
    per_day: Window | None = None
    per_week: Window | None = None
    each_lasts: Window | None = None
    duration: Window | None = None
    taken: Window | None = None
    prn: bool | None = None
    indication: Name | None = None
    phase: Literal["loading", "maintenance"] | None = None
    within: Amount | None = None
    at: Place = _at()


@frozen
class ObservationTest(Placed):
    """A test of the latest result, or of an estimate: ``{code: egfr, is: "< 30 mL/min/{1.73_m2}", within: 90 d}``."""

    code: Name
    is_: Window
    within: Amount | None = None
    at: Place = _at()


@frozen
class When(Placed):
    """A condition; several keys in one mapping must all hold.

    ``of`` names the participant (its group or ingredient) that the keys about an order speak of (``per_dose``, ``per_day``,
    ``per_week``, ``each_lasts``, ``duration``, ``taken``, ``route``, ``prn``, ``indication``, ``phase``). Without it they must
    hold of any participant; where the condition lowers or suppresses, of every one.

    Attributes:
        condition: an active condition, by the id of its definition; ``history`` counts resolved ones too.
        preference, goal: what the patient wants, by the id of a condition's definition.
        estimate: of the patient's renal function, body size or maturity, by a formula that its name gives.
        each_lasts: how long one administration takes, at once or run in.
        taken: how long the order has been taken, as of now; ``duration`` is the length of the whole course.
        apart: how far the doses of the two participants are from each other, whichever comes first.
        before, after: how long a dose of the participant that ``of`` names comes before the next dose of the other participant, or
            after the last.
        with_, without: another concurrent order of those drugs is there, or is not.
    """

    age: Window | None = None
    weight: Window | None = None
    height: Window | None = None
    body_surface: Window | None = None
    sex: Literal["female", "male"] | None = None
    pregnant: bool | None = None
    breastfeeding: bool | None = None
    condition: Name | None = None
    history: Name | None = None
    preference: Name | None = None
    goal: Name | None = None
    observation: ObservationTest | None = None
    estimate: ObservationTest | None = None
    apart: Window | None = None
    before: Window | None = None
    after: Window | None = None
    of: Name | None = None
    per_dose: Window | None = None
    per_day: Window | None = None
    per_week: Window | None = None
    each_lasts: Window | None = None
    duration: Window | None = None
    taken: Window | None = None
    route: tuple[Name, ...] = ()
    prn: bool | None = None
    indication: Name | None = None
    phase: Literal["loading", "maintenance"] | None = None
    with_: Selector | None = None
    without: Selector | None = None
    all: tuple[When, ...] = ()
    any: tuple[When, ...] = ()
    not_: When | None = None
    at: Place = _at()


@frozen
class Modifier(Placed):
    """A circumstance that raises, lowers or suppresses: exactly one of ``severity`` and ``suppress``."""

    label: str
    when: When
    severity: Severity | None = None
    suppress: bool = False
    advice: str = ""
    evidence: Evidence | None = None
    at: Place = _at()


@frozen(kw_only=True)
class Rule(Placed):
    """What every kind of rule has.

    Attributes:
        when: what must hold, beyond its drugs, for the rule to apply.
        change: what changed in this version and why.
    """

    id: Name
    kind: str
    status: RuleStatus = "draft"
    title: str = ""
    when: When | None = None
    modifiers: tuple[Modifier, ...] = ()
    effect: str = ""
    mechanism: str = ""
    action: str = ""
    advice: Advice = Advice()
    evidence: Evidence = Evidence()
    owner: str = ""
    reviewed: dt.date | None = None
    review_by: dt.date | None = None
    change: str = ""
    tags: tuple[str, ...] = ()
    at: Place = _at()


@frozen(kw_only=True)
class InteractionRule(Rule):
    """Two drugs that should not meet. Symmetric unless ``direction`` says that the second is added to the first."""

    kind: Literal["interaction"] = "interaction"
    severity: Severity
    between: tuple[Selector, Selector]
    direction: Literal["second_added"] | None = None


@frozen(kw_only=True)
class DuplicationRule(Rule):
    """A therapy that is given twice: more than ``allow`` concurrent members, counted by ingredient or by order.

    Attributes:
        group: the members; or ``same: ingredient``, each ingredient on its own (then counted by order).
        except_: groups or ingredients left out.
        prn: ``false`` counts only what is taken regularly, ``true`` only what is taken as needed.
    """

    kind: Literal["duplication"] = "duplication"
    severity: Severity
    group: Name | None = None
    same: Literal["ingredient"] | None = None
    except_: tuple[Name, ...] = ()
    route: tuple[Name, ...] = ()
    prn: bool | None = None
    allow: int = 1
    count: Literal["ingredients", "orders"] = "ingredients"


@frozen
class LimitSeverity(Placed):
    """The severity of each limit that is passed; None where the rule has no such limit."""

    max: Severity | None = None
    hard_max: Severity | None = None
    min: Severity | None = None
    hard_min: Severity | None = None
    at: Place = _at()


@frozen
class Limits:
    """Limits of one band: what is passed alerts; a dose exactly at a limit never does.

    Attributes:
        max, min: soft limits; ``hard_max``, ``hard_min``: graver ones beyond them.
        cap: the absolute ceiling of a ``max`` per kg or per m2; the lower of both holds. ``hard_cap`` that of ``hard_max``.
    """

    max: Amount | None = None
    hard_max: Amount | None = None
    cap: Amount | None = None
    hard_cap: Amount | None = None
    min: Amount | None = None
    hard_min: Amount | None = None


@frozen
class Row(Placed):
    """One band: the windows of its variables, and its limits. A variable that is not named may have any value."""

    windows: dict[str, Window] = field(metadata={"rest": is_variable})
    limits: Limits = field(default=Limits(), metadata={"inline": True})
    note: str = ""
    at: Place = _at()


@frozen
class Bands(Placed):
    """Limits that depend on variables (``age``, ``weight``, ``height``, ``body_surface``, or an observation such as ``egfr``).

    Attributes:
        over: the domain that the rows must cover, a window for each variable.
        policy: ``unique``: the rows do not overlap; ``first``: the first that matches holds.
        within: how old an observation or a weight may be, by variable.
    """

    over: dict[str, Window]
    rows: tuple[Row, ...]
    policy: Literal["unique", "first"] = "unique"
    within: dict[str, Amount] = field(factory=dict)
    at: Place = _at()


@frozen(kw_only=True)
class DoseLimitRule(Rule):
    """How much is too much, or too little, of one ingredient.

    Attributes:
        measure: ``per_dose``; ``per_day`` and ``per_week``, in any 24 hours or 7 days over all its orders; ``rate`` of an infusion
            or injection; ``per_course``; ``lifetime``, over all courses, past ones too; ``duration`` of a course; ``interval``
            between doses.
        rounding: by how much a dose may be above a maximum or below a minimum, as a fraction (``10 %``), because it was rounded to
            what can be given; none for drugs of a narrow therapeutic index.
        bands: limits by band; or ``limits`` for all patients alike (written as ``max: ...`` on the rule itself).
        expressed_as: the salt or base that the limits are of, where that matters.
        weight: which weight a limit per kg takes.
    """

    kind: Literal["dose_limit"] = "dose_limit"
    drug: Selector
    route: tuple[Name, ...] = ()
    measure: Measure
    severity: LimitSeverity
    bands: Bands | None = None
    limits: Limits = field(default=Limits(), metadata={"inline": True})
    expressed_as: str = ""
    weight: Literal["actual"] = "actual"
    rounding: Amount | None = None


@frozen(kw_only=True)
class ContraindicationRule(Rule):
    """A drug that should not be given to a patient of whom ``when`` holds: a condition, an age, a result, pregnancy."""

    kind: Literal["contraindication"] = "contraindication"
    severity: Severity
    drug: Selector
    when: When | None = None


@frozen(kw_only=True)
class AllergyRule(Rule):
    """A drug that should not be given to a patient with an allergy: to itself, or to what it may cross-react with.

    Attributes:
        drug: the drugs; or ``same: ingredient``, any drug with an allergy to one of its own ingredients.
        allergen: the id of an allergen's definition.
        cross_reactivity: how often, in words, for those who read the alert.
    """

    kind: Literal["allergy"] = "allergy"
    severity: Severity
    drug: Selector | None = None
    same: Literal["ingredient"] | None = None
    allergen: Name | None = None
    cross_reactivity: str = ""


@frozen
class MonitoringSeverity(Placed):
    """The severity of each finding; what is not named does not alert."""

    missing: Severity | None = None
    overdue: Severity | None = None
    out_of_range: Severity | None = None
    at: Place = _at()


@frozen(kw_only=True)
class MonitoringRule(Rule):
    """A test that a drug needs: missing, overdue, or out of range.

    Attributes:
        test: names of observations; any one of them will do.
        within: how old the newest of them may be.
        range: where its result should lie; of the first test that is named.
    """

    kind: Literal["monitoring"] = "monitoring"
    severity: MonitoringSeverity
    drug: Selector
    test: tuple[Name, ...]
    within: Amount
    range: Window | None = None


@frozen(kw_only=True)
class OmissionRule(Rule):
    """A drug, or a circumstance of the patient, without its partner: none of ``missing`` is there.

    Attributes:
        drug: what asks for the partner; without it ``when`` alone does, and the rule is about the patient.
        missing: the partners, any of which will do.
    """

    kind: Literal["omission"] = "omission"
    severity: Severity
    drug: Selector | None = None
    missing: tuple[Selector, ...]


@frozen
class BurdenItem(Placed):
    """What adds to a burden: drugs, or a circumstance of the patient.

    Attributes:
        drug: a selector; or ``when``: of the patient alone.
        points: what it adds; or ``factor``: what one unit of its amount counts (``per`` that unit, ``1 mg``).
    """

    drug: Selector | None = None
    when: When | None = None
    points: float | None = None
    factor: float | None = None
    per: Amount | None = None
    note: str = ""
    at: Place = _at()


@frozen
class BurdenLevel(Placed):
    """A window of totals that alerts: ``{total: ">= 50 mg/d", severity: moderate}``; points are plain numbers, ``>= 3``."""

    total: Total
    severity: Severity
    label: str = ""
    at: Place = _at()


@frozen(kw_only=True)
class BurdenRule(Rule):
    """An effect that adds up over the list: points, or an amount in equivalents (morphine, doxorubicin).

    Attributes:
        measure: ``points``; ``per_day`` or ``lifetime``: the items' amounts times their factors.
        count: what gives its points once: each ingredient, each order, or each item of the list (a class that counts once).
        items_of: another burden of the ruleset, by its id, whose items are counted as well.
        levels: totals that alert; the gravest that holds leads.
    """

    kind: Literal["burden"] = "burden"
    measure: Literal["points", "per_day", "lifetime"] = "points"
    count: Literal["ingredients", "orders", "items"] = "ingredients"
    items: tuple[BurdenItem, ...] = ()
    items_of: Name | None = None
    levels: tuple[BurdenLevel, ...]


@frozen
class Group(Placed):
    """A named population of ingredients.

    Attributes:
        members: ingredients, by any name that resolves to one.
        include, exclude: other groups, or (exclude) ingredients.
    """

    id: Name
    title: str = ""
    members: tuple[Name, ...] = ()
    include: tuple[Name, ...] = ()
    exclude: tuple[Name, ...] = ()
    note: str = ""
    source: SourceRef | None = None
    at: Place = _at()


@frozen
class ConditionDefinition(Placed):
    """A condition that rules can ask for: by names, and by codes. An ICD-10 code stands for all codes below it."""

    id: Name
    title: str = ""
    names: tuple[str, ...] = ()
    icd10: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    at: Place = _at()


@frozen
class Allergen(Placed):
    """What a patient may be allergic to, by names and SNOMED CT codes: a group of drugs, an ingredient, or no drug (peanut).

    Attributes:
        drug: the drugs that it stands for: an allergy to any of them is one to it; absent for what is no drug.
    """

    id: Name
    title: str = ""
    names: tuple[str, ...] = ()
    snomed: tuple[str, ...] = ()
    drug: Selector | None = None
    at: Place = _at()


@frozen
class LocalDrug(Placed):
    """A product that a site names: what it contains, by which names and codes it is known there."""

    name: Name
    ingredients: tuple[Name, ...]
    strengths: tuple[Amount, ...] = ()
    form: str = ""
    synonyms: tuple[str, ...] = ()
    at: Place = _at()


@frozen
class Table(Placed):
    """A CSV file of rules: its columns are fields of the kind, ``defaults`` holds what all its rows share.

    Columns of an interaction: ``id``, ``a``, ``b`` (an ingredient or ``group:NAME``), ``severity``, and any text field.
    Columns of a dose limit: ``id``, ``ingredient``, ``route``, ``measure``, variables of bands (``age``, ``weight``, ...), limits;
    rows of one id are the bands of one rule.
    """

    file: Name
    kind: Literal["interaction", "dose_limit"]
    defaults: dict[str, object] = field(factory=dict)
    at: Place = _at()


@frozen(kw_only=True)
class Manifest(Placed):
    """Who answers for a ruleset, under which licence, from when, and in which version of the language."""

    id: Name
    version: str
    title: str
    language: int
    owner: str
    licence: str
    description: str = ""
    effective: dt.date | None = None
    reviewed: dt.date | None = None
    review_by: dt.date | None = None
    clinician_reviewed: bool = False
    tables: tuple[Table, ...] = ()
    at: Place = _at()


@frozen
class RulesetTree:
    """Everything that the files of one ruleset say, in the order of file name and place.

    Attributes:
        digest: SHA-256 over the files' names and bytes, in order; it names exactly this ruleset.
    """

    manifest: Manifest
    sources: tuple[Source, ...] = ()
    groups: tuple[Group, ...] = ()
    conditions: tuple[ConditionDefinition, ...] = ()
    allergens: tuple[Allergen, ...] = ()
    drugs: tuple[LocalDrug, ...] = ()
    rules: tuple[Rule, ...] = ()
    digest: str = ""
