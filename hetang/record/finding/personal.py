"""Words by which a case is found end with the case's own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from hetang.commons.people.api import Person
from hetang.record.finding.models import Entry


def erase(_person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Drop the entries of the person's cases at once; a rebuild makes none, since the texts are gone."""
    return {"finding_entry.words": Entry.objects.filter(pk__in=cases).delete()[0]}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files."""
    return [Entry.objects.filter(pk__in=cases)]
