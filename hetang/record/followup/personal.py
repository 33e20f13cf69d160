"""What this room keeps about a person: their copy of it, its erasure, and what goes with a case's file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from hetang.commons.people.api import Person
from hetang.ground.lib.labels import ERASED, N_
from hetang.ground.lib.moments import day, moment
from hetang.ground.lib.money import yuan
from hetang.ground.lib.references import unmarked
from hetang.record.followup.models import FollowUp, Obligation, Performance
from hetang.record.followup.rules import SATISFACTION, SOLVED

Rows = list[dict[str, Any]]


def copy_obligations(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """What they owe or are owed."""
    mine = Q(debtor__person=person) | Q(creditor__person=person)
    rows = Obligation.objects.filter(mine, case__in=cases).select_related("case", "debtor").order_by("id")
    return N_("约定事项"), [
        {
            N_("案件"): o.case.number,
            N_("本人是"): gettext(N_("义务人")) if o.debtor.person_id == person.pk else gettext(N_("权利人")),
            N_("内容"): unmarked(o.act) if o.amount_fen is None else yuan(o.amount_fen, "zh"),
            N_("最迟"): day(o.due_on),
            N_("状态"): gettext(o.state_label),
        }
        for o in rows
    ]


def copy_follow_ups(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """What they said when they were asked afterwards."""
    rows = FollowUp.objects.filter(party__person=person, case__in=cases).select_related("case").order_by("id")
    return N_("回访"), [
        {
            N_("案件"): f.case.number,
            N_("时间"): moment(f.at),
            N_("是否解决"): gettext(SOLVED[f.solved]),
            N_("满意程度"): gettext(SATISFACTION[f.satisfaction]) if f.satisfaction else "",
        }
        for f in rows
    ]


def erase(_person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty the words of the promises of the person's cases; sums and dates name nobody."""
    promises = Obligation.objects.filter(case__in=cases)
    acts = promises.exclude(act="").update(act=ERASED)
    means = promises.exclude(means="").update(means="")
    return {"followup_obligation.act": acts, "followup_obligation.means": means}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [
        Performance.objects.filter(obligation__case__in=cases),
        Obligation.objects.filter(case__in=cases),
        FollowUp.objects.filter(case__in=cases),
    ]
