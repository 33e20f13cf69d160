"""What this room keeps about a person: their copy of it, and what goes with a case's file. No text of its own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from hetang.commons.people.api import Person
from hetang.ground.lib.labels import N_
from hetang.ground.lib.moments import moment
from hetang.ground.rulepacks import api as rulepacks
from hetang.services.mediation.models import Attempt, Fee, Mediation, Settlement
from hetang.services.mediation.rules import CONTACT_MEANS


def copy_attempts(person: Person, cases: Sequence[int]) -> tuple[str, list[dict[str, Any]]]:
    """When they were contacted and what came of it."""
    rows = (
        Attempt.objects.filter(party__person=person, mediation__case__in=cases)
        .select_related("mediation__case")
        .order_by("id")
    )
    return N_("联系记录"), [
        {
            N_("案件"): a.mediation.case.number,
            N_("时间"): moment(a.at),
            N_("方式"): gettext(CONTACT_MEANS[a.means]),
            N_("结果"): rulepacks.label("outcomes", a.outcome)["zh"],
        }
        for a in rows
    ]


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [
        Attempt.objects.filter(mediation__case__in=cases),
        Fee.objects.filter(mediation__case__in=cases),
        Settlement.objects.filter(mediation__case__in=cases),
        Fee.objects.filter(mediation__case__in=cases),
        Mediation.objects.filter(case__in=cases),
    ]
