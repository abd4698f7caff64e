"""A compiled plan as JSON: read in a fraction of the time that the files take, and open to inspection. Never pickle.

The form is internal and carries a number of its own: a plan that another version wrote is refused, and compiled anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rxrules.errors import InputError
from rxrules.plan.model import (
    Band,
    Bound,
    ConditionCodes,
    DoseLimit,
    Duplication,
    Interaction,
    LocalProduct,
    Modifier,
    Participant,
    Plan,
    PlanRule,
    RulesetInfo,
    RuleText,
)

if TYPE_CHECKING:
    from rxrules.plan import Body

_SOURCES = RuleText._fields.index("sources")

#: Raised with every change of the plan's form.
FORM = 3


def dump_plan(plan: Plan) -> str:
    """The plan as JSON text; the same plan gives the same bytes."""
    # thousands of rules say much the same: each string of their texts is written once, and the texts are numbers
    strings: dict[str, int] = {}
    texts = [_numbered(text, strings) for text in plan.texts]
    content = {"rxrules-plan": FORM, "plan": plan._replace(texts=()), "strings": list(strings), "texts": texts}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _numbered(value: Any, strings: dict[str, int]) -> Any:
    if isinstance(value, str):
        return strings.setdefault(value, len(strings))
    return [_numbered(one, strings) for one in value]


def load_plan(text: str | bytes) -> Plan:
    """The plan that `dump_plan` wrote.

    Raises:
        InputError: it is no plan, or one of another form.
    """
    try:
        found = json.loads(text)
    except ValueError as problem:
        msg = f"not a compiled plan: {problem}"
        raise InputError(msg) from None
    form = found.get("rxrules-plan") if isinstance(found, dict) else None
    if form != FORM:
        msg = f"not a compiled plan of form {FORM}: got {form!r}; compile the rulesets anew"
        raise InputError(msg)
    try:
        rulesets, rules, populations, conditions, _, products = found["plan"]
        strings = found["strings"]
        return Plan(
            tuple(RulesetInfo(*one) for one in rulesets),
            tuple([_rule(one) for one in rules]),
            tuple([tuple(one) for one in populations]),
            tuple(ConditionCodes(*map(_frozen, one)) for one in conditions),
            tuple([_text(row, strings) for row in found["texts"]]),
            tuple(LocalProduct(*map(_frozen, one)) for one in products),
        )
    except (TypeError, ValueError, KeyError, IndexError) as problem:
        msg = f"not a compiled plan: {type(problem).__name__}: {problem}"
        raise InputError(msg) from None


def _frozen(value: Any) -> Any:
    return tuple([_frozen(one) for one in value]) if isinstance(value, list) else value


def _text(row: list[Any], strings: list[str]) -> RuleText:
    sources = row[_SOURCES]
    row[_SOURCES] = 0
    made = [strings[number] for number in row]
    made[_SOURCES] = tuple([tuple([strings[number] for number in source]) for source in sources])  # type: ignore[call-overload]
    return RuleText._make(made)


def _rule(row: list[Any]) -> PlanRule:
    row[4] = _BODIES[row[1]](row[4])
    if row[5] is not None:
        row[5] = _frozen(row[5])
    modifiers = row[6]
    row[6] = tuple([Modifier(*map(_frozen, one)) for one in modifiers]) if modifiers else ()
    return PlanRule._make(row)


def _interaction(body: list[Any]) -> Body:
    a, b, _ = body
    if a[1] is not None:
        a[1] = _frozen(a[1])
    if b[1] is not None:
        b[1] = _frozen(b[1])
    body[0], body[1] = Participant._make(a), Participant._make(b)
    return Interaction._make(body)


def _duplication(body: list[Any]) -> Body:
    return Duplication(*map(_frozen, body))


def _dose_limit(body: list[Any]) -> Body:
    frozen = [_frozen(one) for one in body]
    frozen[-1] = tuple(Band(tests, tuple(Bound(*bound) for bound in bounds), text) for tests, bounds, text in frozen[-1])
    return DoseLimit._make(frozen)


_BODIES = {"interaction": _interaction, "duplication": _duplication, "dose_limit": _dose_limit}
