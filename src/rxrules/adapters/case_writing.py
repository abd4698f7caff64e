"""Writing a case as the mapping that a case file holds: reading it again gives the same case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rxrules.adapters.case_dosage import LIFETIME, is_bare
from rxrules.model import ProblemStatus
from rxrules.units import decimal_text

if TYPE_CHECKING:
    from rxrules.model import (
        Allergy,
        Case,
        Condition,
        Dosage,
        Dose,
        Drug,
        DrugCode,
        DrugIngredient,
        Measurement,
        Observation,
        Order,
        Patient,
        Rate,
        Timing,
    )
    from rxrules.units import Quantity


def case_to_dict(case: Case) -> dict[str, Any]:
    """The case as plain mappings, lists, texts and numbers, in the shape and order of a case file.

    ``read_case`` makes the same case of it, but for ``unread``: what could not be read can't be written.
    """
    return _present(
        id=case.id,
        as_of=str(case.as_of) if case.as_of else None,
        patient=_patient(case.patient),
        medications=[_order(order) for order in case.orders],
    )


def _present(**fields: Any) -> dict[str, Any]:
    """The fields that say something; an empty list does, where it is given as one."""
    return {name: value for name, value in fields.items() if value is not None and value not in ("", ())}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _quantity(value: Quantity | None) -> str | float | int | None:
    if value is None:
        return None
    return decimal_text(value.value) if is_bare(value) else str(value)


def _patient(patient: Patient) -> dict[str, Any]:
    return _present(
        birth_date=_text(patient.birth_date),
        age=_quantity(patient.age),
        gestational_age=_quantity(patient.gestational_age),
        postmenstrual_age=_quantity(patient.postmenstrual_age),
        sex=patient.sex.value if patient.sex else None,
        weight=_measure(patient.weight),
        height=_measure(patient.height),
        pregnant=patient.pregnant,
        breastfeeding=patient.breastfeeding,
        conditions=None if patient.conditions is None else [_condition(one) for one in patient.conditions],
        allergies=None if patient.allergies is None else [_allergy(one) for one in patient.allergies],
        observations=None if patient.observations is None else [_observation(one) for one in patient.observations],
        preferences=None if patient.preferences is None else [_condition(one) for one in patient.preferences],
        goals=None if patient.goals is None else [_condition(one) for one in patient.goals],
        creatinine_stable=patient.creatinine_stable,
        dialysis=patient.dialysis,
        history_complete=patient.history_complete,
        incomplete=sorted(patient.incomplete) or None,
    )


def _measure(measured: Measurement | None) -> object:
    if measured is None:
        return None
    if measured.on is None:
        return _quantity(measured.value)
    return {"value": _quantity(measured.value), "on": str(measured.on)}


def _status(status: ProblemStatus) -> str | None:
    return None if status is ProblemStatus.ACTIVE else status.value


def _condition(one: Condition) -> dict[str, Any]:
    return _present(text=one.text, code=one.code, system=one.system, onset=_text(one.onset), status=_status(one.status))


def _allergy(one: Allergy) -> dict[str, Any]:
    return _present(substance=one.substance, code=one.code, system=one.system, status=_status(one.status))


def _observation(one: Observation) -> dict[str, Any]:
    value = None if one.value is None else f"{one.comparator}{_quantity(one.value)}"
    return _present(code=one.code, system=one.system, value=value, on=_text(one.on), text=one.text)


def _order(order: Order) -> dict[str, Any]:
    # A single dosage that says nothing must be written as one of a list: flat, it would not be there.
    only = order.dosages[0] if len(order.dosages) == 1 else None
    several = only is None or not _dosage(only) or only.start is not None or only.end is not None
    return _present(
        id=order.id,
        drug=_drug(order.drug),
        **({} if several else _dosage(order.dosages[0])),
        dosages=[_dosage(one) for one in order.dosages] if several and order.dosages else None,
        strength=_quantity(order.strength),
        start=_text(order.start),
        end=_text(order.end),
        status=order.status.value,
        indication=[_condition(one) for one in order.indication] or None,
        do_not_perform=order.do_not_perform or None,
        note=order.note,
        reference=order.reference,
    )


def _drug(drug: Drug | None) -> object:
    if drug is None:
        return None
    if drug.name and not (drug.codes or drug.ingredients or drug.form):
        return drug.name
    ingredients = [_ingredient(one) for one in drug.ingredients] or None
    return _present(name=drug.name, codes=_codes(drug.codes), ingredients=ingredients, form=drug.form)


def _codes(codes: tuple[DrugCode, ...]) -> list[dict[str, Any]] | None:
    return [_present(system=one.system, code=one.code, display=one.display) for one in codes] or None


def _ingredient(one: DrugIngredient) -> dict[str, Any]:
    return _present(name=one.name, codes=_codes(one.codes), strength=_quantity(one.strength))


def _dosage(dosage: Dosage) -> dict[str, Any]:
    return _present(
        sequence=dosage.sequence,
        start=_text(dosage.start),
        end=_text(dosage.end),
        dose=_range(dosage.dose),
        rate=_range(dosage.rate),
        route=dosage.route,
        timing=None if dosage.timing is None else _timing(dosage.timing),
        max_per=[{"amount": _quantity(limit.amount), "per": _quantity(limit.per) or LIFETIME} for limit in dosage.max_per] or None,
        max_dose=_quantity(dosage.max_dose),
        site=dosage.site,
        method=dosage.method,
        text=dosage.text,
    )


def _range(ends: Dose | Rate | None) -> object:
    if ends is None:
        return None
    if ends.low == ends.high:
        return _quantity(ends.low)
    return {"low": _quantity(ends.low), "high": _quantity(ends.high)}


def _timing(timing: Timing) -> dict[str, Any]:
    return _present(
        frequency=_number(timing.frequency),
        frequency_max=_number(timing.frequency_max),
        per=_quantity(timing.per),
        per_max=_quantity(timing.per_max),
        prn=timing.prn or None,
        count=_number(timing.count),
        count_max=_number(timing.count_max),
        duration=_quantity(timing.duration),
        duration_max=_quantity(timing.duration_max),
        each_lasts=_quantity(timing.each_lasts),
        each_lasts_max=_quantity(timing.each_lasts_max),
        days_of_week=list(timing.days_of_week) or None,
        times_of_day=list(timing.times_of_day) or None,
        when=list(timing.when) or None,
        offset=_number(timing.offset),
        events=[str(event) for event in timing.events] or None,
        text=timing.text,
    )
