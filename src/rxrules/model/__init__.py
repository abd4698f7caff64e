"""What is checked: patient, drug, dose, timing, order, case. Frozen values, validated where they are made; no input or output."""

from __future__ import annotations

from rxrules.model.case import Case, Unread
from rxrules.model.dose import Dose, Limit, Rate
from rxrules.model.moment import Moment
from rxrules.model.order import Dosage, Drug, DrugCode, DrugIngredient, Order, OrderStatus, ends_before
from rxrules.model.patient import Allergy, Condition, Measurement, Observation, Patient, ProblemStatus, Sex
from rxrules.model.timing import Timing

__all__ = [
    "Allergy",
    "Case",
    "Condition",
    "Dosage",
    "Dose",
    "Drug",
    "DrugCode",
    "DrugIngredient",
    "Limit",
    "Measurement",
    "Moment",
    "Observation",
    "Order",
    "OrderStatus",
    "Patient",
    "ProblemStatus",
    "Rate",
    "Sex",
    "Timing",
    "Unread",
    "ends_before",
]
