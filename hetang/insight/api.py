"""Insight's door."""

from hetang.insight.models import Figure
from hetang.insight.queries import cases_behind, totals
from hetang.insight.rules import MEASURES, counted

__all__ = ["MEASURES", "Figure", "cases_behind", "counted", "totals"]
