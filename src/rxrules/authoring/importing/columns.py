"""Which column of a spreadsheet is which of ours: as the author says, and by the usual names where nothing is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from rxrules.authoring.importing.numerals import NotTaken, read_unit
from rxrules.documents.near import did_you_mean
from rxrules.errors import InputError
from rxrules.language.ast import is_variable
from rxrules.language.tables import DOSE_LIMIT, INTERACTION

if TYPE_CHECKING:
    from collections.abc import Mapping

IGNORE: Final = "ignore"
LIMITS: Final = ("max", "hard_max", "min", "hard_min", "cap", "hard_cap")
MEASURES: Final = ("per_dose", "per_day", "per_week", "rate", "per_course", "lifetime", "duration", "interval")
#: Ends of an interval in columns of their own, and the brackets that they stand for.
ENDS: Final = {"from": ("[", ""), "above": ("(", ""), "below": ("", ")"), "to": ("", "]")}
_ALIASES: Final = {
    "drug_a": "a", "drug_b": "b", "drug_a.route": "a.route", "drug_b.route": "b.route", "drug": "ingredient",
}  # fmt: skip
_UNIT: Final = re.compile(r"(?P<name>.*?)\s*(?:[(\[](?P<unit>[^()\[\]]+)[)\]]|,?\s+in\s+(?P<after>\S+))")

# The usual names of columns, in English and German, by what they are.
_SHARED_NAMES: Final = {
    "id": "id|rule|rule id|nr|no|number|nummer",
    "title": "title|titel",
    "effect": "effect|clinical effect|consequence|wirkung|klinischer effekt|effekt",
    "mechanism": "mechanism|mechanismus",
    "action": "action|management|recommendation|empfehlung|massnahme|maßnahme",
    "source": "source|reference|quelle|literatur",
    "section": "section|abschnitt",
    "owner": "owner|responsible|verantwortlich",
    "reviewed": "reviewed|reviewed on|geprüft am",
    "review_by": "review by|next review|nächste prüfung",
}
_SIDE: Final = "{letter}" + "".join(
    f"|{word} {{{which}}}"
    for word in ("drug", "medication", "medicine", "substance", "ingredient", "wirkstoff", "arzneimittel")
    for which in ("letter", "number")
)
_PAIR_NAMES: Final = _SHARED_NAMES | {
    "a": _SIDE.format(letter="a", number="1") + "|drug",
    "b": _SIDE.format(letter="b", number="2") + "|interacting drug",
    "severity": "severity|schweregrad",
    "a.route": "route a|route 1|a route",
    "b.route": "route b|route 2|b route",
}
_DOSE_NAMES: Final = _SHARED_NAMES | {
    "ingredient": "ingredient|drug|medication|medicine|substance|active ingredient|wirkstoff|arzneimittel|substanz",
    "route": "route|applikation|applikationsweg|verabreichung",
    "measure": "measure",
    "unit": "unit|units|einheit",
    "severity": "severity|schweregrad",
    "cap": "cap|absolute maximum|absolute max",
    "note": "note|bemerkung",
}
_LIMIT_WORDS: Final = {"max": "max", "maximum": "max", "maximal": "max", "maximale": "max", "min": "min", "minimum": "min"}
_MEASURE_WORDS: Final = {
    "daily": "per_day", "day": "per_day", "d": "per_day", "24h": "per_day", "tagesdosis": "per_day", "tag": "per_day",
    "single": "per_dose", "einzeldosis": "per_dose",
    "weekly": "per_week", "week": "per_week", "woche": "per_week",
}  # fmt: skip
_FILLING: Final = frozenset({"dose", "dosis", "per", "pro", "limit", "total", "in", "each"})


@frozen
class Column:
    """What becomes of a column.

    Attributes:
        name: its name in the sheet.
        number: its place, counted from 1.
        target: what it is to us; `IGNORE`, or empty where it is not mapped.
        how: ``said`` by the author, ``detected`` by its name, or empty.
        unit: the unit that its name gives, or empty.
    """

    name: str
    number: int
    target: str
    how: str
    unit: str = ""


def targets(kind: str) -> frozenset[str]:
    """What a column may be, of the rules of a kind, without variables of bands."""
    if kind == "interaction":
        return INTERACTION | {IGNORE}
    return DOSE_LIMIT | {"unit", "severity", IGNORE} | {f"{measure}.{limit}" for measure in MEASURES for limit in LIMITS}


def target(kind: str, written: str) -> str:
    """What an author calls a target, as we call it.

    Raises:
        InputError: there is no such target.
    """
    name = _ALIASES.get(written.strip(), written.strip())
    known = targets(kind)
    if name in known or (kind == "dose_limit" and _is_of_bands(name)):
        return name
    raise InputError(f"a column of {kind} rules can't be {written!r}; {did_you_mean(name, known) or _listed(kind)}")


def _listed(kind: str) -> str:
    return f"such as {', '.join(('a', 'b', 'severity') if kind == 'interaction' else ('ingredient', 'route', 'per_day.max'))}"


def _is_of_bands(name: str) -> bool:
    top, dot, rest = name.partition(".")
    if dot and top in ("over", "within"):
        return is_variable(rest)
    return is_variable(name) or (dot == "." and rest in ENDS and is_variable(top))


def kind_of(header: tuple[str, ...], said: Mapping[str, str]) -> str:
    """The kind of the rules of a sheet, from what its columns are.

    Raises:
        InputError: it can't be told.
    """
    given = {_ALIASES.get(one, one) for one in said.values()}
    detected = {_detected("interaction", name)[0] for name in header if name not in said} | given
    if {"a", "b"} <= detected:
        return "interaction"
    doses = {_detected("dose_limit", name)[0] for name in header if name not in said} | given
    if ({"ingredient"} <= doses or "id" in doses) and any(one.rpartition(".")[2] in LIMITS for one in doses):
        return "dose_limit"
    raise InputError(
        f"can't tell whether these are interactions or dose limits, from the columns {', '.join(map(repr, header))}; say --kind, "
        "and which column is which: --map 'Drug 1=a' --map 'Drug 2=b'"
    )


def columns(kind: str, header: tuple[str, ...], said: Mapping[str, str]) -> tuple[Column, ...]:
    """What becomes of each column.

    Args:
        kind: ``interaction`` or ``dose_limit``.
        header: the names of the columns.
        said: what the author says, by the name of the column.

    Raises:
        InputError: the author speaks of a column that is not there, or two columns are the same.
    """
    for name in said:
        if name not in header:
            known = did_you_mean(name, header) or f"columns are: {', '.join(header)}"
            raise InputError(f"there is no column {name!r}; {known}")
    given = {name: target(kind, one) for name, one in said.items()}
    found = []
    for number, name in enumerate(header, start=1):
        detected, unit = _detected(kind, name)
        if name in given:
            found.append(Column(name, number, given[name], "said", unit if _takes_unit(given[name]) else ""))
        elif detected and detected not in given.values():
            found.append(Column(name, number, detected, "detected", unit if _takes_unit(detected) else ""))
        else:
            found.append(Column(name, number, "", ""))
    by_target: dict[str, str] = {}
    for column in found:
        if column.target in ("", IGNORE):
            continue
        other = by_target.setdefault(column.target, column.name)
        if other != column.name:
            message = f"the columns {other!r} and {column.name!r} would both be {column.target}"
            raise InputError(f"{message}; say which it is: --map '{column.name}={IGNORE}'")
    return tuple(found)


def _takes_unit(name: str) -> bool:
    top, _, end = name.partition(".")
    return name.rpartition(".")[2] in LIMITS or (end in ENDS and is_variable(top))


def _detected(kind: str, name: str) -> tuple[str, str]:
    """What a column is by its name, and the unit in it; each may be empty."""
    plain, unit = _without_unit(name)
    if name in targets(kind) - {IGNORE} or (kind == "dose_limit" and _is_of_bands(name)):
        return name, ""
    key = " ".join(re.findall(r"\w+", plain.casefold().replace("_", " ")))
    names = _PAIR_NAMES if kind == "interaction" else _DOSE_NAMES
    found = next((target for target, ways in names.items() if key in ways.split("|")), "")
    if not found and kind == "dose_limit":
        found = _limit(key)
    return found, unit


def _limit(key: str) -> str:
    """``per_day.max`` of "max daily dose", ``max`` of "maximum"; empty where a word is not understood."""
    words = key.replace("24 h", "24h").replace("per dose", "single").split()
    limits = {_LIMIT_WORDS[word] for word in words if word in _LIMIT_WORDS}
    measures = {_MEASURE_WORDS[word] for word in words if word in _MEASURE_WORDS}
    rest = set(words) - _LIMIT_WORDS.keys() - _MEASURE_WORDS.keys() - _FILLING
    if len(limits) != 1 or len(measures) > 1 or rest:
        return ""
    return ".".join((*measures, *limits))


def _without_unit(name: str) -> tuple[str, str]:
    found = _UNIT.fullmatch(name)
    if found is None:
        return name, ""
    unit = found["unit"] or found["after"]
    try:
        read_unit(unit)
    except NotTaken:
        return name, ""
    return found["name"], unit
