"""How much at once: a dose is a quantity or a range, a strength turns units of form into substance."""

from __future__ import annotations

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.model.typed import check_types
from rxrules.units import Quantity, exceeds

#: What a dose may be counted in; anything else (a frequency, a concentration) is no dose.
DOSE_BASES = frozenset({"mass", "amount", "activity", "enzyme", "equivalents", "volume", "number", "radioactivity", "energy"})


def _is_dose(kind_base: str) -> bool:
    return kind_base in DOSE_BASES or kind_base.startswith("count:")


@frozen
class Dose:
    """One dose: from ``low`` to ``high``, which are equal where it is no range.

    The quantity is of substance (``5 mg``), of form (``2 {tablet}``), of volume, or per body weight or surface (``10 mg/kg``).
    A range may begin at 0; a dose that can only be 0 is none.
    """

    low: Quantity
    high: Quantity = field()

    @high.default
    def _same(self) -> Quantity:
        return self.low

    def __attrs_post_init__(self) -> None:
        check_types(self)
        for end in (self.low, self.high):
            kind = end.unit.kind
            if not _is_dose(kind.base) or not set(kind.per) <= {"body_weight", "body_surface"}:
                msg = f"{end} is no dose: expected an amount such as 5 mg, 2 tablets, 10 mL or 15 mg/kg, got {kind}"
                raise InputError(msg)
            if end.value < 0:
                msg = f"a dose can't be negative: got {end}"
                raise InputError(msg)
        if self.low.unit.kind != self.high.unit.kind:
            msg = f"a dose from {self.low} to {self.high} mixes {self.low.unit.kind} and {self.high.unit.kind}"
            raise InputError(msg)
        if exceeds(self.low.canonical, self.high.canonical):
            msg = f"a dose from {self.low} to {self.high} runs backwards"
            raise InputError(msg)
        if not self.high.value > 0:
            # SAFETY: who writes 0 means that the dose is not known yet, or that nothing is given; below every limit it is neither
            msg = f"a dose must be above 0, got {self}"
            raise InputError(msg)

    @property
    def is_range(self) -> bool:
        """Whether the prescriber left a choice."""
        return self.low != self.high

    def __str__(self) -> str:
        return f"{self.low} to {self.high}" if self.is_range else str(self.low)


@frozen
class Rate:
    """How fast an infusion runs: from ``low`` to ``high`` of substance or volume per time (``5 mg/h``, ``5 ug/kg/min``)."""

    low: Quantity
    high: Quantity = field()

    @high.default
    def _same(self) -> Quantity:
        return self.low

    def __attrs_post_init__(self) -> None:
        check_types(self)
        for end in (self.low, self.high):
            kind = end.unit.kind
            if not _is_dose(kind.base) or "time" not in kind.per:
                msg = f"{end} is no rate: expected an amount per time such as 5 mg/h or 50 mL/h, got {kind}"
                raise InputError(msg)
            if end.value < 0:
                msg = f"a rate can't be negative: got {end}"
                raise InputError(msg)
        if self.low.unit.kind != self.high.unit.kind or exceeds(self.low.canonical, self.high.canonical):
            msg = f"a rate from {self.low} to {self.high} mixes kinds or runs backwards"
            raise InputError(msg)
        if not self.high.value > 0:
            msg = f"a rate must be above 0, got {self}"
            raise InputError(msg)

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low} to {self.high}"


def optional_amount(_instance: object, attribute: object, value: Quantity | None) -> None:
    """Validate an amount such as a dose has, which may also be a bare count.

    Raises:
        InputError: it is of another kind, or not above 0.
    """
    if not isinstance(value, Quantity):
        return
    name: str = attribute.name  # type: ignore[attr-defined]
    kind = value.unit.kind
    if not _is_dose(kind.base) or not set(kind.per) <= {"body_weight", "body_surface"}:
        msg = f"{name} of {value}: expected an amount such as 4 g, 8 tablets or 60 mg/kg, got {kind}"
        raise InputError(msg)
    if not value.value > 0:
        msg = f"{name} must be above 0, got {value}"
        raise InputError(msg)


@frozen
class Limit:
    """The most that an order allows in a period: ``4 g`` or ``8 {tablet}`` in ``1 d``; a bare count is of doses."""

    amount: Quantity = field()
    per: Quantity | None = None

    @amount.validator
    def _is_amount(self, attribute: object, value: Quantity) -> None:
        optional_amount(self, attribute, value)

    def __attrs_post_init__(self) -> None:
        check_types(self)
        if self.per is not None:
            kind = self.per.unit.kind
            if kind.base not in ("time", "calendar") or kind.per or not self.per.value > 0:
                msg = f"a limit is for a length of time such as 1 d, got {self.per}"
                raise InputError(msg)
