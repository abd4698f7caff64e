"""A compiled plan as JSON: read in a fraction of the time that the files take, and open to inspection. Never pickle.

The form is internal and carries a number of its own: a plan that another version wrote is refused, and compiled anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rxrules.errors import InputError, of_type
from rxrules.plan.model import (
    AllergenCodes,
    Band,
    Bound,
    Burden,
    BurdenItem,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Finding,
    Interaction,
    Level,
    LocalProduct,
    Modifier,
    Participant,
    PatientCheck,
    Plan,
    PlanRule,
    RulesetInfo,
    RuleText,
    Window,
)

if TYPE_CHECKING:
    from rxrules.plan import Body

#: Raised with every change of the plan's form.
FORM = 4


def dump_plan(plan: Plan) -> str:
    """The plan as JSON text; the same plan gives the same bytes.

    Rules and texts are written by column, and the strings and sources of texts once each: thousands of rules say much the same, and
    half of the time to read them would go into lists that hold one of them each.

    Raises:
        InputError: it is no plan.
    """
    if not isinstance(plan, Plan):
        raise InputError(f"expected a plan, as `Checker(...).plan` is one, got {of_type(plan)}")
    strings: dict[str, int] = {}
    sources: dict[tuple[tuple[str, ...], ...], int] = {}
    texts = []
    for name, column in zip(RuleText._fields, zip(*plan.texts, strict=True), strict=False):
        once: dict[Any, int] = sources if name == "sources" else strings
        texts.append([once.setdefault(part, len(once)) for part in column])
    content = {
        "rxrules-plan": FORM,
        "rulesets": plan.rulesets,
        "rules": list(zip(*(rule._replace(body=_flat(rule.body)) for rule in plan.rules), strict=True)),  # type: ignore[arg-type]
        "populations": plan.populations,
        "conditions": plan.conditions,
        "strings": list(strings),
        "sources": list(sources),
        "texts": texts,
        "products": plan.products,
        "allergens": plan.allergens,
        "estimates": plan.estimates,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _flat(body: Body) -> tuple[Any, ...]:
    return (*body.first, *body.second, body.second_added) if isinstance(body, Interaction) else body


def load_plan(text: str | bytes) -> Plan:
    """The plan that `dump_plan` wrote.

    What is no plan is refused, but a plan is not judged again as a ruleset is: keep it where only you can write.

    Raises:
        InputError: it is no plan, or one of another form.
    """
    if not isinstance(text, str | bytes):
        raise InputError(f"expected the text or the bytes of a compiled plan, got {of_type(text)}")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as problem:
        msg = f"not a compiled plan: {problem}"
        raise InputError(msg) from None
    form = found.get("rxrules-plan") if isinstance(found, dict) else None
    if form != FORM:
        msg = f"not a compiled plan of form {FORM}: got {form!r}; compile the rulesets anew"
        raise InputError(msg)
    try:
        return Plan(
            tuple(RulesetInfo(*one) for one in found["rulesets"]),
            _rules(found["rules"]) if found["rules"] else (),
            tuple([tuple(one) for one in found["populations"]]),
            tuple(ConditionCodes(*map(_frozen, one)) for one in found["conditions"]),
            _texts(found["texts"], found["strings"], _frozen(found["sources"])) if found["texts"] else (),
            tuple(LocalProduct(*map(_frozen, one)) for one in found["products"]),
            tuple(AllergenCodes(*map(_frozen, one)) for one in found["allergens"]),
            tuple(map(_text_of, found["estimates"])),
        )
    except (TypeError, ValueError, LookupError, AttributeError, RecursionError) as problem:
        msg = f"not a compiled plan: {type(problem).__name__}: {problem}"
        raise InputError(msg) from None


def _text_of(value: Any) -> str:
    if not isinstance(value, str):
        msg = f"expected a text, got {value!r}"
        raise TypeError(msg)
    return value


def _frozen(value: Any) -> Any:
    return tuple([_frozen(one) for one in value]) if isinstance(value, list) else value


def _texts(columns: list[list[int]], strings: list[str], sources: list[Any]) -> tuple[RuleText, ...]:
    parts = [
        [(sources if name == "sources" else strings)[number] for number in column]
        for name, column in zip(RuleText._fields, columns, strict=True)
    ]
    return tuple(map(RuleText._make, zip(*parts, strict=True)))


def _rules(columns: list[list[Any]]) -> tuple[PlanRule, ...]:
    ids, kinds, severities, reviews, bodies, whens, modifiers, *rest = columns
    sides: dict[int, Participant] = {}
    made = [
        _interaction(body, sides) if kind == "interaction" else _BODIES[kind](body)
        for kind, body in zip(kinds, bodies, strict=True)
    ]
    frozen = [None if when is None else _frozen(when) for when in whens]
    modified = [tuple([Modifier(*map(_frozen, one)) for one in some]) if some else () for some in modifiers]
    return tuple(map(PlanRule._make, zip(ids, kinds, severities, reviews, made, frozen, modified, *rest, strict=True)))


def _interaction(body: list[Any], sides: dict[int, Participant]) -> Body:
    a, a_condition, a_within, b, b_condition, b_within, second_added = body
    return Interaction(_participant(a, a_condition, a_within, sides), _participant(b, b_condition, b_within, sides), second_added)


def _participant(population: int, condition: Any, within: float | None, sides: dict[int, Participant]) -> Participant:
    """One side; of what is only a population one serves all rules."""
    if condition is not None or within is not None:
        return Participant(population, _frozen(condition), within)
    found = sides.get(population)
    if found is None:
        found = sides[population] = Participant(population, None, None)
    return found


def _duplication(body: list[Any]) -> Body:
    return Duplication(*map(_frozen, body))


def _dose_limit(body: list[Any]) -> Body:
    frozen = [_frozen(one) for one in body]
    frozen[-1] = tuple(Band(tests, tuple(Bound(*bound) for bound in bounds), text) for tests, bounds, text in frozen[-1])
    return DoseLimit._make(frozen)


def _patient_check(body: list[Any]) -> Body:
    population, condition, findings, detail = body
    return PatientCheck(population, _frozen(condition), tuple(Finding(*map(_frozen, one)) for one in findings), detail)


def _burden(body: list[Any]) -> Body:
    measure, base, unit, factor, count, items, levels = body
    made = tuple(BurdenItem(*map(_frozen, item)) for item in items)
    reached = tuple(Level(Window(*window), severity, label) for window, severity, label in levels)
    return Burden(measure, base, unit, factor, count, made, reached)


_BODIES = {
    "duplication": _duplication,
    "dose_limit": _dose_limit,
    **dict.fromkeys(("contraindication", "allergy", "monitoring", "omission"), _patient_check),
    "burden": _burden,
}
