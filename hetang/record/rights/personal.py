"""What this room keeps about a person: their copy of it, its erasure, and what goes with a case's file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from hetang.commons.people.api import Person
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.moments import moment
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.rights.models import Consent, Request
from hetang.record.rights.rules import BASES, KINDS, MEANS

Rows = list[dict[str, Any]]


def copy_consents(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """What they were told and agreed to."""
    rows = Consent.objects.filter(person=person, case__in=cases).select_related("case").order_by("id")
    return N_("告知与同意"), [
        {
            N_("案件"): c.case.number,
            N_("内容"): f"{rulepacks.label('notices', c.notice)['zh']} v{c.version}",
            N_("依据"): gettext(BASES[c.basis]),
            N_("方式"): gettext(MEANS[c.means]),
            N_("时间"): moment(c.given_at),
            N_("撤回"): moment(c.withdrawn_at),
        }
        for c in rows
    ]


def copy_requests(person: Person, _cases: Sequence[int]) -> tuple[str, Rows]:
    """What they asked before."""
    return N_("个人信息权利请求"), [
        {
            N_("编号"): r.number,
            N_("种类"): gettext(KINDS[r.kind]),
            N_("说明"): r.words,
            N_("时间"): moment(r.received_at),
            N_("状态"): gettext(r.state_label),
        }
        for r in Request.objects.filter(person=person).order_by("id")
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty the words of their requests, end their consents. The rows stay: they prove that the duty was met."""
    words = Request.objects.filter(person=person).exclude(words="").update(words="")
    return {"rights_request.words": words, **restrict(person, cases)}


def restrict(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """End the consents that still stand in these cases; whoever asks to be erased has withdrawn them."""
    standing = Consent.objects.filter(person=person, case__in=cases, basis="consent", withdrawn_at=None)
    return {"rights_consent.withdrawn_at": standing.update(withdrawn_at=clock.now(), withdrawn_means="oral")}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go."""
    return [Consent.objects.filter(case__in=cases)]
