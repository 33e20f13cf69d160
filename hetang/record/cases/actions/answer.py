"""Telling the reporter what came of it: a consultation, a request, a petition, a member of a cluster."""

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.models import Answer, Case
from hetang.record.cases.protecting import protect
from hetang.record.cases.turning import turn_clocks
from hetang.record.cases.writing import has_happened, lock, step, tell

ANSWER_CHARS = 5000


@transaction.atomic
def answer_case(case: Case, *, text: str, means: str = Answer.Means.CALL, by: Account) -> Answer:
    """Answer a consultation, a request or a petition. A petition's answer is in writing (信访工作条例 §32)."""
    case = lock(case, moving=True)
    step(case, "answer", by=by)
    if case.kind == Case.Kind.PETITION and means != Answer.Means.LETTER:
        raise Invalid(N_("信访处理意见须以书面答复。"), then=N_("请选择“书面”，写明请求、事实理由、处理意见和依据。"))
    answer = record_answer(case, "answer", text=text, means=means, by=by)
    case.resolved_at = clock.now()
    case.save(update_fields=["state", "resolved_at"])
    turn_clocks(case, "answer")
    tell(case, "answer", by=by, note=text, body={"answer": answer.pk, "by_means": means})
    return answer


@transaction.atomic
def reply_to_member(case: Case, *, text: str, means: str = Answer.Means.CALL, by: Account) -> Answer:
    """Answer the reporter of one member of a cluster whose lead is closed, and close this member."""
    case = lock(case, moving=True)
    step(case, "reply", by=by)
    answer = record_answer(case, "reply", text=text, means=means, by=by)
    case.resolved_at = clock.now()
    case.save(update_fields=["state", "resolved_at"])
    turn_clocks(case, "reply")
    body = {"answer": answer.pk, "by_means": means, "first": not has_happened(case, "close", "reply")}
    tell(case, "reply", by=by, note=text, body=body)
    return answer


def record_answer(case: Case, verb: str, *, text: str, means: str, by: Account) -> Answer:
    """The row of an answer; `Invalid` for an empty or endless one. Inside the verb's transaction."""
    text = text.strip()
    if not text:
        raise Invalid(N_("还没有写答复内容。"), then=N_("请写明怎么答复的，一句也可以。"))
    if len(text) > ANSWER_CHARS or means not in Answer.Means.values:
        raise Invalid(N_("答复的方式或长度不对。"), then=N_("请选择答复方式，内容不超过五千字。"))
    return Answer.objects.create(case=case, verb=verb, means=means, text=protect(case, text), at=clock.now(), by=by)
