"""A probe: one edge of a rule, and how a case is brought onto it and to both its sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from rxrules.diagnostics import Span
    from rxrules.proof.sketch import Sketch
    from rxrules.units import Quantity

#: Sets a value on a case, some recordable steps away; whether that can be recorded.
Setter: TypeAlias = "Callable[[Sketch, Quantity, int], bool]"


@frozen(eq=False)
class Probe:
    """One edge.

    Attributes:
        label: what it is an edge of, ``max 4 g``, ``age >= 65 a``.
        span: where it is written.
        quantity: the edge.
        low: whether what lies exactly at the edge belongs to what lies below it.
        bases: cases on which the outcome may hang on this edge, the likeliest first.
        set: brings a case to a value.
        same: the edge in other units.
        gaps: cases of a base of which the value is missing, too old or of a wrong kind, each with its name.
        at_limit: whether it is a limit of a dose, which alerts only beyond it.
    """

    label: str
    span: Span
    quantity: Quantity
    low: bool
    bases: Callable[[], Iterable[Sketch]]
    set: Setter
    same: tuple[Quantity, ...] = ()
    gaps: Callable[[Sketch], Iterable[tuple[str, Sketch]]] = field(default=lambda _: ())
    at_limit: bool = False


@frozen(eq=False)
class Variant:
    """A case that is no edge: the rule's drugs, one of them missing, a circumstance there or not."""

    label: str
    span: Span
    sketch: Sketch
