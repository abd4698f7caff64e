"""Timing on a machine that is not ours alone: what is compared runs in turn, round after round, and medians speak.

Processor time is counted, so that what other processes take is left out; that they slow ours down hits both sides of a ratio alike.
"""

from __future__ import annotations

from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Timed(NamedTuple):
    """The median over the rounds: seconds of processor time, and how many times those of the yardstick."""

    seconds: float
    ratio: float


def interleave(work: Mapping[str, Callable[[], object]], *, rounds: int) -> dict[str, Timed]:
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
        name: Timed(median(each), median(one / base for one, base in zip(each, yardstick, strict=True)))
        for name, each in seconds.items()
    }
