"""Bands: every patient of the domain is in exactly one row; where one is not, such a patient is shown."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from rxrules.validate.cells import holes, intersect, overlaps
from rxrules.validate.limits import scale_of, written_limits
from rxrules.validate.space import Space

if TYPE_CHECKING:
    from rxrules.diagnostics import Diagnostics
    from rxrules.language.ast import Bands, DoseLimitRule
    from rxrules.units import Quantity
    from rxrules.validate.cells import Box
    from rxrules.validate.context import Context

#: How many gaps, and how many overlaps, are reported of one rule; the rest are counted.
SHOWN = 5


def check_bands(context: Context, diagnostics: Diagnostics) -> None:
    """Report gaps (RX401), overlaps (RX402), rows never reached (RX403) or outside the domain (RX404).

    RX406 is a row over a variable that the domain does not name, RX414 a freshness of what plays no
    part, RX415 bands without rows or a domain.
    """
    for rule in context.dose_limits:
        bands = rule.bands
        if bands is None:
            continue
        _check_variables(bands, rule.measure, diagnostics)
        if not bands.rows or not bands.over:
            missing = "rows" if bands.over else "domain (over)"
            diagnostics.error("RX415", f"the bands of {rule.id.text!r} have no {missing}", bands.span)
            continue
        space = Space.of(bands)
        if space is not None:
            _check_coverage(rule, bands, space, diagnostics)


def _check_variables(bands: Bands, measure: str, diagnostics: Diagnostics) -> None:
    domain = ", ".join(bands.over) or "nothing"
    for row in bands.rows:
        for variable, window in row.windows.items():
            if variable not in bands.over:
                diagnostics.error(
                    "RX406",
                    f"this row asks for {variable}, but the bands are over {domain}",
                    window.span,
                    "write it as in over, or add it there with the values that the rows must cover",
                )
    scales = {scale_of(amount.quantity) for row in bands.rows for _, amount in written_limits(row.limits)}
    used = {*bands.over, *(("weight",) if "body_weight" in scales else ())}
    # a lifetime per m2 is the sum of what was given per m2, whatever the surface is today
    if "body_surface" in scales and measure != "lifetime":
        # SAFETY: of what a body surface is reckoned from, the age of the weight is what a limit is held to
        used.add("weight")
    for variable, within in bands.within.items():
        if variable not in used:
            diagnostics.error(
                "RX414",
                f"within speaks of {variable}, but neither the bands nor a limit are held to it",
                within.span,
            )


def _check_coverage(rule: DoseLimitRule, bands: Bands, space: Space, diagnostics: Diagnostics) -> None:
    reaching: list[Box] = []
    for row, box in zip(bands.rows, space.rows, strict=True):
        if not space.inside(box):
            why = (
                "no patient of the domain is in this row"
                if intersect(box, space.domain) is None
                else "no patient can be in this row"
            )
            diagnostics.error("RX404", f"{why}: {space.text(box)}", row.span, f"the domain is {space.domain_text}")
        elif bands.policy == "first":
            here = intersect(box, space.domain)
            if here is not None and not any(map(space.possible, holes(here, reaching))):
                diagnostics.error(
                    "RX403",
                    f"this row is never reached: the rows before it cover {space.text(box)}",
                    row.span,
                    "move it up",
                )
        reaching.append(box)
    gaps = [box for box in holes(space.domain, space.rows) if space.possible(box)]
    for box in gaps[:SHOWN]:
        diagnostics.error(
            "RX401",
            f"no row covers {space.text(box)}",
            bands.span,
            f"for example a patient with {example(space.witness(box))}",
        )
    if len(gaps) > SHOWN:
        diagnostics.error("RX401", f"{len(gaps) - SHOWN} more gaps in the bands of {rule.id.text!r}", bands.span)
    if bands.policy == "unique":
        _check_overlaps(bands, space, diagnostics)


def _check_overlaps(bands: Bands, space: Space, diagnostics: Diagnostics) -> None:
    shared = (each for each in overlaps(space.domain, space.rows) if space.possible(each[2]))
    for first, second, box in islice(shared, SHOWN):
        diagnostics.error(
            "RX402",
            f"this row and the one at {bands.rows[first].span} both hold {space.text(box)}",
            bands.rows[second].span,
            f"for example a patient with {example(space.witness(box))}; move an edge, or write policy: first",
        )


def example(witness: dict[str, Quantity]) -> str:
    """A witness as the patient of a case file: ``{age: 28 d, weight: 50 kg}``."""
    return "{" + ", ".join(f"{name}: {value}" for name, value in witness.items()) + "}"
