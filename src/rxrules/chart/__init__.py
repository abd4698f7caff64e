"""From a case to its chart: what engines read."""

from __future__ import annotations

from rxrules.chart.build import build_chart
from rxrules.chart.chart import Amounts, Chart, ChartAllergy, ChartOrder, IngredientDose, Missing, Reading, Tested
from rxrules.chart.drugs import resolve_drug

__all__ = [
    "Amounts",
    "Chart",
    "ChartAllergy",
    "ChartOrder",
    "IngredientDose",
    "Missing",
    "Reading",
    "Tested",
    "build_chart",
    "resolve_drug",
]
