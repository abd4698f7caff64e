"""Choices: what a generator asks of chance, whether Hypothesis draws it, so that it shrinks, or a seed does, so that it is quick.

INVARIANT: the plainest option stands first, ``one_in`` is plainest where it is False, and a number where it is least. So what
Hypothesis shrinks to is what a clinician would call the plainest case.
"""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Choices(Protocol):
    """Where decisions come from."""

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        ...

    def one_in(self, times: int) -> bool:
        """True once in so many times."""
        ...

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Between so many and so many of them, none twice, in their order."""
        ...


class _Choosing:
    """The rest, made of numbers."""

    def number(self, low: int, high: int) -> int:
        raise NotImplementedError

    def pick(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)] if len(options) > 1 else options[0]

    def one_in(self, times: int) -> bool:
        return self.number(1, times) == times

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        left = list(range(len(options)))
        taken = [left.pop(self.number(0, len(left) - 1)) for _ in range(min(self.number(least, most), len(options)))]
        return [options[place] for place in sorted(taken)]


class Seeded(_Choosing):
    """Choices of a seed: the same seed makes the same choices, in any process."""

    def __init__(self, seed: str | int) -> None:
        self._random = Random(seed)  # noqa: S311  it makes examples, not secrets
        self._fraction = self._random.random

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self._fraction() * (high - low + 1))


class Drawn(_Choosing):
    """Choices that Hypothesis draws, and takes back when it shrinks.

    Args:
        draw: as ``hypothesis.strategies.composite`` gives it.
    """

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        from rxrules.testing.extra import hypothesis_strategies  # noqa: PLC0415

        self._draw = draw
        self._integers = hypothesis_strategies().integers

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        drawn: int = self._draw(self._integers(low, high))
        return drawn
