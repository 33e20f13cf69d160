"""What goes with a case's file, and what ends when a person's data are erased or restricted."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from hetang.commons.people.api import Person
from hetang.flow.inquiry.models import OneTimeCode, Visit


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files."""
    return [OneTimeCode.objects.filter(party__case__in=cases), Visit.objects.filter(party__case__in=cases)]


def end_visits(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Nobody goes on looking at these matters in this person's name."""
    theirs = Q(party__person=person, party__case__in=cases)
    return {
        "inquiry_onetimecode.party_id": OneTimeCode.objects.filter(theirs).delete()[0],
        "inquiry_visit.party_id": Visit.objects.filter(theirs).delete()[0],
    }
