"""The pages about what can be wrong with the form of a ruleset; most examples leave out the manifest."""

from __future__ import annotations

from rxrules.codes import CodePage
from rxrules.documents import codes as forms
from rxrules.language import codes

_PAIR = "between: [{ingredient: warfarin}, {group: nsaids}]"


def _rule(*lines: str) -> str:
    return "\n    ".join(("rules:\n  - id: ddi.example", "kind: interaction", *lines))


def _manifest(*lines: str) -> str:
    return "\n  ".join(("ruleset:", *lines))


_MANIFEST = ("id: example", "version: 1.0.0", "title: Example", "owner: pharmacy", "licence: CC0-1.0")

PAGES = (
    CodePage(
        forms.UNKNOWN_KEY,
        "unknown key",
        "The key is not one that is known in this place.",
        "A misspelt limit or condition that is passed over is a check that is not made.",
        avoid=_rule("severity: major", "betwen: [{ingredient: warfarin}, {group: nsaids}]", _PAIR),
        prefer=_rule("severity: major", _PAIR),
    ),
    CodePage(
        forms.MISSING_KEY,
        "key missing",
        "A key that must be there is not.",
        "A rule without it can't be evaluated, and a default would be a guess.",
        avoid=_rule(_PAIR),
        prefer=_rule("severity: major", _PAIR),
    ),
    CodePage(
        forms.WRONG_SHAPE,
        "wrong shape",
        "A text stands where a mapping or a list belongs, or the reverse; or a list has the wrong length.",
        "What was meant can't be told.",
        avoid=_rule("severity: major", "between: [{ingredient: warfarin}]"),
        prefer=_rule("severity: major", _PAIR),
    ),
    CodePage(
        forms.NOT_ALLOWED,
        "value not allowed",
        "The field takes one of a few words, and this is none of them.",
        "A severity or kind that is not known could neither be shown nor ranked.",
        avoid=_rule("severity: severe", _PAIR),
        prefer=_rule("severity: major", _PAIR),
    ),
    CodePage(
        forms.NO_BOOLEAN,
        "neither true nor false",
        "The field takes true or false, without quotes. Not yes, no, on or off.",
        "Readers differ on which of those words mean true.",
        avoid=_rule("severity: major", _PAIR, "when: {pregnant: yes}"),
        prefer=_rule("severity: major", _PAIR, "when: {pregnant: true}"),
    ),
    CodePage(
        forms.NO_NUMBER,
        "no number",
        "The field takes a number in decimal digits, without quotes and without leading zeros.",
        "Some readers take 012 for ten, and 1e1 for a text.",
        avoid="rules:\n  - {id: dup.a, kind: duplication, severity: major, group: nsaids, allow: one}",
        prefer="rules:\n  - {id: dup.a, kind: duplication, severity: major, group: nsaids, allow: 1}",
    ),
    CodePage(
        forms.NO_DATE,
        "no date",
        "The field takes a day of the calendar as YYYY-MM-DD.",
        "01/02/2026 is in January for some and in February for others.",
        avoid=_rule("severity: major", _PAIR, "reviewed: 01/02/2026"),
        prefer=_rule("severity: major", _PAIR, "reviewed: 2026-02-01"),
    ),
    CodePage(
        forms.NO_QUANTITY,
        "no quantity",
        "The field takes a number with a unit.",
        "A limit without its unit would be compared with doses in any.",
        avoid="rules:\n  - {id: dose.a, kind: dose_limit, drug: {ingredient: paracetamol}, measure: per_day,"
        " severity: {max: major}, max: 4}",
        prefer="rules:\n  - {id: dose.a, kind: dose_limit, drug: {ingredient: paracetamol}, measure: per_day,"
        " severity: {max: major}, max: 4 g}",
    ),
    CodePage(
        codes.NO_WINDOW,
        "no interval",
        "An interval is written [low, high) with a unit at each end, or as a comparison such as >= 65 a.",
        "Whether an end belongs to the interval decides about patients who are exactly there.",
        avoid=_rule("severity: major", _PAIR, 'when: {weight: "[50, 100) kg"}'),
        prefer=_rule("severity: major", _PAIR, 'when: {weight: "[50 kg, 100 kg)"}'),
    ),
    CodePage(
        codes.AMBIGUOUS_AGE,
        "ambiguous age",
        "An age in months or years ends with <= or ], begins with > or (, or is no whole number of months.",
        "A child is 12 years old until the day before the 13th birthday: <= 12 a may leave that year out.",
        avoid=_rule("severity: major", _PAIR, 'when: {age: "<= 12 a"}'),
        prefer=_rule("severity: major", _PAIR, 'when: {age: "< 13 a"}'),
    ),
    CodePage(
        codes.LANGUAGE_VERSION,
        "version of the language",
        "The ruleset is written in a version of the language that this version of rxrules does not know.",
        "A later version may say things that an earlier one would misread.",
        avoid=_manifest(*_MANIFEST, "language: 2"),
        prefer=_manifest(*_MANIFEST, "language: 1"),
    ),
    CodePage(
        codes.SECOND_MANIFEST,
        "manifest in another file",
        "The key ruleset stands in another file than ruleset.yaml.",
        "One ruleset would state two owners or versions; perhaps two rulesets came into one folder.",
    ),
    CodePage(
        codes.FILE_UNUSED,
        "table not named",
        "A CSV file lies in the folder, and the manifest does not name it.",
        "Its rules are not checked, though they lie beside those that are.",
    ),
    CodePage(
        codes.TABLE_COLUMN,
        "column of a table",
        "A column is not known, is missing, or adds to what the defaults of the table hold whole.",
        "A misspelt column would be a limit or a condition that is passed over.",
    ),
    CodePage(
        codes.TABLE_ROWS_DISAGREE,
        "rows disagree",
        "Rows of one id are the bands of one rule, and say different things of the rule as a whole.",
        "Only one of them could hold, and which one would depend on the order of the rows.",
    ),
)
