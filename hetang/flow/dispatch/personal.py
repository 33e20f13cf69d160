"""What goes with a case's file. This room keeps nothing else about the people of a case."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.flow.dispatch.models import Assignment, Task, Transfer


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [model.objects.filter(case__in=cases) for model in (Task, Transfer, Assignment)]
