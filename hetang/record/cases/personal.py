"""What this room keeps about a person: their copy of it, its erasure, and what goes with a case's file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from hetang.commons.people.api import Person
from hetang.ground.lib import crypto
from hetang.ground.lib.labels import ERASED, N_
from hetang.ground.lib.moments import moment
from hetang.ground.lib.references import unmarked
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import (
    Answer,
    Case,
    CaseAccess,
    CaseClock,
    ClockExtension,
    ClockPause,
    Cluster,
    Correction,
    Membership,
    Note,
    Override,
    Party,
    PoliceReport,
    RiskChange,
    TextReference,
)
from hetang.record.cases.models.access import GlassAlert, GlassView
from hetang.record.cases.narrative import LABELS
from hetang.record.cases.thawing import thaw
from hetang.record.cases.writing import tell

Rows = list[dict[str, Any]]


def copy_cases(person: Person, cases: Sequence[int]) -> tuple[str, Rows]:
    """The cases they take part in. The text of a matter goes to who reported it."""
    rows = Party.objects.filter(person=person, case__in=cases).select_related("case").order_by("case_id")
    return N_("参与的案件"), [
        {
            N_("案件"): p.case.number,
            N_("身份"): p.relation or gettext(LABELS[f"role.{p.role}"]),
            N_("纠纷类型"): rulepacks.label("categories", p.case.category)["zh"],
            N_("受理"): moment(p.case.registered_at),
            N_("状态"): gettext(p.case.state_label),
            N_("事情经过"): unmarked(p.case.summary) if p.role == Party.Role.APPLICANT else "",
            N_("地点"): unmarked(p.case.place_text) if p.role == Party.Role.APPLICANT else "",
        }
        for p in rows
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty the texts of the person's cases, none of which the law still keeps, and how people stand to one another.

    A relation is free text too: "李四的母亲" names the other one.
    """
    thaw()
    texts = Case.objects.filter(pk__in=cases).update(title=ERASED, summary=ERASED, place_text="")
    notes = Note.objects.filter(case__in=cases).exclude(text=ERASED).update(text=ERASED)
    related = Party.objects.filter(Q(person=person) | Q(case__in=cases) | Q(of__person=person))
    relations = related.exclude(relation="").update(relation="")
    told = Answer.objects.filter(case__in=cases).exclude(text=ERASED).update(text=ERASED)
    corrections = Correction.objects.filter(case__in=cases).exclude(reason=ERASED)
    corrected = corrections.update(old="", new="", old_sealed=None, new_sealed=None, reason=ERASED)
    Override.objects.filter(case__in=cases).update(reason=ERASED)
    RiskChange.objects.filter(case__in=cases).exclude(reason="").update(reason=ERASED)
    # A credit code names a firm and a date of birth a person.
    related.update(credit_code="", born_sealed=None)
    numbers = TextReference.objects.filter(case__in=cases)
    emptied = numbers.exclude(sealed=b"").update(key=b"", sealed=b"", index=b"")
    # Who had read the texts before, and keeps words of them, reads again and finds none (record/finding).
    for case in Case.objects.filter(pk__in=cases).order_by("pk"):
        tell(case, "erase_words", by=None)
    glass = GlassAlert.objects.filter(grant__case__in=cases).exclude(reason=ERASED).update(reason=ERASED)
    return {
        "cases_textreference.sealed": emptied,
        "cases_glassalert.reason": glass,
        "cases_case.summary": texts,
        "cases_note.text": notes,
        "cases_answer.text": told,
        "cases_correction.old": corrected,
        "cases_party.relation": relations,
    }


def restrict(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Let the person's numbers no longer be found in the texts of the streets of these cases; they stay sealed there."""
    plain = ((person.phone, "phone"), (person.id_number, "id_number"))
    indexes = [index for value, kind in plain if value for index in crypto.blind_indexes(value, kind)]
    streets = Case.objects.filter(pk__in=cases).values("street")
    found = TextReference.objects.filter(index__in=indexes, case__street__in=streets)
    return {"cases_textreference.index": found.update(index=b"")}


def rows_of(cases: Sequence[int]) -> list[QuerySet[Any]]:
    """What goes with the cases' files, in the order in which it can go: the cases themselves last."""
    parties = Party.objects.filter(case__in=cases)
    return [
        ClockPause.objects.filter(clock__case__in=cases),
        ClockExtension.objects.filter(clock__case__in=cases),
        CaseClock.objects.filter(case__in=cases),
        GlassView.objects.filter(alert__grant__case__in=cases),
        GlassAlert.objects.filter(grant__case__in=cases),
        CaseAccess.objects.filter(case__in=cases),
        Answer.objects.filter(case__in=cases),
        Correction.objects.filter(case__in=cases),
        Override.objects.filter(case__in=cases),
        RiskChange.objects.filter(case__in=cases),
        PoliceReport.objects.filter(case__in=cases),
        Membership.objects.filter(Q(case__in=cases) | Q(cluster__lead__in=cases)),
        Cluster.objects.filter(lead__in=cases),
        Note.objects.filter(case__in=cases),
        TextReference.objects.filter(case__in=cases),
        parties.filter(of__isnull=False),
        parties,
        Case.objects.filter(pk__in=cases),
    ]
