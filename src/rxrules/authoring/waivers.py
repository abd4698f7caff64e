"""Waivers: warnings that somebody answers for, until a day.

They stand in ``waivers.yaml`` of the ruleset's folder, a list of::

    - code: RX504
      rule: ddi.warfarin-nsaid      # or file: interactions/anticoagulants.yaml
      reason: the guideline is due in March
      owner: Anticoagulation clinic
      expires: 2027-04-01           # the last day on which it holds

An error can't be waived: it keeps the ruleset from being used.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003  read at run time, to know what a waiver is made of
from bisect import bisect_right
from typing import TYPE_CHECKING

import attrs
from attrs import field, frozen

from rxrules.authoring import codes
from rxrules.diagnostics import Diagnostic, Diagnostics, Span
from rxrules.documents import yaml
from rxrules.documents.near import did_you_mean
from rxrules.documents.text import load
from rxrules.language.ast import DoseLimitRule, Name, Place, Placed
from rxrules.language.forms import ruleset_structurer
from rxrules.source.files import WAIVERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from rxrules.language.ast import Rule, RulesetTree


@frozen(kw_only=True)
class Waiver(Placed):
    """One waiver; exactly one of ``rule`` and ``file`` says what it is about.

    Attributes:
        code: of the diagnostics that it waives.
        expires: the last day on which it holds.
    """

    code: Name
    rule: Name | None = None
    file: Name | None = None
    reason: str
    owner: str
    expires: dt.date
    at: Place = field(default=("", 0, 0), eq=False, repr=False, metadata={"key": None})


@frozen
class Waived:
    """A diagnostic that does not count, and why."""

    diagnostic: Diagnostic
    waiver: Waiver


def read_waivers(folder: Path, found: Diagnostics) -> tuple[Waiver, ...]:
    """The waivers of a ruleset's folder; none where it has no such file, or anything is wrong with it.

    Args:
        folder: of the ruleset.
        found: where mistakes are collected, under the name ``waivers.yaml``.
    """
    path = folder / WAIVERS
    # SAFETY: a link out of the folder is refused where the folder is read, and must not be followed here
    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return ()
    data = load(path, WAIVERS, found)
    node = None if data is None else yaml.read(data, WAIVERS, found)
    if node is None or found.has_errors:
        return ()
    waivers = ruleset_structurer(found).structure(node, tuple[Waiver, ...], WAIVERS)
    return tuple(one for one in waivers or () if _is_complete(one, found))


def apply_waivers(
    waivers: Iterable[Waiver], diagnostics: Sequence[Diagnostic], tree: RulesetTree | None, as_of: dt.date
) -> tuple[list[Diagnostic], list[Waived]]:
    """Take out what is waived, and add what is wrong with the waivers themselves.

    Args:
        waivers: from `read_waivers`.
        diagnostics: what was found in the ruleset.
        tree: the ruleset; None where its form is wrong, and then no waiver is told to match nothing.
        as_of: the day as of which waivers hold.

    Returns:
        What counts, and what is waived.
    """
    rules = _RulePlaces(() if tree is None else tree.rules, tree)
    told = Diagnostics()
    by_waiver: dict[int, Waiver] = {}
    for waiver in waivers:
        meant = [one for one in diagnostics if one.code == waiver.code.text and _is_about(waiver, one, rules)]
        if meant and all(one.is_error for one in meant):
            message = f"{waiver.code} is an error here, and an error can't be waived"
            told.error(codes.WAIVER_OF_ERROR, message, waiver.span, "mend it, and take the waiver out")
        elif not meant and tree is not None:
            told.warning(codes.WAIVER_UNUSED, f"nothing is waived by this: {_missing(waiver, tree)}", waiver.span, "take it out")
        elif waiver.expires < as_of:
            message = f"the waiver of {waiver.code} for {waiver.rule or waiver.file} expired on {waiver.expires}"
            told.warning(codes.WAIVER_EXPIRED, message, waiver.span, f"mend what it waived, or ask {waiver.owner} again")
        else:
            by_waiver |= {id(one): waiver for one in meant if not one.is_error}
    counted = [one for one in diagnostics if id(one) not in by_waiver]
    return [*counted, *told], [Waived(one, by_waiver[id(one)]) for one in diagnostics if id(one) in by_waiver]


def _is_complete(waiver: Waiver, found: Diagnostics) -> bool:
    missing = [key for key in ("reason", "owner") if not getattr(waiver, key)]
    if missing:
        found.error(codes.WAIVER_INCOMPLETE, f"a waiver needs {' and '.join(missing)}", waiver.span)
    if (waiver.rule is None) == (waiver.file is None):
        found.error(codes.WAIVER_INCOMPLETE, "a waiver is about one rule or one file", waiver.span, "write rule or file")
    return not missing and (waiver.rule is None) != (waiver.file is None)


def _is_about(waiver: Waiver, diagnostic: Diagnostic, rules: _RulePlaces) -> bool:
    if waiver.file is not None:
        return diagnostic.span.file == waiver.file.text
    return waiver.rule is not None and rules.rule_at(diagnostic.span) == waiver.rule.text


def _missing(waiver: Waiver, tree: RulesetTree) -> str:
    known = {rule.id.text for rule in tree.rules}
    if waiver.rule is not None and waiver.rule.text not in known:
        hint = did_you_mean(waiver.rule.text, known)
        return f"there is no rule {waiver.rule.text!r}{f', {hint}' if hint else ''}"
    return f"there is no {waiver.code} in {waiver.rule or waiver.file}"


class _RulePlaces:
    """Which rule stands where: diagnostics know their place, and not their rule."""

    def __init__(self, rules: Sequence[Rule], tree: RulesetTree | None) -> None:
        self._starts: dict[str, list[tuple[int, int, str]]] = {}
        for rule in rules:
            self._add(rule, rule.id.text)
            # in a table the rows of a rule need not stand together
            if isinstance(rule, DoseLimitRule) and rule.bands is not None:
                for row in rule.bands.rows:
                    self._add(row, rule.id.text)
        if tree is not None:
            # what follows a rule and is none ends it
            self._add(tree.manifest, "")
            for name in attrs.fields_dict(type(tree)):
                if name != "rules" and isinstance(listed := getattr(tree, name), tuple):
                    for other in listed:
                        self._add(other, "")
        for starts in self._starts.values():
            starts.sort()

    def rule_at(self, span: Span) -> str:
        starts = self._starts.get(span.file, [])
        place = bisect_right(starts, (span.line, span.col, "\U0010ffff"))
        return starts[place - 1][2] if place else ""

    def _add(self, placed: Placed, rule: str) -> None:
        file, line, col = placed.at
        self._starts.setdefault(file, []).append((line, col, rule))
