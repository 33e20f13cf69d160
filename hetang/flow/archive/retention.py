"""Which files' terms are over, which the law still keeps, and who may appraise them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.flow.archive.models import Appraisal, CaseFile, Tombstone
from hetang.flow.archive.rules import class_for, keep_until
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, visible_to
from hetang.services.mediation.api import mediation_of


class NoSuchAppraisal(Refused):
    """No such appraisal, as far as this person may know."""

    status = 404


APPRAISERS = ("station_lead", "leader")


def term_for(case: Case, archived_on: date, version: int | None = None) -> tuple[str, int, date | None]:
    """Class, version of the pack and last day of keeping (None for good) for a case archived on that day.

    By the pack in force, or by a `version`: that under which the file was archived.
    """
    pack = rulepacks.pack("retention", version=version)
    mediation = mediation_of(case)
    outcome = mediation.state if mediation and mediation.state in {"settled", "terminated"} else ""
    key = class_for(pack.body["rules"], kind=case.kind, category=case.category, outcome=outcome)
    years = next(entry.get("years") for entry in pack.body["entries"] if entry["key"] == key)
    return key, pack.version, keep_until(archived_on, years)


def files_kept(cases: Sequence[int]) -> dict[int, date | None]:
    """Of these cases, those whose file the law keeps: {case id: last day, None for good}.

    Also after that day: a file goes only by appraisal (档案法实施条例 §24), never by a person's request.
    """
    free = [entry["key"] for entry in rulepacks.entries("retention") if not entry["duty"]]
    rows = CaseFile.objects.filter(case__in=cases).exclude(retention__in=free)
    return dict(rows.values_list("case_id", "keep_until"))


def require_appraiser(user: Account, street: str = "") -> None:
    """Raise `NotAllowed` unless this person may appraise files, in `street` where one is given."""
    if not duties_of(user).roles(street) & set(APPRAISERS):
        raise NotAllowed(N_("档案鉴定由驿站负责人和街道领导进行。"), then=N_("需要查阅档案时请与其联系。"))


def streets_appraised(user: Account) -> frozenset[str]:
    """Streets whose files this person may appraise."""
    duties = duties_of(user)
    return frozenset(s for s in duties.streets if duties.roles(s) & set(APPRAISERS))


def to_appraise(user: Account) -> QuerySet[CaseFile]:
    """Archived files whose term is over, the longest over first; those appraised since wait for their new term."""
    open_ones = Appraisal.objects.filter(state__in=("proposed", "agreed")).values("case_key")
    rows = CaseFile.objects.filter(keep_until__lt=clock.today(), case__in=visible_to(user))
    rows = rows.filter(case__street__in=streets_appraised(user))
    return rows.exclude(case__in=open_ones).select_related("case").order_by("keep_until", "id")


def open_appraisals(user: Account) -> QuerySet[Appraisal]:
    """Appraisals that wait for a second person or for the execution."""
    rows = Appraisal.objects.filter(state__in=("proposed", "agreed"), street__in=streets_appraised(user))
    return rows.select_related("first", "second").order_by("id")


def get_appraisal_for(user: Account, key: int) -> Appraisal:
    """The appraisal, where `user` may check it: 403 for a colleague without the duty, 404 for a stranger."""
    found = Appraisal.objects.filter(pk=key).first()
    if found is None or found.street not in duties_of(user).streets:
        raise NoSuchAppraisal(N_("没有找到这项鉴定。"), then=N_("请从“到期档案”进入。"))
    require_appraiser(user, found.street)
    return found


def destroyed(user: Account) -> QuerySet[Tombstone]:
    """What was destroyed, newest first."""
    return Tombstone.objects.filter(street__in=streets_appraised(user)).select_related("appraisal").order_by("-id")
