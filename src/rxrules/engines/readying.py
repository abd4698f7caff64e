"""Rules are made ready when an order first leads to them: a process that checks one list needs a few of some thousand.

INVARIANT: a rule is made once for an engine, so that a rule found by two ingredients is one rule; where two threads make it at the
same time, both take the first. What is kept is of the plan and never of a case.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

RuleT = TypeVar("RuleT")
KeyT = TypeVar("KeyT")
MadeT = TypeVar("MadeT")


class Ready(dict[KeyT, MadeT]):
    """What a function makes of a key, made when it is first asked for."""

    def __init__(self, make: Callable[[KeyT], MadeT]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: KeyT) -> MadeT:
        return self.setdefault(key, self._make(key))


def by_name(indices: Mapping[str, Sequence[int]], rules: Ready[int, RuleT]) -> Ready[str, tuple[RuleT, ...]]:
    """The rules of each name (of an ingredient), in the order of the plan; none of a name that is not there."""
    return Ready(lambda name: tuple([rules[index] for index in indices.get(name, ())]))
