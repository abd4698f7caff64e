"""The table of the page about formulas, as it follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rxrules.clinical import FORMULAS

if TYPE_CHECKING:
    from rxrules.clinical import Formula, Parameter


def table() -> str:
    """A row for each formula: what it is, for whom, what it takes, a reference value, its source."""
    head = ("| id | gives | for | takes (unit of `compute`) | reference value | source |", "|---|---|---|---|---|---|")
    return "\n".join((*head, *map(_row, FORMULAS.values())))


def _row(formula: Formula) -> str:
    takes = "<br>".join(map(_taken, formula.parameters))
    example = ", ".join(formula.example.values())
    cells = (
        f"`{formula.id}`",
        f"{formula.title}, in `{formula.unit}`",
        formula.population,
        takes,
        f"{example}: **{formula.expected:g}**",
        formula.source,
    )
    return f"| {' | '.join(cells)} |"


def _taken(one: Parameter) -> str:
    what = " / ".join(one.words) if one.words else f"`{one.unit}`" if one.unit != "1" else "number"
    if one.default is not None:
        return f"`{one.name}` ({what}; default {one.default if one.words else format(one.default, 'g')})"
    return f"`{one.name}` ({what}{'' if one.required else '; optional'})"
