"""Timing on a machine that is not ours alone: what is compared runs in turn, round after round, and medians speak.

Processor time is counted, so that what other processes take is left out; that they slow ours down hits both sides of a ratio.

Patients come in small blocks, and each block runs once uncounted before it is timed: a service checks the chart that it has just
built, so what it costs to fetch the charts of thousands of others from memory is no part of a check.
"""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_Given = TypeVar("_Given")
_BLOCK = 20

#: What is timed, a block after the other.
Work = list["Callable[[], None]"]


class Timed(NamedTuple):
    """The median over the rounds: seconds of processor time, and how many times those of the yardstick."""

    seconds: float
    ratio: float


def each(do: Callable[[_Given], object], given: Sequence[_Given]) -> Work:
    """Do the same with each of what is given, block by block, and drop what comes of it."""

    def block(some: Sequence[_Given]) -> Callable[[], None]:
        def run() -> None:
            for one in some:
                do(one)

        return run

    return [block(given[start : start + _BLOCK]) for start in range(0, len(given), _BLOCK)]


def interleave(work: Mapping[str, Work], *, rounds: int) -> dict[str, Timed]:
    """Run each in turn on each block, so many rounds; the first named is the yardstick."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(rounds):
        spent = dict.fromkeys(work, 0.0)
        for blocks in zip(*work.values(), strict=True):
            for name, run in zip(work, blocks, strict=True):
                run()
                start = process_time()
                run()
                spent[name] += process_time() - start
        for name, took in spent.items():
            seconds[name].append(took)
    yardstick = next(iter(seconds.values()))
    return {
        name: Timed(median(took), median(one / base for one, base in zip(took, yardstick, strict=True)))
        for name, took in seconds.items()
    }
