"""Timing on a machine that is not ours alone: what is compared runs in turn, round after round, and medians speak.

Processor time is counted, so that what other processes take is left out; that they slow ours down hits both sides of a ratio.
"""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_Given = TypeVar("_Given")


class Timed(NamedTuple):
    """The median over the rounds: seconds of processor time, and how many times those of the yardstick."""

    seconds: float
    ratio: float


def each(do: Callable[[_Given], object], given: Sequence[_Given]) -> Callable[[], None]:
    """Do the same with each of what is given, and drop what comes of it."""

    def run() -> None:
        for one in given:
            do(one)

    return run


def interleave(work: Mapping[str, Callable[[], None]], *, rounds: int) -> dict[str, Timed]:
    """Run each in turn, so many rounds after one that does not count; the first named is the yardstick."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for number in range(rounds + 1):
        for name, run in work.items():
            start = process_time()
            run()
            if number:
                seconds[name].append(process_time() - start)
    yardstick = next(iter(seconds.values()))
    return {
        name: Timed(median(took), median(one / base for one, base in zip(took, yardstick, strict=True)))
        for name, took in seconds.items()
    }
