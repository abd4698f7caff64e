"""Claims about the limits of a band over the weights of its patients: that they stay in order; and from where a cap leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.language.ast import DoseLimitRule
from rxrules.proving.claims import Claim, Standing
from rxrules.validate.crossings import ORDER, crossing, effective, rows_of
from rxrules.validate.limits import TIMES
from rxrules.validate.weights import SCALES, sizes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.language.ast import Limits, Row, Rule

_BY = "arithmetic"


def amount_claims(rule: Rule) -> Iterator[Claim]:
    """Whether the limits of each band stay in order at every weight that its patients can have, and from where its caps lead."""
    if not isinstance(rule, DoseLimitRule) or rule.measure in TIMES or rule.measure == "lifetime":
        return
    told: list[Claim] = []
    compared = False
    for row, limits in rows_of(rule):
        found = effective(limits)
        for low, high in ORDER:
            if low not in found or high not in found:
                continue
            compared = True
            scales = {found[low].scale, found[high].scale} - {""}
            if len(scales) > 1:
                text = f"{low} and {high} are per kg and per m2, which nothing ties{_band(row)}"
                told.append(Claim(rule.id.text, "ordered", Standing.UNDECIDED, text, found[low].amount.span))
            elif (crossed := crossing(rule, row, found[low], found[high])) is not None:
                first, last, unit = crossed
                text = (
                    f"{low} ({found[low].amount.quantity}) is not below {high} ({found[high].amount.quantity}) "
                    f"from {first:.3g} to {last:.3g} {unit}{_band(row)}"
                )
                told.append(Claim(rule.id.text, "ordered", Standing.REFUTED, text, found[low].amount.span, _BY))
        told += _caps(rule, row, limits)
    yield from told
    if compared and not any(claim.name == "ordered" for claim in told if claim.standing is not Standing.NOTE):
        yield Claim(rule.id.text, "ordered", Standing.PROVED, "limits stay in order at every weight", rule.id.span, _BY)


def _caps(rule: DoseLimitRule, row: Row | None, limits: Limits) -> Iterator[Claim]:
    for one in effective(limits).values():
        if one.turning is None:
            continue
        sizes = sizes_of(rule, row, one.scale)
        if sizes is not None and sizes[0] < one.turning < sizes[1]:
            unit = SCALES[one.scale][1]
            text = f"the cap of {one.name} ({one.amount.quantity}) leads from {one.turning:.3g} {unit} on{_band(row)}"
            yield Claim(rule.id.text, "ordered", Standing.NOTE, text, one.amount.span, _BY)


def _band(row: Row | None) -> str:
    if row is None or not row.windows:
        return ""
    return f" (band {', '.join(f'{name} {window.text}' for name, window in row.windows.items())})"
