"""The lock file: what the rules of a version are, so that no logic changes without a new version."""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from rxrules.compile import compile_rulesets
from rxrules.errors import InputError
from rxrules.proof.comparing import compare
from rxrules.proof.judging import plan_of
from rxrules.proof.logic import digest_of, governance_of, logic_of, words_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rxrules.language.ast import Rule
    from rxrules.plan import Plan
    from rxrules.validate import Ruleset

#: The name of the file, in the folder of the ruleset.
NAME: Final = "ruleset.lock"
#: The form of the file.
FORMAT: Final = 1
#: From the least to the greatest part of a version that a change asks for.
PARTS: Final = ("patch", "minor", "major")
#: What each class of change asks for; ``changed`` is logic that changed, nobody knows in which direction.
ASKS: Final = {
    "first": "patch",
    "text": "patch",
    "new": "minor",
    "stricter": "minor",
    "undecided": "minor",
    "looser": "major",
    "incomparable": "major",
    "changed": "major",
    "removed": "major",
}
_RUNNING: Final = ("active", "review")
_DIGITS: Final = re.compile(r"[0-9a-f]{64}")
#: Version numbers that begin with a year have no major part to raise.
_YEARS: Final = 1900


@frozen
class Locked:
    """One rule as it was locked.

    Attributes:
        logic, text: digests of what it decides, and of everything else that it says.
        version: of the ruleset, in which it last changed.
        change: the class of that change, a key of `ASKS`.
    """

    logic: str
    text: str
    version: str
    change: str


@frozen
class Lock:
    """The rules of a ruleset that run, as they were locked, by their ids."""

    ruleset: str
    version: str
    rules: Mapping[str, Locked]


@frozen
class Change:
    """A rule that is not as it was locked, and the class of the change."""

    rule: str
    change: str
    place: str

    @property
    def asks(self) -> str:
        """The part of the version that must be raised."""
        return ASKS[self.change]


def lock_of(ruleset: Ruleset, known: Lock | None = None, old: Ruleset | None = None) -> tuple[Lock, list[Change]]:
    """The lock of a ruleset as it is now, and what changed since the one that is known.

    Args:
        ruleset: as it is now.
        known: the lock as it was; what did not change keeps its version.
        old: the ruleset as it was, which tells stricter from looser; without it, logic that changed is ``changed``.
    """
    whole = compile_rulesets([ruleset])
    directions = {} if old is None else {one.rule: one.logic for one in compare(old, ruleset)}
    rules: dict[str, Locked] = {}
    changes: list[Change] = []
    version = ruleset.manifest.version
    for rule in ruleset.rules:
        if rule.status not in _RUNNING:
            continue
        id_ = rule.id.text
        logic, text = _digests(rule, ruleset, whole)
        was = None if known is None else known.rules.get(id_)
        change = _class(was, logic, text, directions.get(id_, ""), is_first=known is None)
        if change and known is not None:
            changes.append(Change(id_, change, str(rule.span)))
        rules[id_] = Locked(logic, text, version, change) if change or was is None else was
    gone = [] if known is None else [id_ for id_ in known.rules if id_ not in rules]
    changes += [Change(id_, "removed", "") for id_ in gone]
    return Lock(ruleset.manifest.id.text, version, rules), changes


def _digests(rule: Rule, ruleset: Ruleset, whole: Plan) -> tuple[str, str]:
    plan = plan_of(rule, ruleset, whole)
    said = repr((words_of(plan), [str(one) for one in governance_of(rule)[:1]], _evidence(rule), plan.texts))
    return digest_of(logic_of(plan)), hashlib.sha256(said.encode()).hexdigest()


def _evidence(rule: Rule) -> tuple[object, ...]:
    return rule.evidence, rule.owner, str(rule.reviewed), str(rule.review_by), rule.change, rule.tags


def _class(was: Locked | None, logic: str, text: str, direction: str, *, is_first: bool) -> str:
    if is_first:
        return "first"
    if was is None:
        return "new"
    if was.logic != logic:
        return direction if direction in ASKS else "changed"
    return "text" if was.text != text else ""


def wanted_part(changes: list[Change]) -> str:
    """The greatest part of the version that any change asks for; empty where nothing changed."""
    return max((one.asks for one in changes), key=PARTS.index, default="")


def is_raised(old: str, new: str, part: str) -> bool:
    """Whether a version was raised by a part, or by a greater one.

    Before version 1 the second number stands for the first. Where the first is a year, any later version will do.

    >>> is_raised("1.2.0", "1.3.0", "minor"), is_raised("1.2.0", "1.3.0", "major"), is_raised("0.1.0", "0.2.0", "major")
    (True, False, True)
    """
    before, after = _numbers(old), _numbers(new)
    if after <= before:
        return False
    if part == "patch" or before[0] >= _YEARS:
        return True
    if part == "minor" or before[0] == 0:
        return after[:2] > before[:2]
    return after[0] > before[0]


def _numbers(version: str) -> tuple[int, ...]:
    found = [int(one) for one in re.split(r"[-+]", version, maxsplit=1)[0].split(".")]
    return tuple(found + [0] * (4 - len(found)))


def lock_text(lock: Lock) -> str:
    """The lock as the text of its file: JSON with a rule a line, so that two branches merge."""
    rules = ",\n".join(
        f"    {json.dumps(id_)}: "
        + json.dumps({"logic": one.logic, "text": one.text, "version": one.version, "change": one.change})
        for id_, one in sorted(lock.rules.items())
    )
    head = {"format": FORMAT, "ruleset": lock.ruleset, "version": lock.version}
    lines = [f"  {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()]
    return "\n".join(["{", *lines, '  "rules": {', *([rules] if rules else []), "  }", "}"]) + "\n"


def read_lock(text: str, name: str) -> Lock:
    """The lock that a file holds.

    Raises:
        InputError: it is none, or of another form.
    """
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as problem:
        raise InputError(f"is no lock file: {problem}", name) from None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("rules"), dict):
        raise InputError(f"is no lock file of the form {FORMAT}", name)
    version, ruleset = found.get("version"), found.get("ruleset")
    if not isinstance(ruleset, str) or not isinstance(version, str) or not re.match(r"\d+(\.\d+){1,3}(?![.\d])", version):
        raise InputError("names no ruleset, or no version", name)
    return Lock(ruleset, version, {id_: _locked(id_, one, name) for id_, one in found["rules"].items()})


def _locked(id_: str, one: Any, name: str) -> Locked:
    fields = ("logic", "text", "version", "change")
    if not isinstance(one, dict) or not all(isinstance(one.get(key), str) for key in fields):
        raise InputError(f"the rule {id_[:80]!r} has not logic, text, version and change", name)
    made = Locked(*(one[key] for key in fields))
    if not (_DIGITS.fullmatch(made.logic) and _DIGITS.fullmatch(made.text) and made.change in ASKS):
        raise InputError(f"the rule {id_[:80]!r} has a digest or a change that is none", name)
    return made
