"""The solver z3, behind the extra ``prove``: whether a formula can hold, with what ties variables together.

What a distinction of cases can't know is worked in here: a body surface is that of a weight and a height, a postmenstrual age is a
gestational age and the days since birth. Ends are taken as the engines take them: edges within the tolerance of one another are one
edge, so that whether an end is included decides about exactly one value.
"""

from __future__ import annotations

from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rxrules.proving.cells import Cell, Span
from rxrules.proving.formula import Among, Axis, Bound, Formula, Node, Subject
from rxrules.units import Quantity, exceeds, parse_unit
from rxrules.validate.space import fewest_days, most_days

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

INSTALL: Final = "pip install 'rxrules[prove]'"
#: Variables of which one follows from others.
TIED: Final = (
    ("body_surface", ("weight", "height")),
    ("est:bmi", ("weight", "height")),
    ("est:postmenstrual_age", ("age", "est:gestational_age")),
)
#: The days of a gestational age at birth: the earliest and the latest that are recorded at all.
_GESTATION: Final = (140, 315)
#: Bodies of which weight and height are those that a case file is read with: kg and cm.
_WEIGHTS: Final = (Fraction(1, 5), 700)
_HEIGHTS: Final = (20, 280)
_MOST_MONTHS: Final = 130 * 12


class Solved(NamedTuple):
    """What the solver says: whether the formula can hold (None where it does not know), a cell of a single patient, and why not."""

    truth: bool | None
    cell: Cell | None = None
    why: str = ""


def is_tied(names: frozenset[str]) -> bool:
    """Whether any of these variables follows from others that are asked for too."""
    return any(name in names and any(part in names for part in parts) for name, parts in TIED) or (
        "body_surface" in names and "est:bmi" in names
    )


def version() -> str | None:
    """The version of z3, or None where it is not installed."""
    try:
        z3 = import_module("z3")
    except Exception:  # noqa: BLE001  z3 raises one of its own where its library is missing
        return None
    return str(z3.get_version_string())


def solve(formula: Formula, timeout: float) -> Solved:
    """Whether a formula can hold.

    Args:
        formula: any.
        timeout: seconds after which it is left undecided.

    Raises:
        ModuleNotFoundError: z3 is not installed.
    """
    return _Encoding(import_module("z3"), formula).solve(timeout)


class _Encoding:
    def __init__(self, z3: Any, formula: Formula) -> None:
        self.z3 = z3
        self.formula = formula
        atoms = list(_atoms(formula))
        found: dict[Axis, list[Quantity]] = {}
        for atom in atoms:
            if isinstance(atom, Bound):
                found.setdefault(atom.axis, []).append(atom.quantity)
        self.edges = {axis: _edges(ends) for axis, ends in found.items()}
        self.numbers = {
            axis: (z3.Int if axis.name == "age" else z3.Real)(f"number {place}") for place, axis in enumerate(self.edges)
        }
        self.choices: dict[Subject, list[Hashable]] = {}
        for atom in atoms:
            if isinstance(atom, Among):
                self.choices.setdefault(atom.subject, sorted(atom.universe, key=str))
        self.chosen = {subject: z3.Int(f"choice {place}") for place, subject in enumerate(self.choices)}

    def solve(self, timeout: float) -> Solved:
        z3 = self.z3
        solver = z3.Solver()
        solver.set("timeout", max(1, round(timeout * 1000)))
        # the same question gives the same answer and the same patient
        solver.set("random_seed", 0)
        for subject, values in self.choices.items():
            solver.add(self.chosen[subject] >= 0, self.chosen[subject] < len(values))
        for number in self.numbers.values():
            solver.add(number >= 0)
        solver.add(*self._ties())
        solver.add(self._of(self.formula))
        answer = solver.check()
        if answer == z3.unsat:
            return Solved(truth=False)
        if answer == z3.unknown:
            return Solved(None, why=f"z3 gave up: {solver.reason_unknown()}")
        return Solved(truth=True, cell=self._cell(solver.model()))

    def _of(self, formula: Formula) -> Any:
        if isinstance(formula, Node):
            return (self.z3.And if formula.every else self.z3.Or)(*(self._of(part) for part in formula.parts))
        if isinstance(formula, Among):
            values = self.choices[formula.subject]
            chosen = self.chosen[formula.subject]
            return self.z3.Or(*(chosen == place for place, value in enumerate(values) if value in formula.values))
        number, edge = self.numbers[formula.axis], self._edge(formula)
        if formula.low:
            return number >= edge if formula.closed else number > edge
        return number <= edge if formula.closed else number < edge

    def _edge(self, bound: Bound) -> Any:
        value = bound.quantity.canonical
        near = next(edge for edge in self.edges[bound.axis] if not exceeds(edge, value) and not exceeds(value, edge))
        return self._exact(Fraction(near))

    def _exact(self, value: Fraction) -> Any:
        return self.z3.Q(value.numerator, value.denominator)

    def _ties(self) -> Iterator[Any]:
        by_name = {(axis.name, axis.kind if axis.name == "age" else ""): number for axis, number in self.numbers.items()}
        months, lived = by_name.get(("age", "calendar")), by_name.get(("age", "time"))
        if months is not None and lived is not None:
            yield from self._calendar(months, lived)
        surface, index = by_name.get(("body_surface", "")), by_name.get(("est:bmi", ""))
        weight, height = by_name.get(("weight", "")), by_name.get(("height", ""))
        if surface is not None or index is not None:
            # canonical weights are mg, heights cm
            kilograms = self.z3.Real("kilograms") if weight is None else weight / 1_000_000
            height = self.z3.Real("centimetres") if height is None else height
            yield from (kilograms >= self._exact(Fraction(_WEIGHTS[0])), kilograms <= _WEIGHTS[1])
            yield from (height >= _HEIGHTS[0], height <= _HEIGHTS[1])
            if surface is not None:
                yield surface * surface * 3600 == kilograms * height
            if index is not None:
                yield index * height * height == kilograms * 10_000 * self._exact(Fraction(parse_unit("kg/m2").factor))
        after = by_name.get(("est:postmenstrual_age", ""))
        before = by_name.get(("est:gestational_age", ""))
        if after is not None and (before is not None or lived is not None or months is not None):
            if before is None:
                before = self.z3.Real("gestation")
            if lived is None:
                lived = self.z3.Int("days")
                yield lived >= 0
                if months is not None:
                    yield from self._calendar(months, lived)
            yield after == before + lived
            yield from (before >= _GESTATION[0], before <= _GESTATION[1])

    def _calendar(self, months: Any, lived: Any) -> Iterator[Any]:
        """So many whole months last at least and at most so many days; told at the months that are asked for, and between them."""
        edges = {
            round(edge) for axis, values in self.edges.items() if axis.name == "age" and axis.kind == "calendar" for edge in values
        }
        cuts = sorted(
            {0, *(edge + step for edge in edges for step in (-1, 0, 1) if 0 <= edge + step <= _MOST_MONTHS), _MOST_MONTHS}
        )
        for at in cuts:
            yield self.z3.Implies(months >= at, lived >= fewest_days(at))
            yield self.z3.Implies(months <= at, lived < int(most_days(at + 1)))

    def _cell(self, model: Any) -> Cell:
        axes: dict[Axis, Span] = {}
        is_exact = is_tied(frozenset(axis.name for axis in self.numbers))
        for axis, number in self.numbers.items():
            found = model.eval(number, model_completion=True)
            if self.z3.is_algebraic_value(found):
                found = found.approx(15)
            value = Fraction(found.as_long()) if self.z3.is_int_value(found) else found.as_fraction()
            ends = self.edges[axis]
            unit = min(self._quantities(axis), key=lambda end: abs(end.canonical - float(value))).unit
            exact = next((edge for edge in ends if Fraction(edge) == value), None)
            if is_exact or exact is not None:
                point = Quantity.from_canonical(float(value) if exact is None else exact, unit.kind).to(unit)
                axes[axis] = Span(point, True, point, True)
                continue
            low = max((edge for edge in ends if Fraction(edge) < value), default=None)
            high = min((edge for edge in ends if Fraction(edge) > value), default=None)
            axes[axis] = Span(
                None if low is None else Quantity.from_canonical(low, unit.kind).to(unit),
                False,
                None if high is None else Quantity.from_canonical(high, unit.kind).to(unit),
                False,
            )
        subjects = {
            subject: frozenset((values[model.eval(self.chosen[subject], model_completion=True).as_long()],))
            for subject, values in self.choices.items()
        }
        return Cell(axes, subjects)

    def _quantities(self, axis: Axis) -> list[Quantity]:
        return [atom.quantity for atom in _atoms(self.formula) if isinstance(atom, Bound) and atom.axis == axis]


def _atoms(formula: Formula) -> Iterator[Bound | Among]:
    waiting = [formula]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Node):
            waiting += one.parts
        else:
            yield one


def names_of(formula: Formula) -> frozenset[str]:
    """The numbers that a formula asks for."""
    return frozenset(atom.axis.name for atom in _atoms(formula) if isinstance(atom, Bound))


def _edges(ends: list[Quantity]) -> list[float]:
    """Rising, and none within the tolerance of another."""
    found: list[float] = []
    for value in sorted(end.canonical for end in ends):
        if not found or exceeds(value, found[-1]):
            found.append(value)
    return found
