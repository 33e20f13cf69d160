"""Insight's door."""

from hetang.insight.models import Figure
from hetang.insight.queries import as_of, by_category, by_month, cases_behind, in_hand_by_unit, totals
from hetang.insight.rules import MEASURES, counted

__all__ = [
    "MEASURES",
    "Figure",
    "as_of",
    "by_category",
    "by_month",
    "cases_behind",
    "counted",
    "in_hand_by_unit",
    "totals",
]
