"""From a case to its chart: what engines read."""

from __future__ import annotations

from rxrules.chart.build import build_chart, resolve_drug
from rxrules.chart.chart import Amounts, Chart, ChartOrder, IngredientDose, Missing, Reading

__all__ = ["Amounts", "Chart", "ChartOrder", "IngredientDose", "Missing", "Reading", "build_chart", "resolve_drug"]
