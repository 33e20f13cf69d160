"""What goes with a case's file. This room keeps nothing else about the people of a case."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.flow.archive.models import CaseFile


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files. Appraisals and tombstones stay: they prove why the file is gone."""
    return [CaseFile.objects.filter(case__in=cases)]
