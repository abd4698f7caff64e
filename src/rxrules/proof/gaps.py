"""What a variable or an order rests on: missing, too old, or in a unit of another kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rxrules.model.timing import days
from rxrules.proof.quantities import set_age_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rxrules.proof.sketch import Sketch
    from rxrules.proof.terms import Leaf
    from rxrules.units import Quantity

#: The value of a result in a unit that its rule can't use.
_WRONG: Final = {"egfr": "50 mL/min", "crcl": "50 mL/min/{1.73_m2}", "est:egfr_any": "50 mL/min"}


def gaps_of_variable(sketch: Sketch, leaf: Leaf) -> Iterator[tuple[str, Sketch]]:
    """Cases without a variable; how old it may be to the day, and a day older; and of a wrong kind of unit.

    Args:
        sketch: a case on which the variable is known.
        leaf: what asks for it.
    """
    name = leaf.name
    called = name.removeprefix("est:")
    yield from _without(sketch, name, called)
    if leaf.within is not None:
        longest = days(leaf.within.quantity)
        for age, said in (
            (longest, f"{called} is {longest:g} d old"),
            (longest + 1, f"{called} is {longest + 1:g} d old, too old"),
        ):
            other = sketch.copy()
            if set_age_of(other, name, age):
                yield said, other
    results = sketch.patient.get("observations", ())
    if any(one["code"] == ("egfr" if name == "est:egfr_any" else name) for one in results):
        other = sketch.copy()
        test = "egfr" if name == "est:egfr_any" else name
        wrong = _WRONG.get(name, "50 mL/min")
        other.observe(test, wrong)
        yield f"{called} in a unit of another kind, {wrong}", other


def _without(sketch: Sketch, name: str, called: str) -> Iterator[tuple[str, Sketch]]:
    other = sketch.copy()
    if name == "age":
        other.chosen.add("birth_date")
        other.patient.pop("birth_date", None)
    elif name in ("weight", "height"):
        other.choose(name, None)
    elif name == "body_surface" or called in ("bmi", "ideal_weight", "adjusted_weight", "lean_weight"):
        other.choose("height", None)
    elif called in ("gestational_age", "postmenstrual_age"):
        other.choose(called, None)
    else:
        for test in ("creatinine", "egfr") if name.startswith("est:") else (name,):
            other.observe(test, None)
    yield f"{called} is missing", other


def gaps_of_order(sketch: Sketch, value: Quantity) -> Iterator[tuple[str, Sketch]]:
    """The order without its dose, without its timing, without its route, and with a dose of a wrong kind."""
    for key in ("dose", "rate", "timing", "route"):
        if key in sketch.medications[0]:
            other = sketch.copy()
            del other.medications[0][key]
            yield f"the {key} is missing", other
    if "dose" in sketch.medications[0] and value.kind.base != "volume":
        other = sketch.copy()
        other.medications[0]["dose"] = "5 mL"
        yield "the dose is of another kind, 5 mL", other
    for name in ("weight", "height"):
        other = sketch.copy()
        other.choose(name, None)
        yield f"the {name} is missing", other
