"""Reducing: what shows a fault is made smaller, until nothing more can be taken away, so that a person can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_writing import case_to_dict
from rxrules.adapters.casefile import read_case
from rxrules.errors import RxError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rxrules.model import Case

#: Keys without which a case is none.
_KEPT = frozenset({"as_of", "id"})
#: How often a case or a ruleset is tried at most; each try is a check or two.
_TRIES = 1000


def reduced(value: Any, still: Callable[[Any], bool], kept: frozenset[str] = frozenset()) -> Any:
    """The least part of a tree of mappings and lists of which something still holds.

    Args:
        value: of which it holds.
        still: whether it holds of a part.
        kept: keys that are never taken away.
    """
    tries = 0
    smaller = True
    while smaller:
        smaller = False
        for candidate in _without_one(value, kept):
            tries += 1
            if tries > _TRIES:
                return value
            if still(candidate):
                value, smaller = candidate, True
                break
    return value


def _without_one(value: Any, kept: frozenset[str]) -> Iterator[Any]:
    """The tree without one of its parts, the largest parts first."""
    if isinstance(value, dict):
        for key in value:
            if key not in kept:
                yield {other: inner for other, inner in value.items() if other != key}
        for key, inner in value.items():
            for candidate in _without_one(inner, kept):
                yield {**value, key: candidate}
    elif isinstance(value, list):
        if len(value) > 3:
            middle = len(value) // 2
            yield value[:middle]
            yield value[middle:]
        for place in range(len(value)):
            yield value[:place] + value[place + 1 :]
        for place, inner in enumerate(value):
            for candidate in _without_one(inner, kept):
                yield [*value[:place], candidate, *value[place + 1 :]]


def reduced_case(case: Case, still: Callable[[Case], bool]) -> Case:
    """The least case of which something still holds: fewest orders, fewest words about patient and orders.

    Args:
        case: of which it holds.
        still: whether it holds of a smaller one; what raises an error of rxrules counts as no.
    """

    def holds(content: dict[str, Any]) -> bool:
        found = _read(content)
        try:
            return found is not None and still(found)
        except RxError:
            return False

    written = case_to_dict(case)
    if not holds(written):
        return case
    return _read(reduced(written, holds, _KEPT)) or case


def _read(content: dict[str, Any]) -> Case | None:
    try:
        found = read_case(content)
    except RxError:
        return None
    return None if any(one.is_error for one in found.unread) else found
