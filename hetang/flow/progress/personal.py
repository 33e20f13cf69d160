"""What goes with a case's file: what anybody was told of it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.commons.notifications.api import Letter, Message
from hetang.flow.progress.models import Late, Undelivered
from hetang.record.cases.api import STREAM


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What staff and the people concerned were told about these cases."""
    told: list[QuerySet[Any]] = [
        model.objects.filter(subject_kind=STREAM, subject_key__in=cases) for model in (Letter, Message)
    ]
    return [*told, Late.objects.filter(case__in=cases), Undelivered.objects.filter(case__in=cases)]
