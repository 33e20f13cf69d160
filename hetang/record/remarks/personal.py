"""What goes with a case's file. The words of a note are the case's own and are erased with them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.record.remarks.models import Mention


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """Who was called in which case."""
    return [Mention.objects.filter(case__in=cases)]
