"""A compiled plan as JSON: read in a fraction of the time that the files take, and open to inspection. Never pickle.

The form is internal and carries a number of its own: a plan that another version wrote is refused, and compiled anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
from rxrules.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.plan import Body

#: Raised with every change of the plan's form.
FORM = 2


def dump_plan(plan: Plan) -> str:
    """The plan as JSON text; the same plan gives the same bytes."""
    return json.dumps({"rxrules-plan": FORM, "plan": plan}, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


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
        rulesets, rules, populations, conditions, texts, products = found["plan"]
        return Plan(
            tuple(RulesetInfo(*one) for one in rulesets),
            tuple([_rule(one) for one in rules]),
            tuple([tuple(one) for one in populations]),
            tuple(ConditionCodes(*map(_frozen, one)) for one in conditions),
            tuple(RuleText(*map(_frozen, one)) for one in texts),
            tuple(LocalProduct(*map(_frozen, one)) for one in products),
        )
    except (TypeError, ValueError, KeyError, IndexError) as problem:
        msg = f"not a compiled plan: {type(problem).__name__}: {problem}"
        raise InputError(msg) from None


def _frozen(value: Any) -> Any:
    return tuple([_frozen(one) for one in value]) if isinstance(value, list) else value


def _rule(row: list[Any]) -> PlanRule:
    row[4] = _BODIES[row[1]](row[4])
    if row[5] is not None:
        row[5] = _frozen(row[5])
    modifiers = row[6]
    row[6] = tuple([Modifier(*map(_frozen, one)) for one in modifiers]) if modifiers else ()
    return PlanRule._make(row)


def _interaction(body: Sequence[Any]) -> Body:
    a, b, second_added = body
    return Interaction(_participant(a), _participant(b), second_added)


def _participant(row: Sequence[Any]) -> Participant:
    return Participant(row[0], None if row[1] is None else _frozen(row[1]), row[2])


def _duplication(body: Sequence[Any]) -> Body:
    return Duplication(*map(_frozen, body))


def _dose_limit(body: Sequence[Any]) -> Body:
    frozen = [_frozen(one) for one in body]
    frozen[-1] = tuple(Band(tests, tuple(Bound(*bound) for bound in bounds), text) for tests, bounds, text in frozen[-1])
    return DoseLimit._make(frozen)


_BODIES = {"interaction": _interaction, "duplication": _duplication, "dose_limit": _dose_limit}
