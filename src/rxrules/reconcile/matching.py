"""Which orders of two lists belong together: by what they contain, and by route; never by a name that looks alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rxrules.reconcile.comparing import compare
from rxrules.reconcile.therapy import shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from rxrules.reconcile.listed import Listed
    from rxrules.reconcile.therapy import Therapy

#: Beyond this many pairs of orders of one drug, only those that are written alike are sought; the rest is paired in order.
_MOST_PAIRS = 2_500
#: The most orders among which the parts of a combination are sought.
_MOST_PARTS = 24


class Match(NamedTuple):
    """Orders that belong together; one side may be empty.

    Attributes:
        how: ``same`` content, ``parts`` (one product against several), ``overlap`` (of content), ``over`` (in force on one list
            and over on the other), ``therapy`` (another drug of the same group), ``text`` (not recognised), or ``alone``.
        therapy: the group of which both are.
    """

    before: tuple[Listed, ...]
    after: tuple[Listed, ...]
    how: str
    therapy: Therapy | None = None


def match(before: Sequence[Listed], after: Sequence[Listed], known: Sequence[Therapy]) -> list[Match]:
    """Pair the orders of two lists; each order is in exactly one match.

    INVARIANT: exchanging the lists exchanges the sides of every match.
    """
    left = _Left(before, after)
    found = [*_by_text(left), *_same(left), *_parts(left), *_overlapping(left)]
    over = _over(left)
    found += _therapies(left, over, known)
    found += _both_over(left)
    return [*found, *(Match((one,), (), "alone") for one in left.before), *(Match((), (one,), "alone") for one in left.after)]


class _Left:
    """What of both lists is not paired yet."""

    def __init__(self, before: Iterable[Listed], after: Iterable[Listed]) -> None:
        self.before, self.after = list(before), list(after)

    def take(self, before: Sequence[Listed], after: Sequence[Listed], how: str) -> Match:
        """Pair these."""
        self.before = [one for one in self.before if one not in before]
        self.after = [one for one in self.after if one not in after]
        return Match(tuple(before), tuple(after), how)

    def in_force(self) -> tuple[list[Listed], list[Listed]]:
        """Those that are taken or on hold, and recognised."""
        return tuple([one for one in side if one.in_force and one.recognised] for side in (self.before, self.after))  # type: ignore[return-value]


def _place(one: Listed, other: Listed) -> tuple[int, int]:
    # INVARIANT: the same whichever list comes first
    return min(one.index, other.index), max(one.index, other.index)


def _greedy(
    before: Sequence[Listed], after: Sequence[Listed], key: Callable[[Listed, Listed], tuple[object, ...] | None]
) -> list[tuple[Listed, Listed]]:
    """Pairs by the smallest key first, each order once; a key of None is no pair."""
    keyed = [(rank, _place(one, other), one, other) for one in before for other in after if (rank := key(one, other)) is not None]
    keyed.sort(key=lambda pair: pair[:2])
    used: set[int] = set()
    pairs = []
    for _, _, one, other in keyed:
        if id(one) not in used and id(other) not in used:
            used |= {id(one), id(other)}
            pairs.append((one, other))
    return pairs


def _by_text(left: _Left) -> list[Match]:
    """What was not recognised: the same words on both lists belong together, and nothing else does."""
    unknown = [[one for one in side if not one.recognised] for side in (left.before, left.after)]

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        return (one.written != other.written,) if one.text and one.text == other.text else None

    return [left.take([one], [other], "text") for one, other in _greedy(unknown[0], unknown[1], key)]


def _same(left: _Left) -> list[Match]:
    """Orders of the same ingredients by routes that meet."""
    groups: dict[frozenset[str], tuple[list[Listed], list[Listed]]] = {}
    for at, side in enumerate(left.in_force()):
        for one in side:
            groups.setdefault(one.ingredients, ([], []))[at].append(one)
    return [found for one, other in groups.values() if one and other for found in _of_one_content(left, one, other)]


def _of_one_content(left: _Left, before: list[Listed], after: list[Listed]) -> list[Match]:
    found = []
    for one, other in _greedy(
        before, after, lambda one, other: () if one.written == other.written and one.standing is other.standing else None
    ):
        found.append(left.take([one], [other], "same"))
        before = [each for each in before if each is not one]
        after = [each for each in after if each is not other]
    if before and after and len(before) != len(after) and not found and _is_the_same_sum(before, after):
        # 125 micrograms of levothyroxine as a tablet of 100 and one of 25
        return [left.take(before, after, "same")]
    few = len(before) * len(after) <= _MOST_PAIRS

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        if not one.meets(other):
            return None
        if not few:
            return ()
        compared = compare([one], [other])
        routes = one.order.routes != other.order.routes
        return (
            one.standing is not other.standing,
            routes,
            len(compared.differences),
            len(compared.missing),
            one.written != other.written,
        )

    return found + [left.take([one], [other], "same") for one, other in _greedy(before, after, key)]


def _is_the_same_sum(before: Sequence[Listed], after: Sequence[Listed]) -> bool:
    if not all(one.meets(other) for one in before for other in after):
        return False
    if len({one.standing for one in [*before, *after]}) > 1:
        return False
    compared = compare(before, after)
    return not compared.missing and not compared.differences


def _parts(left: _Left) -> list[Match]:
    """One combination on a list, and single products of just its ingredients on the other."""
    found = []
    # INVARIANT: the largest first, whichever list it is of; equal ones of different lists never want the same orders
    wholes = [one for side in left.in_force() for one in side if len(one.ingredients) > 1]
    for whole in sorted(wholes, key=lambda one: (-len(one.ingredients), one.index)):
        before, after = left.in_force()
        if whole not in before and whole not in after:
            continue  # it is a part of a larger one
        others = after if whole in before else before
        near = [one for one in others if one.ingredients < whole.ingredients and one.meets(whole)][:_MOST_PARTS]
        if cover := sorted(_cover(whole.ingredients, near), key=lambda one: one.index):
            found.append(left.take([whole], cover, "parts") if whole in before else left.take(cover, [whole], "parts"))
    return found


def _cover(wanted: frozenset[str], parts: Sequence[Listed]) -> list[Listed]:
    """Orders that hold just these ingredients, each once; nothing where there are none."""
    if not wanted:
        return []
    first = min(wanted)
    for one in parts:
        if first in one.ingredients and one.ingredients <= wanted:
            rest = wanted - one.ingredients
            others = _cover(rest, [other for other in parts if other is not one])
            if others or not rest:
                return [one, *others]
    return []


def _overlapping(left: _Left) -> list[Match]:
    """Orders that have an ingredient in common, those with most in common first."""

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        common = one.ingredients & other.ingredients
        return (-len(common) / len(one.ingredients | other.ingredients),) if common and one.meets(other) else None

    before, after = (side for side in left.in_force())
    # the same content that was left over is more of the same drug, and no other form of what it was
    return [
        left.take([one], [other], "overlap")
        for one, other in _greedy(
            before, after, lambda one, other: None if one.ingredients == other.ingredients else key(one, other)
        )
    ]


def _are_alike(one: Listed, other: Listed) -> bool:
    """Whether both are recognised, and hold the same; a mixture of which a part is not known is like nothing."""
    return one.recognised and other.recognised and one.ingredients == other.ingredients


def _over(left: _Left) -> list[Match]:
    """A drug that is in force on one list, and that the other says is over."""

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        alike = _are_alike(one, other) and one.meets(other)
        if not alike or one.in_force == other.in_force:
            return None
        # what a list says on purpose comes before a draft, or an entry in error
        return not (one.documented or other.documented), one.written != other.written

    return [left.take([one], [other], "over") for one, other in _greedy(left.before, left.after, key)]


def _therapies(left: _Left, over: Sequence[Match], known: Sequence[Therapy]) -> list[Match]:
    """A drug that went, and another of the same group that came."""
    ends = {one.before[0]: one for one in over if one.before[0].in_force}
    begins = {one.after[0]: one for one in over if one.after[0].in_force}
    went, came = left.in_force()
    groups: dict[tuple[int, int], Therapy] = {}

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        therapy = shared(known, one, other) if one.meets(other) and one.standing is other.standing else None
        if therapy is None:
            return None
        groups[id(one), id(other)] = therapy
        return len(therapy.members), therapy.rule, one.order.routes != other.order.routes

    found, replaced = [], set()
    for one, other in _greedy([*went, *ends], [*came, *begins], key):
        ended, begun = ends.get(one), begins.get(other)
        replaced |= {id(ended), id(begun)}
        before = [one, *(begun.before if begun else ())]
        after = [other, *(ended.after if ended else ())]
        found.append(left.take(before, after, "therapy")._replace(therapy=groups[id(one), id(other)]))
    return found + [each for each in over if id(each) not in replaced]


def _both_over(left: _Left) -> list[Match]:
    """Drugs that are over on both lists."""

    def key(one: Listed, other: Listed) -> tuple[object, ...] | None:
        alike = _are_alike(one, other) and not one.in_force and not other.in_force
        return (one.why != other.why, one.written != other.written) if alike else None

    return [left.take([one], [other], "over") for one, other in _greedy(left.before, left.after, key)]
