"""Changes documents as trees, where changing their bytes would mostly give what is no document."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

from rxrules.diagnostics import Diagnostics
from rxrules.documents import yaml

if TYPE_CHECKING:
    from random import Random

#: Values that readers of numbers, dates, units and names stumble over.
ODD: Final[tuple[Any, ...]] = (
    *("", " ", "0", "-1", "1e308", "1e999", "-0", "NaN", "Infinity", "9" * 60, "0.1.2", "1,5"),
    *("½", "²", "1²", "\u0661 mg", "\uff11 mg"),
    *(0, -1, 1, 2, 0.1, -0.0, 1e308, 5e-324, 10**20, 10**400, True, False, None, [], {}, [[]], [{}], {"": ""}),
    *("0001-01-01", "9999-12-31", "2026-02-30", "2026-02-29", "2024-02-29", "2026", "2026-11", "24:00", "10000-01-01"),
    *("2026-11-21T24:00:00Z", "2026-11-21T10:00:00+14:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"),
    *("0 mg", "-1 mg", "1 mg/0 h", "1e5 mg", "1000000000000 kg", "1 a", "1 mo", "150 a", "400000 d", "1 mg/kg/d"),
    *("1 {tablet}", "1 to 2 {tablet}", "1/d", "10*3", "10*-400", "mg/(8.h)", "Cel"),
    *(">= 65 a", "[1 kg, 2 kg)", "[2 kg, 1 kg]", "(, 1 a)", "< 30 mL/min"),
    *("ß", "İ", "ﬁ", "\u00a0", "\u200b", "\ud800", "\U0001f600", "a" * 300, "warfarin\n"),
    *("a/b", "..", "../x.csv", "a.b", "a b", "<<", "&a", "*a", "group:nsaids"),
    *("paracetamol", "warfarin", "co-codamol 30/500", "oral", "systemic", "iv", "active", "proposed", "completed", "major"),
)  # fmt: skip
_PLAIN: Final = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def tree_of(text: str) -> Any:
    """The values of a document in JSON or YAML; None where it is neither."""
    root = yaml.read(text, "", Diagnostics())
    return None if root is None else _value(root)


def _value(node: Any) -> Any:
    if isinstance(node, dict):
        return {str(key): _value(one) for key, one in node.items()}
    if isinstance(node, list):
        return [_value(one) for one in node]
    if not isinstance(node, str):
        return None
    if not getattr(node, "quoted", True):
        if node in ("true", "false"):
            return node == "true"
        if _PLAIN.fullmatch(node) and len(node) < 100:
            return json.loads(node)
    return str(node)


def mutated(root: Any, random: Random, words: tuple[list[str], list[Any]]) -> str:
    """A document like ``root``, with one to four changes; ``words`` are keys and values of other documents."""
    box = [root]
    for _ in range(random.choice((1, 1, 1, 2, 2, 4))):
        _change(box, random, words)
    try:
        return json.dumps(box[0], ensure_ascii=random.random() < 0.2)
    except RecursionError:
        return "[" * 2000


def _change(box: list[Any], random: Random, words: tuple[list[str], list[Any]]) -> None:
    """One change somewhere below, or to, the only element of ``box``."""
    places: list[tuple[Any, Any]] = [(box, 0)]
    for holder, at in places:  # it grows while it is gone through
        inside = holder[at]
        if isinstance(inside, dict):
            places += [(inside, key) for key in inside]
        elif isinstance(inside, list):
            places += [(inside, i) for i in range(len(inside))]
        if len(places) > 3000:
            break
    holder, at = random.choice(places)
    keys, values = words
    match random.randrange(11):
        case 0 | 1:
            holder[at] = _copy(random.choice(ODD))
        case 2 | 3:
            holder[at] = _copy(random.choice(values))
        case 4:
            other, there = random.choice(places)
            holder[at] = _copy(other[there])
        case 5 if holder is not box:
            del holder[at]
        case 6 if isinstance(holder, dict):
            holder[random.choice(keys)] = holder.pop(at)
        case 7 if isinstance(holder, dict):
            holder[random.choice(keys)] = _copy(random.choice((*ODD, *values[:50])))
        case 7 if holder is not box:
            holder.insert(at, _copy(holder[at]))
        case 8 if isinstance(holder[at], str) and holder[at]:
            text = holder[at]
            cut = random.randrange(len(text) + 1)
            holder[at] = (
                text[:cut] + random.choice(("", "0", "/", " ", ".", "-", "\u00b2", "1", "e9", "(", "[", '"')) + text[cut + 1 :]
            )
        case 9:
            holder[at] = [_copy(holder[at]) for _ in range(random.choice((1, 2, 30)))]
        case _:
            holder[at] = {random.choice(keys): _copy(holder[at])}


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(one) for key, one in value.items()}
    return [_copy(one) for one in value] if isinstance(value, list) else value


def words_of(roots: list[Any]) -> tuple[list[str], list[Any]]:
    """The keys and the values that stand in some documents."""
    keys: dict[str, None] = {}
    values: list[Any] = []
    seen: set[str] = set()
    rest = list(roots)
    while rest:
        one = rest.pop()
        if isinstance(one, dict):
            keys.update(dict.fromkeys(one))
            rest += one.values()
        elif isinstance(one, list):
            rest += one
        spelt = json.dumps(one)
        if len(spelt) < 300 and spelt not in seen:
            seen.add(spelt)
            values.append(one)
    return list(keys) or ["key"], values or [0]
