"""An order: which drug, how it is to be taken, since when, and whether it counts."""

from __future__ import annotations

from enum import Enum

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.model.dose import Dose, Limit, Rate, optional_amount
from rxrules.model.moment import Moment
from rxrules.model.patient import Condition
from rxrules.model.timing import Timing
from rxrules.model.typed import check_types
from rxrules.units import Quantity


class OrderStatus(Enum):
    """The status of an order, the values of FHIR with ``proposed`` for what is being decided."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ON_HOLD = "on_hold"
    COMPLETED = "completed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    ENTERED_IN_ERROR = "entered_in_error"
    UNKNOWN = "unknown"

    @property
    def is_concurrent(self) -> bool:
        """Whether the drug is, or may be, being taken together with the others."""
        return self in (OrderStatus.PROPOSED, OrderStatus.ACTIVE, OrderStatus.UNKNOWN)

    @property
    def is_history(self) -> bool:
        """Whether it is read by rules about the past only."""
        return self in (OrderStatus.COMPLETED, OrderStatus.STOPPED)


@frozen
class DrugCode:
    """A code for a drug in a terminology."""

    system: str
    code: str
    display: str = ""

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class DrugIngredient:
    """One ingredient of a product whose content the caller states.

    Attributes:
        drug: a name, or codes that are tried in turn.
        strength: how much in one unit of form or in a volume (``500 mg/{tablet}``, ``50 mg/mL``).
    """

    name: str = ""
    codes: tuple[DrugCode, ...] = ()
    strength: Quantity | None = None

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class Drug:
    """A drug as it was written: a name, codes for the same thing, or the ingredients of a product.

    Where several are given, stated ingredients lead, then codes in their order, then the name; what none of them resolves is
    not covered.

    Attributes:
        name: ingredient, synonym, brand, or a product description (``warfarin 5 mg tablet``).
        codes: codes for the drug.
        ingredients: of a product whose content the caller states.
        form: the dose form, where it is stated apart from the name.
    """

    name: str = ""
    codes: tuple[DrugCode, ...] = ()
    ingredients: tuple[DrugIngredient, ...] = ()
    form: str = ""

    def __attrs_post_init__(self) -> None:
        check_types(self)

    def __str__(self) -> str:
        if self.name:
            return self.name
        if self.codes:
            return self.codes[0].display or f"{self.codes[0].system} {self.codes[0].code}"
        return " / ".join(i.name or "?" for i in self.ingredients)


@frozen
class Dosage:
    """One dosage instruction; an order has several where it has phases or parts.

    Attributes:
        sequence: instructions of different sequence are phases in time; of equal or absent sequence, concurrent.
        start, end: its own period, where it is not that of the order; an end that is a day includes that day.
        dose: how much at once; ``rate`` for infusions.
        max_per: the most in a period; ``max_dose``: the most at once.
        route: as written; ``site`` and ``method`` are kept for the reader.
        text: the instruction in words.
    """

    sequence: int | None = None
    dose: Dose | None = None
    rate: Rate | None = None
    route: str = ""
    timing: Timing | None = None
    max_per: tuple[Limit, ...] = ()
    max_dose: Quantity | None = field(default=None, validator=optional_amount)
    site: str = ""
    method: str = ""
    text: str = ""
    start: Moment | None = None
    end: Moment | None = None

    def __attrs_post_init__(self) -> None:
        check_types(self)
        if self.start and self.end and ends_before(self.end, self.start):
            msg = f"the instruction ends ({self.end}) before it starts ({self.start})"
            raise InputError(msg)


@frozen
class Order:
    """A prescription, a statement of use, or a supply: one line of the medication list.

    Attributes:
        id: unique in the case.
        drug: as written; None where even that could not be read, and then it is not covered.
        dosages: the instructions; none known is an empty tuple.
        strength: content of one unit of form or of a volume, where the dose counts those (``500 mg/{tablet}``).
        start, end: the period of the order; an end that is a day includes that day.
        status: whether it counts.
        indication: what it is for.
        reference: of the resource that it was read from, ``MedicationStatement/7``, or empty.
        do_not_perform: an instruction NOT to give the drug; takes part in no check, and is listed so.
    """

    id: str = field()
    drug: Drug | None = None
    dosages: tuple[Dosage, ...] = ()
    strength: Quantity | None = None
    start: Moment | None = None
    end: Moment | None = None
    status: OrderStatus = OrderStatus.UNKNOWN
    indication: tuple[Condition, ...] = ()
    do_not_perform: bool = False
    note: str = ""
    reference: str = ""

    @id.validator
    def _named(self, _attribute: object, value: str) -> None:
        if not value:
            msg = "an order needs an id"
            raise InputError(msg)

    def __attrs_post_init__(self) -> None:
        check_types(self)
        if self.start and self.end and ends_before(self.end, self.start):
            msg = f"the order ends ({self.end}) before it starts ({self.start})"
            raise InputError(msg)


def ends_before(end: Moment, start: Moment) -> bool:
    """Whether an end lies before a start; the last day of an order belongs to it, an instant may be both."""
    is_instant = end.latest == end.earliest
    return end.latest < start.earliest or (end.latest == start.earliest and not is_instant)
