"""Appraising a file whose term is over: one person proposes, another one agrees or declines. Nothing is deleted here."""

from datetime import date

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import mask_numbers
from hetang.flow.archive.models import Appraisal, CaseFile
from hetang.flow.archive.retention import require_appraiser
from hetang.flow.archive.rules import DECISIONS, MOST_YEARS
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases import api as cases


@transaction.atomic
def propose_appraisal(
    file: CaseFile, *, decision: str, reason: str, approval: str = "", keep_until: date | None = None, by: Account
) -> Appraisal:
    """The first appraiser's finding. To destroy needs the archive authority's approval; to keep needs a later day."""
    case = cases.lock(file.case, moving=True)
    require_appraiser(by, case.street)
    file = CaseFile.objects.select_for_update().get(pk=file.pk)
    if file.keep_until is None or file.keep_until >= clock.today():
        raise WrongState(N_("这份案卷的保管期限还没有到。"), then=N_("期满以后会出现在“到期待鉴定”里。"))
    if Appraisal.objects.filter(case_key=case.pk, state__in=("proposed", "agreed")).exists():
        raise WrongState(N_("这份案卷已经在鉴定。"), then=N_("请在鉴定列表里查看。"))
    if decision not in DECISIONS or not reason.strip():
        raise Invalid(N_("请选择鉴定意见并写明理由。"))
    if decision == "destroy" and not approval.strip():
        raise Invalid(N_("销毁须填写档案主管部门批准文号。"), then=N_("没有批准的，请选择继续保管。"))
    if decision == "keep":
        _check_day(keep_until)
    appraisal = Appraisal.objects.create(
        case_key=case.pk,
        number=case.number,
        street=case.street,
        decision=decision,
        keep_until=keep_until if decision == "keep" else None,
        reason=mask_numbers(reason.strip()),
        approval=approval.strip()[:60],
        first=by,
        first_at=clock.now(),
    )
    cases.tell(case, "propose_appraisal", by=by, body={"appraisal": appraisal.pk, "decision": decision})
    return appraisal


@transaction.atomic
def check_appraisal(appraisal: Appraisal, *, agrees: bool, by: Account) -> Appraisal:
    """The second appraiser's word. Agreed to keep, the file has its new term at once; agreed to destroy, it waits."""
    appraisal = Appraisal.objects.select_for_update().get(pk=appraisal.pk)
    require_appraiser(by, appraisal.street)
    if appraisal.state != "proposed":
        raise WrongState(N_("这项鉴定已经复核过了。"), then=N_("请刷新页面查看。"))
    if appraisal.first_id == by.pk:
        raise NotAllowed(N_("鉴定须由另一个人复核。"), then=N_("请另一位驿站负责人或街道领导复核。"))
    file = CaseFile.objects.select_related("case").get(case_id=appraisal.case_key)
    case = cases.lock(file.case, moving=True)
    appraisal.state = "agreed" if agrees else "declined"
    appraisal.second, appraisal.second_at = by, clock.now()
    if agrees and appraisal.decision == "keep":
        file.keep_until = appraisal.keep_until
        file.save(update_fields=["keep_until"])
        appraisal.state = "kept"
    appraisal.save(update_fields=["state", "second", "second_at"])
    verb = "agree_appraisal" if agrees else "decline_appraisal"
    cases.tell(case, verb, by=by, body={"appraisal": appraisal.pk, "decision": appraisal.decision})
    return appraisal


def _check_day(day: date | None) -> None:
    today = clock.today()
    if day is None or not today < day <= today.replace(year=today.year + MOST_YEARS, day=1):
        raise Invalid(N_("继续保管须写明保管到哪一天。"), then=N_("请写一个将来的日期。"))
