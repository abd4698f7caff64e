"""A case under construction: the mapping of a case file, with a patient of whom everything is known."""

from __future__ import annotations

import copy
import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from rxrules.adapters.casefile import read_case
from rxrules.units import Quantity, decimal_text, parse_quantity

if TYPE_CHECKING:
    from rxrules.model import Case

#: The day as of which every generated case is looked at; the library has no clock, and a scenario needs a day that stays.
DAY: Final = dt.date(2026, 6, 15)

_LISTS: Final = ("conditions", "allergies", "observations", "preferences", "goals")
#: By age in months: a weight in kg and a height in cm that are plausible from there on.
_BODY: Final = ((216, 70, 170), (120, 32, 138), (60, 18, 110), (24, 12, 86), (12, 10, 75), (3, 6, 60), (0, 3.5, 50))


def day_before(days: float) -> str:
    """The day so many days before the day of the cases."""
    return str(DAY - dt.timedelta(days=round(days)))


def instant_before(days: float) -> str:
    """The instant so many days before the day of the cases begins, to the minute."""
    instant = dt.datetime.combine(DAY, dt.time(), dt.UTC) - dt.timedelta(minutes=round(days * 1440))
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def months_before(months: int, offset: int = 0) -> str:
    """The birth date of somebody who is so many calendar months old, and ``offset`` days older."""
    year, month = divmod(DAY.year * 12 + DAY.month - 1 - months, 12)
    return str(dt.date(year, month + 1, DAY.day) - dt.timedelta(days=offset))


@define
class Sketch:
    """A case as a mapping that can still be changed.

    Attributes:
        patient: the patient's keys of a case file.
        medications: the orders.
        chosen: the keys of the patient that were set for a reason; the others are what nobody asked for.
    """

    patient: dict[str, Any] = field(factory=dict)
    medications: list[dict[str, Any]] = field(factory=list)
    chosen: set[str] = field(factory=set)

    @classmethod
    def known(cls) -> Sketch:
        """A patient of whom everything is known, and nothing is wrong: a woman of 40 years."""
        made = cls()
        made.patient = {
            "birth_date": months_before(480),
            "sex": "female",
            "pregnant": False,
            "breastfeeding": False,
            "creatinine_stable": True,
            "dialysis": False,
            "history_complete": True,
            **{name: [] for name in _LISTS},
        }
        made.fit_body()
        return made

    def copy(self) -> Sketch:
        """A copy that shares nothing."""
        return Sketch(copy.deepcopy(self.patient), copy.deepcopy(self.medications), set(self.chosen))

    def choose(self, key: str, value: Any) -> None:
        """Set a key of the patient for a reason; None takes it away."""
        self.chosen.add(key)
        if value is None:
            self.patient.pop(key, None)
        else:
            self.patient[key] = value

    def born(self, date: str) -> None:
        """Set the birth date; a body that nobody chose grows with it."""
        self.choose("birth_date", date)
        self.patient.pop("age", None)
        self.fit_body()

    def fit_body(self) -> None:
        """Give a weight and a height that fit the age, where nobody chose them."""
        birth = dt.date.fromisoformat(self.patient["birth_date"])
        months = (DAY.year - birth.year) * 12 + DAY.month - birth.month
        weight, height = next((weight, height) for least, weight, height in _BODY if months >= least or not least)
        for key, text in (("weight", f"{weight} kg"), ("height", f"{height} cm")):
            if key not in self.chosen:
                self.patient[key] = {"value": text, "on": day_before(1)}

    def measured(self, name: str) -> Quantity | None:
        """The weight or the height as it stands."""
        written = self.patient.get(name)
        return None if written is None else parse_quantity(written["value"])

    def measure(self, name: str, quantity: Quantity) -> None:
        """Set the weight or the height."""
        self.choose(name, {"value": written(quantity), "on": day_before(1)})

    def observe(self, name: str, value: str | None, age: float = 1) -> None:
        """Give one result of a test, so many days old, in place of any other; None takes it away."""
        kept = [one for one in self.patient.get("observations", ()) if one["code"] != name]
        found = [] if value is None else [{"code": name, "value": value, "on": day_before(age)}]
        self.choose("observations", kept + found)

    def enlist(self, name: str, entry: dict[str, Any], *, there: bool = True) -> None:
        """Put an entry into a list of the patient, or take every one of its text away."""
        key = "substance" if name == "allergies" else "text"
        kept = [one for one in self.patient.get(name, ()) if one[key] != entry[key]]
        self.choose(name, [*kept, entry] if there else kept)

    def order(self, drug: str, **known: Any) -> dict[str, Any]:
        """Add an active order, and give it."""
        taken = {one["id"] for one in self.medications}
        number = next(number for number in range(1, len(taken) + 2) if f"m{number}" not in taken)
        made = {"id": f"m{number}", "drug": drug, "status": "active", **known}
        self.medications.append(made)
        return made

    def document(self, name: str = "case") -> dict[str, Any]:
        """The mapping of a case file."""
        return {"id": name, "as_of": str(DAY), "patient": self.patient, "medications": self.medications}

    def case(self, name: str = "case") -> Case:
        """The case."""
        return read_case(copy.deepcopy(self.document(name)))


def written(quantity: Quantity) -> str:
    """A quantity as a case file writes it."""
    return f"{decimal_text(float(f'{quantity.value:.12g}'))} {quantity.unit.code}"


def timing(order: dict[str, Any], **known: Any) -> None:
    """Set keys of an order's timing; without a rhythm it is once a day."""
    made = order.setdefault("timing", {})
    made.update(known)
    if not made.keys() & {"frequency", "times_of_day"} or ("frequency" not in made and "times_of_day" not in made):
        made.setdefault("frequency", 1)
        made.setdefault("per", "1 d")
