"""What a rule always says, worked out once for all the alerts that it gives."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from rxrules.report.kinds import KINDS
from rxrules.report.renal import is_renal

if TYPE_CHECKING:
    from rxrules.plan import Plan, PlanRule
    from rxrules.report.kinds import KindReport


class RuleWording(NamedTuple):
    """What does not depend on the case.

    Attributes:
        kind: its kind's part of the report.
        static: the fields of an alert's document that are the same each time.
        variables: the readings of the patient that the rule looks at.
        reads: what it looks at of an order: ``route``, ``amount``.
        head: the first line of a trace; ``sources`` its last ones.
        opening: the document of an alert by this rule alone as JSON text, up to where the case comes in.
        first_line, last_lines: ``head`` and ``sources`` as the trace of a document has them, as JSON text.
        renal: those of the variables that say how well the kidneys work.
        repeats: whether what is found may serve another patient's alert, as its kind says. SAFETY: never where another estimate of
            renal function is weighed against the one that the rule reads.
        repeated: a few alerts' parts that other patients get too, kept by the writer of JSON text.
    """

    kind: KindReport[Any]
    static: dict[str, Any]
    variables: tuple[str, ...]
    reads: frozenset[str]
    head: str
    sources: tuple[str, ...]
    opening: str
    first_line: str
    last_lines: str
    renal: tuple[str, ...]
    repeats: bool
    repeated: dict[object, Any]


def rulesets_document(plan: Plan) -> list[dict[str, Any]]:
    """Which rulesets a plan is made of, in the words of a report's document."""
    return [
        {"id": info.id, "version": info.version, "digest": info.digest, "clinician_reviewed": info.clinician_reviewed}
        for info in plan.rulesets
    ]


class Wording:
    """The wordings of one plan's rules; made by a checker and shared by its reports."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._made: dict[int, RuleWording] = {}
        #: the rulesets of a report's document, as JSON text
        self.rulesets = json.dumps(rulesets_document(plan), ensure_ascii=False)

    def __getitem__(self, number: int) -> RuleWording:
        """The wording of the rule with that number."""
        made = self._made.get(number)
        if made is None:
            made = self._made[number] = self._make(self._plan.rules[number])
        return made

    def _make(self, rule: PlanRule) -> RuleWording:
        text = self._plan.texts[rule.text]
        variables, reads = _looks_at(rule)
        readers = ("prescriber", "pharmacist", "nurse", "patient")
        static = {
            "rule": rule.id,
            "kind": rule.kind,
            "title": text.title or rule.id,
            "effect": text.effect,
            "mechanism": text.mechanism,
            "action": text.action,
            "advice": {reader: words for reader in readers if (words := getattr(text, reader))},
            "evidence": text.level,
            "rule_status": "review" if rule.review else "active",
            "sources": [
                {key: part for key, part in zip(("title", "section", "url", "accessed"), source, strict=True) if part}
                for source in text.sources
            ],
        }
        sources = tuple(", ".join(part for part in source[:3] if part) for source in text.sources)
        head = f"{rule.id} ({rule.line})" if rule.line else rule.id
        opening = json.dumps({**static, "rules": [rule.id]}, ensure_ascii=False)[:-1]
        last = "".join(f", {json.dumps(f'source: {source}', ensure_ascii=False)}" for source in sources)
        first = json.dumps(f"rule: {head}", ensure_ascii=False)
        renal = tuple(variable for variable in variables if is_renal(variable))
        kind = KINDS[rule.kind]
        return RuleWording(
            kind, static, variables, reads, head, sources, opening, first, last, renal, kind.repeats and not renal, {}
        )


def _looks_at(rule: PlanRule) -> tuple[tuple[str, ...], frozenset[str]]:
    variables: dict[str, None] = {}
    kind = KINDS[rule.kind]
    reads = set(kind.reads)
    waiting: list[object] = [rule.body, rule.when, *(modifier.condition for modifier in rule.modifiers)]
    while waiting:
        part = waiting.pop(0)
        if not isinstance(part, tuple) or not part:
            continue
        if part[0] == "range":
            variables[str(part[1])] = None
        elif part[0] in ("route", "amount"):
            reads.add(str(part[0]))
        waiting.extend(part)
    variables |= dict.fromkeys(kind.variables(rule.body))
    return tuple(variables), frozenset(reads)
