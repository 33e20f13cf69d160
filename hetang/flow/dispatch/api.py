"""Dispatch's door."""

from hetang.flow.dispatch.actions import accept_case, assign_case, end_handling, return_case
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.queries import Candidate, candidates_for

__all__ = ["Assignment", "Candidate", "accept_case", "assign_case", "candidates_for", "end_handling", "return_case"]
