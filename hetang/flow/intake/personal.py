"""What this room keeps about a person: their copy of it, its erasure, and what goes with a case's file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from hetang.commons.people.api import Person
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import ERASED, N_
from hetang.ground.lib.moments import moment
from hetang.ground.lib.references import unmarked


def copy_contacts(person: Person, cases: Sequence[int]) -> tuple[str, list[dict[str, Any]]]:
    """When they rang, came or wrote, and what was taken down."""
    rows = Contact.objects.filter(person=person, case__in=cases).select_related("case").order_by("id")
    return N_("来电来访"), [
        {
            N_("案件"): c.case.number,
            N_("时间"): moment(c.at),
            N_("来源"): gettext(Contact.Channel(c.channel).label),
            N_("记下的话"): unmarked(c.words),
        }
        for c in rows
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty what was taken down of this person and in their cases."""
    texts = Contact.objects.filter(Q(person=person) | Q(case__in=cases)).exclude(text__in=("", ERASED))
    return {"intake_contact.text": texts.update(text=ERASED)}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [Contact.objects.filter(case__in=cases)]
