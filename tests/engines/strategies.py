"""Plans and charts for differential tests, made by hand so that they reach what no ruleset of today says.

Everything is drawn from a `random.Random`: under Hypothesis one of its own, so that examples shrink; in long runs a seeded one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st
from random_charts import INF, TODAY, chart, order
from random_plans import INGREDIENTS, plan

if TYPE_CHECKING:
    from rxrules.chart import Chart
    from rxrules.plan import Plan

__all__ = ["INF", "INGREDIENTS", "TODAY", "chart", "charts", "order", "plan", "plans"]


def plans() -> st.SearchStrategy[Plan]:
    """Plans of every kind of rule, with conditions of every operator."""
    return st.randoms(use_true_random=False).map(plan)


def charts() -> st.SearchStrategy[Chart]:
    """Charts of none to eight orders, with anything missing."""
    return st.randoms(use_true_random=False).map(chart)
