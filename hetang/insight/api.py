"""Insight's door."""

from hetang.insight.models import Figure
from hetang.insight.queries import as_of, behind, by_category, by_month, in_hand_by_unit, measures_of, totals
from hetang.insight.rules import MEASURES, counted

__all__ = [
    "MEASURES",
    "Figure",
    "as_of",
    "behind",
    "by_category",
    "by_month",
    "counted",
    "in_hand_by_unit",
    "measures_of",
    "totals",
]
