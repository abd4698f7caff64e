"""Cases for what a rule asks that is no number: a sex, a condition, a route, another drug; there, not there, or unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language import ast
from rxrules.model.timing import days
from rxrules.proof import burdens, limits
from rxrules.proof.gaps import gaps_of_variable
from rxrules.proof.probes import Probe, Variant
from rxrules.proof.sketch import day_before, instant_before
from rxrules.proof.steps import elsewhere, parsed
from rxrules.proof.terms import ANY, Leaf, leaves, term_of_selector
from rxrules.units import Quantity
from rxrules.validate.walk import participants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.subjects import Subject

_LISTED = {"condition": "conditions", "history": "conditions", "preference": "preferences", "goal": "goals"}
_NUMBERS = ("variable", "per_dose", "per_day", "per_week", "each_lasts", "duration", "taken", "apart", "before", "after")


def leaf_probes(subject: Subject) -> Iterator[Probe]:
    """The ends of every window that a rule or one of its modifiers asks for."""
    for modifier, leaf in _leaves(subject):
        window = leaf.value
        if leaf.key not in _NUMBERS or not isinstance(window, ast.Window):
            continue
        for end, low in ((window.low, not window.low_closed), (window.high, window.high_closed)):
            if end is not None and (end.value > 0 or leaf.key == "variable"):
                yield _probe(subject, leaf, modifier, end, low=low)


def _probe(subject: Subject, leaf: Leaf, modifier: int, end: Quantity, *, low: bool) -> Probe:
    is_body = leaf.key != "variable" or leaf.name in ("weight", "height")
    is_result = not is_body and leaf.name not in ("age", "body_surface") and not leaf.name.startswith("est:")
    other = elsewhere(end) if is_body else elsewhere(end, leaf.name) if is_result else None

    def bases() -> Iterator[Sketch]:
        yield subject.arranged(leaf=leaf, modifier=modifier)
        yield subject.arranged(modifier=modifier)

    def gaps(sketch: Sketch) -> Iterator[tuple[str, Sketch]]:
        if leaf.key == "variable":
            yield from gaps_of_variable(sketch, leaf)
        else:
            yield from _unsaid(sketch, leaf.key)
        if leaf.key in ("per_dose", "per_day", "per_week"):
            other = sketch.copy()
            if subject.arranger.set(other, leaf, end):
                for order in subject.arranger.orders(other, leaf.slot):
                    order["timing"]["frequency"] = 2
                yield "exactly that, twice", other

    where = "" if modifier < 0 else f" of the modifier {subject.rule.modifiers[modifier].label!r}"
    said = f"{leaf.name.removeprefix('est:') or leaf.key} {end}"
    return Probe(
        f"{said}{where}",
        leaf.span or subject.rule.span,
        end,
        low,
        bases,
        lambda sketch, quantity, offset: subject.arranger.set(sketch, leaf, quantity, offset),
        () if other is None else (other,),
        gaps,
    )


def _unsaid(sketch: Sketch, key: str) -> Iterator[tuple[str, Sketch]]:
    timed = dict.fromkeys(("each_lasts", "duration", "apart", "before", "after"), ("timing",))
    wanted = ({"taken": ("start",)} | timed).get(key, ("dose", "timing"))
    for one in wanted:
        if any(one in order for order in sketch.medications):
            other = sketch.copy()
            for order in other.medications:
                order.pop(one, None)
            yield f"the {one} is missing", other


def variants(subject: Subject) -> Iterator[Variant]:
    """The rule on its drugs, without each of them, and each circumstance there, not there, and unknown."""
    rule = subject.rule
    fires = subject.arranged()
    yield Variant("as it should fire", rule.span, fires)
    if len(fires.medications) > 1:
        for place, order in enumerate(fires.medications):
            other = fires.copy()
            del other.medications[place]
            yield Variant(f"without {order['drug']}", rule.span, other)
    yield from _others(subject)
    for modifier in range(len(rule.modifiers)):
        yield Variant(f"with {rule.modifiers[modifier].label}", rule.modifiers[modifier].span, subject.arranged(modifier=modifier))
    for modifier, leaf in _leaves(subject):
        if leaf.key not in _NUMBERS:
            yield from _of_leaf(subject, leaf, modifier)
    if isinstance(rule, ast.AllergyRule):
        yield from _of_allergy(subject, rule)
    if isinstance(rule, ast.OmissionRule):
        yield from _of_omission(subject, rule)


def _leaves(subject: Subject) -> Iterator[tuple[int, Leaf]]:
    for leaf in leaves(subject.term):
        yield -1, leaf
    for number, term in enumerate(subject.modifiers):
        for leaf in leaves(term):
            yield number, leaf


def _of_leaf(subject: Subject, leaf: Leaf, modifier: int) -> Iterator[Variant]:
    span = leaf.span or subject.rule.span
    base = subject.arranged(leaf=leaf, modifier=modifier)
    for truth, said in ((True, leaf.label), (False, f"not {leaf.label}")):
        sketch = base.copy()
        if subject.arranger.put(sketch, leaf, truth=truth):
            yield Variant(said, span, sketch)
    unknown = base.copy()
    if leaf.key in ("sex", "pregnant", "breastfeeding"):
        unknown.choose(leaf.key, None)
        yield Variant(f"{leaf.key} is not known", span, unknown)
    elif leaf.key in _LISTED:
        unknown.choose(_LISTED[leaf.key], None)
        yield Variant(f"the list of {_LISTED[leaf.key]} is missing", span, unknown)
        if leaf.key in ("condition", "history"):
            past = base.copy()
            past.enlist("conditions", {"text": subject.arranger.words(str(leaf.value)), "status": "resolved"})
            yield Variant(f"{leaf.label}, resolved", span, past)
    elif leaf.key in ("route", "prn", "indication", "phase"):
        key = {"prn": "timing", "phase": "timing"}.get(leaf.key, leaf.key)
        for order in subject.arranger.orders(unknown, leaf.slot):
            order.pop(key, None)
        yield Variant(f"the {key} is not known", span, unknown)


def _of_allergy(subject: Subject, rule: ast.AllergyRule) -> Iterator[Variant]:
    substance = subject.substance(rule, subject.start())
    base = subject.arranged()
    for said, listed in (
        ("no allergy", []),
        ("the allergy is resolved", [{"substance": substance, "status": "resolved"}]),
        ("an allergy that nobody recognises", [{"substance": "something unheard of"}]),
        ("the list of allergies is missing", None),
    ):
        sketch = base.copy()
        sketch.choose("allergies", listed)
        yield Variant(said, rule.span, sketch)


def _of_omission(subject: Subject, rule: ast.OmissionRule) -> Iterator[Variant]:
    for partner in rule.missing:
        called = partner.ingredient or partner.group
        drugs = subject.arranger.drugs(partner)
        for drug in dict.fromkeys((drugs[0], drugs[-1])):
            sketch = subject.arranged()
            subject.arranger.put(sketch, Leaf("with", partner), truth=True)
            sketch.medications[-1]["drug"] = drug
            yield Variant(f"with {called}" if drug == drugs[0] else f"with {drug}", partner.span, sketch)
        for leaf in leaves(term_of_selector(partner, 0)):
            sketch = subject.arranged()
            subject.arranger.put(sketch, Leaf("with", partner), truth=True)
            alone = type(sketch)(sketch.patient, [{**sketch.medications[-1], "id": "m1"}], sketch.chosen)
            subject.arranger.put(alone, leaf, truth=False)
            sketch.medications[-1].update({**alone.medications[0], "id": sketch.medications[-1]["id"]})
            yield Variant(f"with {called}, not {leaf.label}", partner.span, sketch)


def _others(subject: Subject) -> Iterator[Variant]:
    """The last members of groups, several orders of one drug, a dose twice: what a rule may mistake for one another."""
    rule = subject.rule
    if isinstance(rule, ast.BurdenRule):
        yield from burdens.with_each(subject)
        return
    if any(one.group is not None for one in participants(rule)) or isinstance(rule, ast.DuplicationRule):
        last = subject.arranged(shift=-1)
        yield Variant(f"with {', '.join(order['drug'] for order in last.medications)}", rule.span, last)
    if isinstance(rule, ast.DuplicationRule) and rule.group is not None:
        sketch = subject.arranged()
        for order in sketch.medications[1:]:
            order["drug"] = sketch.medications[0]["drug"]
        yield Variant("one drug in several orders", rule.span, sketch)
    if isinstance(rule, ast.DoseLimitRule):
        yield from limits.twice(subject)


def own_probes(subject: Subject) -> Iterator[Probe]:
    """The edges that only this kind of rule has."""
    rule = subject.rule
    if isinstance(rule, ast.DuplicationRule):
        yield _allowed(subject, rule)
    elif isinstance(rule, ast.MonitoringRule):
        yield from _of_test(subject, rule)
    elif isinstance(rule, ast.InteractionRule):
        for slot, selector in enumerate(rule.between):
            if selector.within is not None:
                yield _washout(subject, selector.within, slot)


def _allowed(subject: Subject, rule: ast.DuplicationRule) -> Probe:
    one = parsed("1")
    assert one is not None  # noqa: S101  a unit that every version knows

    def take(sketch: Sketch, quantity: Quantity, offset: int) -> bool:
        number = round(quantity.value) + offset
        subject.duplicate(sketch, number)
        subject.arranger.make(sketch, subject.term)
        return number > 0 and len(sketch.medications) == number

    counted = "orders" if rule.same is not None else rule.count
    return Probe(f"{rule.allow} {counted} allowed", rule.span, Quantity(rule.allow, one), True, lambda: [subject.arranged()], take)


def _of_test(subject: Subject, rule: ast.MonitoringRule) -> Iterator[Probe]:
    def dated(sketch: Sketch, quantity: Quantity, offset: int) -> bool:
        subject.tested(sketch, rule, days(quantity) + offset)
        return True

    def gaps(sketch: Sketch) -> Iterator[tuple[str, Sketch]]:
        for said, value in (("the test was never done", []), ("the list of observations is missing", None)):
            other = sketch.copy()
            other.choose("observations", value)
            yield said, other
        other = sketch.copy()
        other.choose("observations", [{"code": rule.test[0].text}])
        yield "the test has no date", other

    within = rule.within.quantity
    yield Probe(f"test within {within}", rule.within.span, within, True, lambda: [subject.arranged()], dated, (), gaps)
    if rule.range is None:
        return
    leaf = Leaf("variable", rule.range, ANY, rule.test[0].text, span=rule.range.span)
    for end, low in ((rule.range.low, not rule.range.low_closed), (rule.range.high, rule.range.high_closed)):
        if end is not None:
            yield _probe(subject, leaf, -1, end, low=low)


def _washout(subject: Subject, within: ast.Amount, slot: int) -> Probe:
    def ended(sketch: Sketch, quantity: Quantity, offset: int) -> bool:
        past, present = sketch.medications[slot], sketch.medications[1 - slot]
        length = days(quantity)
        elapsed = length + offset if length.is_integer() else length + offset / 1440
        end = day_before(elapsed) if length.is_integer() else instant_before(elapsed)
        past.update(status="stopped", end=end, start=day_before(elapsed + 60))
        present.update(status="proposed", start=day_before(0))
        return elapsed >= 0

    return Probe(f"ended within {within.quantity}", within.span, within.quantity, True, lambda: [subject.arranged()], ended)
