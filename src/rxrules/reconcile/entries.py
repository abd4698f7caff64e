"""From pairs of orders to entries: what became of each drug, and why it is said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from rxrules.reconcile.comparing import Difference, compare, held_words
from rxrules.reconcile.listed import Standing
from rxrules.reconcile.result import Entry, EntryKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rxrules.reconcile.listed import Listed
    from rxrules.reconcile.matching import Match
    from rxrules.reconcile.therapy import Therapy

_ORDER = list(EntryKind)


def entries_of(matches: Iterable[Match], later: Sequence[Listed], known: Sequence[Therapy]) -> tuple[Entry, ...]:
    """One entry for each match, what needs a decision first.

    Args:
        matches: every order of both lists, each once.
        later: the orders of AFTER.
        known: the therapies of the loaded rules.
    """
    entries = [_entry(one) for one in matches]
    kept = [
        one for entry in entries if entry.before and entry.kind is not EntryKind.NOT_CURRENT for one in entry.after if one.in_force
    ]
    taken = [one for one in later if one.standing is Standing.TAKEN]
    entries = [_beside(entry, kept, taken, known) for entry in entries]
    entries = [_perhaps(entry, entries) for entry in entries]
    return tuple(sorted(entries, key=_rank))


def _rank(entry: Entry) -> tuple[int, bool, int, int]:
    first = [side[0].index if side else 10**9 for side in (entry.before, entry.after)]
    return _ORDER.index(entry.kind), not entry.is_omission, first[0], first[1]


def _entry(one: Match) -> Entry:
    if one.how == "text":
        return _as_written(one)
    if one.how == "therapy":
        return _substitution(one)
    if one.how == "over":
        return _over(one)
    if one.how == "alone":
        return _alone((*one.before, *one.after)[0])
    return _paired(one)


def _as_written(one: Match) -> Entry:
    before, after = one.before[0], one.after[0]
    same = before.written == after.written and before.standing is after.standing
    reason = "continued as written, not recognised" if same else "the same name on both lists, not recognised"
    notes = () if same else ("what else is written of it differs, and was not compared",)
    return Entry(EntryKind.NOT_MATCHED, one.before, one.after, reason=f"{reason}: {_why(after)}", near=_near(after), notes=notes)


def _alone(one: Listed) -> Entry:
    before, after = ((one,), ()) if one.side == "before" else ((), (one,))
    if not one.recognised:
        known = f"; of it {', '.join(one.order.ingredients)} is known" if one.order.ingredients else ""
        said = "" if one.in_force else f"; {one.why}"
        return Entry(EntryKind.NOT_MATCHED, before, after, reason=f"not recognised: {_why(one)}{known}{said}", near=_near(one))
    if not one.in_force:
        return Entry(EntryKind.NOT_CURRENT, before, after, reason=one.why)
    if before:
        on_hold = "; it was on hold" if one.standing is Standing.HELD else ""
        return Entry(EntryKind.STOPPED, before, documented=False, reason=f"omitted without a reason on the list{on_hold}")
    if one.standing is Standing.HELD:
        return Entry(EntryKind.HELD, after=after, reason="on hold, and not on BEFORE")
    return Entry(EntryKind.STARTED, after=after, reason="not on BEFORE")


def _why(one: Listed) -> str:
    said = []
    for unresolved in one.order.unresolved:
        words = unresolved.reason.replace("_", " ")
        text = repr(unresolved.text) if unresolved.text else "the drug"
        said.append(f"{text} is {words}" + (f" ({unresolved.detail})" if unresolved.detail else ""))
    return "; ".join(said) or "no drug"


def _near(one: Listed) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for unresolved in one.order.unresolved for name in unresolved.near))


def _over(one: Match) -> Entry:
    before, after = one.before[0], one.after[0]
    if before.in_force:
        note = after.order.source.note
        said = f"AFTER says: {after.why}" + (f" ({note})" if note else "")
        if after.documented:
            return Entry(EntryKind.STOPPED, one.before, one.after, documented=True, reason=said)
        return Entry(EntryKind.STOPPED, one.before, one.after, documented=False, reason=f"no reason on the list; {said}")
    if after.standing is Standing.HELD:
        return Entry(EntryKind.HELD, one.before, one.after, reason=f"on hold; BEFORE says: {before.why}")
    if after.in_force:
        return Entry(EntryKind.STARTED, one.before, one.after, reason=f"taken again; BEFORE says: {before.why}")
    return Entry(EntryKind.NOT_CURRENT, one.before, one.after, reason=f"BEFORE: {before.why}; AFTER: {after.why}")


def _substitution(one: Match) -> Entry:
    assert one.therapy is not None  # noqa: S101  a match by therapy has one
    went, came = one.before[0], one.after[0]
    documented = any(not each.in_force and each.documented for each in one.after)
    says = "AFTER says that the first is over" if documented else "nothing on the list says so"
    notes = [f"taken for an exchange because both are of one group; {says}"]
    lost = went.ingredients - one.therapy.members - came.ingredients
    if lost:
        # a combination is not replaced by a drug for one of its parts
        notes.append(f"not replaced: {', '.join(sorted(lost))}")
    return Entry(
        EntryKind.SUBSTITUTION,
        one.before,
        one.after,
        reason=f"{went.name} went and {came.name} came",
        therapy=(f"{one.therapy.title} ({one.therapy.rule})",),
        notes=tuple(notes),
    )


def _paired(one: Match) -> Entry:
    found = compare(one.before, one.after)
    differences = list(found.differences)
    standings = [{each.standing for each in side} for side in (one.before, one.after)]
    if standings[0] != standings[1]:
        was, now = (", ".join(sorted({held_words(each) for each in side})) for side in (one.before, one.after))
        differences.insert(0, Difference("status", was, now))
    notes = list(found.notes)
    if len(one.before) != len(one.after):
        sums = "the sum of the orders is compared" if one.how == "same" else "one product on a list, several on the other"
        notes.append(f"{_orders(one.before)} against {_orders(one.after)}: {sums}")
    entry = Entry(
        EntryKind.CHANGED, one.before, one.after, differences=tuple(differences), missing=found.missing, working=found.working,
        notes=tuple(notes),
    )  # fmt: skip
    if Standing.HELD in standings[1]:
        held = "on hold on both lists" if standings[0] == standings[1] else "taken before, and now on hold"
        return evolve(entry, kind=EntryKind.HELD, reason=held)
    if found.missing:
        if all(each.written == other.written for each, other in zip(one.before, one.after, strict=False)):
            notes.append("both lists say the same words, which leave open how much that is")
        reason = "something that decides is not known"
        return evolve(entry, kind=EntryKind.NOT_COMPARABLE, reason=reason, notes=tuple(notes))
    if differences:
        return evolve(entry, reason=f"{', '.join(dict.fromkeys(each.what for each in differences))} differ")
    return evolve(entry, kind=EntryKind.CONTINUED, reason="the same ingredients, route and amount")


def _orders(orders: Sequence[Listed]) -> str:
    return "1 order" if len(orders) == 1 else f"{len(orders)} orders"


def _beside(entry: Entry, kept: Sequence[Listed], taken: Sequence[Listed], known: Sequence[Therapy]) -> Entry:
    """What was started beside a drug of the same ingredient or group that goes on."""
    if entry.kind is not EntryKind.STARTED:
        return _with_added(entry, kept)
    new = entry.after[0]
    doubles: dict[int, Listed] = {}
    reasons, titles, notes = [], [], []
    for one in kept:
        common = one.ingredients & new.ingredients
        if common and one.meets(new):
            if one.standing is Standing.HELD:
                notes.append(f"{one.name} ({one.id}) holds {', '.join(sorted(common))} too, and is on hold")
            else:
                doubles[id(one)] = one
                reasons.append(f"{', '.join(sorted(common))} is also in {one.name} ({one.id})")
        elif common:
            notes.append(f"{one.name} ({one.id}) holds {', '.join(sorted(common))} too, by another route")
    for therapy in known:
        if not therapy.holds(new):
            continue
        others = [one for one in kept if one.standing is Standing.TAKEN and therapy.holds(one)]
        if others and therapy.is_too_many(taken):
            doubles |= {id(one): one for one in others}
            titles.append(f"{therapy.title} ({therapy.rule})")
        notes += [
            f"{one.name} ({one.id}), of the same group, is on hold: both would be taken when it is resumed"
            for one in kept
            if one.standing is Standing.HELD and therapy.holds(one)
        ]
    notes = list(dict.fromkeys((*entry.notes, *notes)))
    if not doubles:
        return evolve(entry, notes=tuple(notes))
    reason = "; ".join(reasons) or f"beside {', '.join(f'{one.name} ({one.id})' for one in doubles.values())} of the same group"
    return evolve(
        entry,
        kind=EntryKind.DUPLICATION,
        reason=f"{reason}; {entry.reason}",
        therapy=tuple(titles),
        beside=tuple(doubles.values()),
        notes=tuple(notes),
    )


def _with_added(entry: Entry, kept: Sequence[Listed]) -> Entry:
    """What came into a product that goes on, where another order that goes on holds it too."""
    if not entry.before or not entry.after or entry.kind is EntryKind.NOT_MATCHED:
        return entry
    added = (
        frozenset()
        .union(*(one.ingredients for one in entry.after if one.in_force))
        .difference(*(one.ingredients for one in entry.before if one.in_force))
    )
    notes = [
        f"possible duplication: {', '.join(sorted(added & one.ingredients))} is also in {one.name} ({one.id})"
        for one in kept
        if added & one.ingredients and one not in entry.after
    ]
    return evolve(entry, notes=(*entry.notes, *notes)) if notes else entry


def _perhaps(entry: Entry, entries: Sequence[Entry]) -> Entry:
    """SAFETY: a drug that is on one list only may be one that was not recognised on the other; a person must look."""
    if entry.kind not in (EntryKind.STOPPED, EntryKind.STARTED) or (entry.before and entry.after):
        return entry
    one = (*entry.before, *entry.after)[0]
    names = {one.text, *one.ingredients}
    notes = [
        f"may be {other.name!r} ({other.side} {other.id}), which was not recognised"
        for strange in entries
        if strange.kind is EntryKind.NOT_MATCHED and not (strange.before and strange.after)
        for other in (*strange.before, *strange.after)
        if other.side != one.side and names.intersection(strange.near)
    ]
    return evolve(entry, notes=(*entry.notes, *notes)) if notes else entry
