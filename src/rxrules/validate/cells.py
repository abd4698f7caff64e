"""Coverage of a space by boxes, exactly: which part no box covers, and which two boxes share a part.

An axis is cut at every edge that anyone wrote. The cells are numbered from 0 upwards; every edge is a cell of
its own between the open stretches beside it, so a hole at exactly one value is found. A box holds the first
and the last cell on each axis.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Box: TypeAlias = "tuple[tuple[int, int], ...]"


def intersect(a: Box, b: Box) -> Box | None:
    """What two boxes share, or None.

    >>> intersect(((0, 4),), ((3, 9),))
    ((3, 4),)
    """
    shared = tuple((max(p, r), min(q, s)) for (p, q), (r, s) in zip(a, b, strict=True))
    return shared if all(low <= high for low, high in shared) else None


def holes(domain: Box, boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The parts of a domain that no box covers, as boxes that don't overlap; empty where all is covered.

    One axis is swept at a time, with the set of boxes that are open there as bits; a set that was seen before
    is not swept again, so a grid of bands costs about the sum of its axes, not their product.

    >>> holes(((0, 9), (0, 9)), [((0, 9), (0, 4)), ((0, 6), (5, 9))])
    (((7, 9), (5, 9)),)
    """
    inside = [shared for box in boxes if (shared := intersect(box, domain)) is not None]
    known: dict[tuple[int, int], tuple[Box, ...]] = {}

    def uncovered(axis: int, open_boxes: int) -> tuple[Box, ...]:
        if not open_boxes:
            return (domain[axis:],)
        if axis == len(domain):
            return ()
        if (axis, open_boxes) not in known:
            known[axis, open_boxes] = tuple(sweep(axis, open_boxes))
        return known[axis, open_boxes]

    def sweep(axis: int, open_boxes: int) -> Iterator[Box]:
        first, last = domain[axis]
        turns: dict[int, int] = {first: 0}
        for place, box in enumerate(inside):
            if open_boxes >> place & 1:
                low, high = box[axis]
                turns[low] = turns.get(low, 0) ^ 1 << place
                turns[high + 1] = turns.get(high + 1, 0) ^ 1 << place
        starts = sorted(at for at in turns if at <= last)
        here = 0
        since, rest = first, uncovered(axis + 1, turns[first])
        for start in starts:
            here ^= turns[start]
            found = uncovered(axis + 1, here)
            if found != rest:
                yield from (((since, start - 1), *hole) for hole in rest)
                since, rest = start, found
        yield from (((since, last), *hole) for hole in rest)

    everything = reduce(or_, (1 << place for place in range(len(inside))), 0)
    return uncovered(0, everything)


def overlaps(domain: Box, boxes: Sequence[Box]) -> Iterator[tuple[int, int, Box]]:
    """Each pair of boxes that meet inside the domain, by their places, with the part that they share.

    >>> list(overlaps(((0, 9),), [((0, 5),), ((6, 9),), ((5, 5),)]))
    [(0, 2, ((5, 5),))]
    """
    inside = [(shared, place) for place, box in enumerate(boxes) if (shared := intersect(box, domain)) is not None]
    inside.sort()
    reaching: list[tuple[Box, int]] = []
    for box, place in inside:
        # Sorted by the first axis: whatever ends before this box begins meets none of those to come.
        reaching = [(other, at) for other, at in reaching if not box or other[0][1] >= box[0][0]]
        for other, at in reaching:
            if (part := intersect(box, other)) is not None:
                yield min(at, place), max(at, place), part
        reaching.append((box, place))
