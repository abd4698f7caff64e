"""The pages about what can be wrong with a scenario file."""

from __future__ import annotations

from rxrules.codes import CodePage
from rxrules.testing import codes

_CASE = """\
- name: warfarin with naproxen
  as_of: 2026-11-01
  case:
    patient: {age: 50 a, sex: female, conditions: []}
    medications:
      - {id: w, drug: warfarin, dose: 5 mg, route: oral, timing: {frequency: 1, per: 1 d}, status: active}
      - {id: n, drug: naproxen, dose: 500 mg, route: oral, timing: {frequency: 2, per: 1 d}, status: proposed}
"""
_FIRES = _CASE + "  fires: [{rule: ddi.anticoagulant-nsaid, severity: major}]\n"

PAGES = (
    CodePage(
        codes.NO_LIST,
        "no list of scenarios",
        "The file holds something else than a list of scenarios.",
        "None of its scenarios would run, and the ruleset would look tested.",
        avoid="name: warfarin with naproxen\n",
        prefer=_FIRES,
    ),
    CodePage(
        codes.INCOMPLETE,
        "scenario without name, case or day",
        "The scenario has no name, no case, or no `as_of`.",
        "A failure could not be told apart from others; ages and freshness would change with the day of the run.",
        avoid=_FIRES.replace("  as_of: 2026-11-01\n", ""),
        prefer=_FIRES,
    ),
    CodePage(
        codes.NOT_ALLOWED,
        "not allowed in a scenario",
        "A key, a severity or a certainty is none of those that scenarios have, or what stands there has another form"
        " than it should.",
        "A misspelt expectation that is passed over is a test that can't fail.",
        avoid=_FIRES.replace("fires:", "fire:"),
        prefer=_FIRES,
    ),
    CodePage(
        codes.CASE_NOT_READ,
        "case of a scenario not read",
        "Something in the case can't be read, and the scenario does not say `unread: true`.",
        "The scenario would pass or fail for another reason than the rule that it is about.",
        avoid=_FIRES.replace("5 mg", "5 mgg"),
        prefer=_FIRES,
    ),
    CodePage(
        codes.EXPECTS_NOTHING,
        "scenario that expects nothing",
        "The scenario names nothing that must fire, stay clear, be suppressed, not be evaluated or not be covered.",
        "It would pass whatever the rules do.",
        avoid=_CASE,
        prefer=_FIRES,
    ),
    CodePage(
        codes.NAMED_TWICE,
        "name used twice",
        "Two scenarios of one file have the same name.",
        "It can't be told which of them failed.",
        avoid=_FIRES + _FIRES,
        prefer=_FIRES,
    ),
)
