"""A case: a patient, the orders, the day as of which they are looked at, and what could not be read."""

from __future__ import annotations

from attrs import field, frozen

from rxrules.errors import InputError
from rxrules.model.moment import Moment
from rxrules.model.order import Order
from rxrules.model.patient import Patient
from rxrules.model.typed import check_types


@frozen
class Unread:
    """Something in the input that took no part in the checks.

    Attributes:
        path: where in the input, ``medications[0].dose`` or ``Bundle.entry[3].resource``, with a line where that is known.
        reason: why.
        medication: the id of the order that it belongs to, or empty.
        is_error: whether the input is wrong there; False for what is merely not supported or not looked at.
    """

    path: str
    reason: str
    medication: str = ""
    is_error: bool = True

    def __attrs_post_init__(self) -> None:
        check_types(self)


@frozen
class Case:
    """What is checked.

    Attributes:
        id: the caller's name for it.
        patient: who is treated.
        orders: the medication list, what is proposed included; at most one of each id.
        as_of: the day or instant as of which ages and freshness are reckoned; None where it is still to be given.
        unread: what could not be read; it is carried into the report.
    """

    id: str
    patient: Patient = field(factory=Patient)
    orders: tuple[Order, ...] = ()
    as_of: Moment | None = None
    unread: tuple[Unread, ...] = ()

    def __attrs_post_init__(self) -> None:
        check_types(self)
        seen: set[str] = set()
        for order in self.orders:
            if order.id in seen:
                msg = f"two orders have the id {order.id!r}"
                raise InputError(msg)
            seen.add(order.id)
        if self.as_of is not None and not self.as_of.is_full:
            msg = f"as_of must be a day or an instant, got {self.as_of}"
            raise InputError(msg)
        if self.as_of is not None and not 1900 <= self.as_of.day.year <= 2200:
            msg = f"as_of must lie between 1900 and 2200, got {self.as_of}"
            raise InputError(msg)
