"""Rulesets of every kind of rule, made of what the language can say, and always valid."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from rxrules.compile import compile_rulesets
from rxrules.language.forms import KINDS
from rxrules.language.parse import parse_text
from rxrules.testing.extra import hypothesis_strategies
from rxrules.testing.printing import yaml_text
from rxrules.testing.strategies.choices import Drawn
from rxrules.testing.strategies.vocabulary import Vocabulary, vocabulary_of
from rxrules.testing.strategies.windows import DRUGS
from rxrules.testing.strategies.written_rules import rule
from rxrules.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rxrules.plan import Plan
    from rxrules.testing.strategies.choices import Choices
    from rxrules.validate import Ruleset

FILE = "ruleset.yaml"
_HEAD: dict[str, Any] = {
    "ruleset": {
        "id": "made",
        "version": "1.0.0",
        "title": "Rules made by chance, for tests; never for a patient",
        "language": 1,
        "owner": "nobody",
        "licence": "CC0-1.0",
    },
    "sources": [{"id": "made-up", "title": "Made up for tests"}],
    "conditions": [
        {"id": "heart-failure", "names": ["cardiac failure"], "icd10": ["I50"]},
        {"id": "migraine", "icd10": ["G43"]},
        {"id": "bleeding", "names": ["haemorrhage"], "snomed": ["131148009"]},
        {"id": "palliative-care", "names": ["comfort care"]},
    ],
}
_DRUGS = [
    {
        "name": "Madeupine",
        "ingredients": ["paracetamol", "codeine"],
        "strengths": ["500 mg/{tablet}", "30 mg/{tablet}"],
        "form": "tablet",
        "synonyms": ["Madeupine forte"],
    }
]
_PENICILLINS = {"id": "penicillins", "names": ["penicillin"], "drug": {"ingredient": "amoxicillin"}}
_PEANUT = {"id": "peanut", "names": ["peanuts"]}
#: Instead of what is not valid.
_PLAIN = {
    "id": "rule-0",
    "kind": "interaction",
    "status": "review",
    "title": "Rule 0",
    "severity": "major",
    "between": [{"ingredient": "warfarin"}, {"ingredient": "ibuprofen"}],
}


class MadeRuleset:
    """A ruleset made by chance: its text, what it was read into, and its plan. It prints as its text.

    Attributes:
        text: of the one file that holds it.
        ruleset: valid.
        content: what the text says, as mappings and lists.
        dropped: how many times a rule was left out because it was not.
    """

    def __init__(self, text: str, ruleset: Ruleset, content: dict[str, Any], dropped: int = 0) -> None:
        self.text = text
        self.ruleset = ruleset
        self.content = content
        self.dropped = dropped

    @cached_property
    def plan(self) -> Plan:
        """The compiled rules."""
        return compile_rulesets([self.ruleset])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """What its rules speak of, from which cases are drawn."""
        return vocabulary_of(self.plan, self.ruleset.terminology, (self.ruleset,))

    def __repr__(self) -> str:
        return self.text


def make_ruleset(r: Choices, *, kinds: Sequence[str] = tuple(KINDS), most: int = 5) -> MadeRuleset:
    """A ruleset of one rule to so many."""
    groups = tuple(f"group-{number}" for number in range(r.number(1, 3)))
    head = dict(_HEAD)
    members = {name: r.some(DRUGS, 2, 5) for name in groups}
    head["groups"] = [{"id": name, "members": own} for name, own in members.items()]
    if len(groups) > 1 and r.one_in(4):
        head["groups"][-1] |= {"include": [groups[0]]}
        members[groups[-1]] = list(dict.fromkeys(members[groups[-1]] + members[groups[0]]))
    head["allergens"] = [_PENICILLINS, _PEANUT]
    if r.one_in(5):
        head["drugs"] = _DRUGS
    written = [rule(r, r.pick(kinds), number, members) for number in range(r.number(1, most))]
    _borrow(written, r)
    made = read_made(head, written)
    dropped = 0
    while made is None:
        # the guarantee that it is valid: what the language refuses is left out, and seldom met
        dropped += 1
        written = [one for one in written if read_made(head, [one]) is not None]
        made = read_made(head, written if written and dropped == 1 else [_PLAIN])
    made.dropped = dropped
    return made


def _borrow(written: list[dict[str, Any]], r: Choices) -> None:
    """Let a burden count the items of another."""
    burdens = [one for one in written if one["kind"] == "burden"]
    if len(burdens) > 1 and r.one_in(2):
        first, second = burdens[:2]
        if first.get("measure", "points") == second.get("measure", "points") == "points":
            del second["items"]
            second["items_of"] = first["id"]


def read_made(head: dict[str, Any], rules: Sequence[dict[str, Any]]) -> MadeRuleset | None:
    """The ruleset of a head and rules; None where it is not valid."""
    return read_content({**head, "rules": list(rules)} if rules else head)


def read_content(content: dict[str, Any]) -> MadeRuleset | None:
    """The ruleset that a mapping says, as one file holds it; None where it is not valid."""
    text = yaml_text(content)
    tree, _ = parse_text({FILE: text})
    ruleset = None if tree is None else validate(tree)[0]
    return None if ruleset is None else MadeRuleset(text, ruleset, content)


def problems_of(text: str) -> list[str]:
    """What keeps a text from being a ruleset."""
    tree, found = parse_text({FILE: text})
    if tree is not None:
        _, found = validate(tree)
    return [str(one) for one in found if one.is_error]


def rulesets(*, kinds: Sequence[str] = tuple(KINDS), most: int = 5) -> Any:
    """A Hypothesis strategy of rulesets, each a `MadeRuleset` with its text, its `Ruleset` and its plan.

    Every key of the language is met, in rules of every kind, and every ruleset is valid. One that fails shrinks to few rules that
    say little, and is printed as the file that it is.

    Args:
        kinds: of the rules.
        most: rules at most.

    Raises:
        ModuleNotFoundError: Hypothesis is not installed.
    """

    def drawn(draw: Any) -> MadeRuleset:
        return make_ruleset(Drawn(draw), kinds=kinds, most=most)

    return hypothesis_strategies().composite(drawn)()
