"""Hints about callers who ring in bad faith: proposed by who took the calls, decided by a lead, never a bar."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, mask_numbers
from hetang.commons.places.api import Place, place
from hetang.flow.intake import access
from hetang.flow.intake.models import CallerFlag, Contact
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks

STREAM = "caller_flag"
REASON_CHARS = 500


def flag_caller(person: Person, *, street: Place, reason: str, by: Account) -> CallerFlag:
    """Propose that somebody deals with this person's calls. Only for who has been in contact with the street."""
    access.require_taker(by, street.code)
    text = mask_numbers(_checked(reason))
    if not Contact.objects.filter(person=person, street=street.code).exists():
        raise Invalid(N_("这个人没有来电记录。"), then=N_("先登记来电，再提出提示。"))
    try:
        with transaction.atomic():
            _end_due(CallerFlag.objects.filter(person=person, street=street.code))
            flag = CallerFlag.objects.create(
                person=person, street=street.code, reason=text, proposed_by=by, proposed_at=clock.now()
            )
            _tell(flag, "flag_caller", by=by)
            return flag
    except IntegrityError:
        raise WrongState(N_("对这个人已经有一条提示。"), then=N_("请在提示列表里查看。")) from None


@transaction.atomic
def decide_flag(flag: CallerFlag, *, accept: bool, handler: Account | None = None, by: Account) -> CallerFlag:
    """A lead names who deals with the calls, for the pack's days; or does not take the proposal up."""
    flag = _lock(flag, CallerFlag.State.PROPOSED)
    access.require_decider(by, flag.street)
    if flag.proposed_by_id == by.pk:
        raise WrongState(N_("自己提出的提示由别人决定。"), then=N_("请另一位负责人决定。"))
    if accept:
        if handler is None or flag.street not in access.streets_of(handler, *access.HANDLERS):
            raise Invalid(N_("还没有选由谁应对。"), then=N_("请选择本街道的一位同事。"))
        terms, today = rulepacks.pack("intake").body["flags"], clock.today()
        flag.handler, flag.until = handler, today + timedelta(days=terms["days"])
        flag.review_on = today + timedelta(days=terms["review_days"])
    flag.state = CallerFlag.State.IN_FORCE if accept else CallerFlag.State.DECLINED
    flag.decided_by, flag.decided_at = by, clock.now()
    flag.save(update_fields=["state", "handler", "until", "review_on", "decided_by", "decided_at"])
    _tell(flag, "accept_flag" if accept else "decline_flag", by=by)
    return flag


@transaction.atomic
def review_flag(flag: CallerFlag, *, by: Account) -> CallerFlag:
    """Looked at again: it stays until its day, and is looked at once more before."""
    flag = _lock(flag, CallerFlag.State.IN_FORCE)
    access.require_decider(by, flag.street)
    assert flag.until is not None
    next_on = clock.today() + timedelta(days=rulepacks.pack("intake").body["flags"]["review_days"])
    flag.review_on = min(next_on, flag.until)
    flag.save(update_fields=["review_on"])
    _tell(flag, "review_flag", by=by)
    return flag


@transaction.atomic
def end_flag(flag: CallerFlag, *, by: Account) -> CallerFlag:
    """No longer needed."""
    flag = _lock(flag, CallerFlag.State.IN_FORCE)
    access.require_decider(by, flag.street)
    flag.state = CallerFlag.State.ENDED
    flag.save(update_fields=["state"])
    _tell(flag, "end_flag", by=by)
    return flag


@transaction.atomic
def end_due_flags() -> int:
    """End those whose day is over; how many. Daily: nobody decides that again, and a new hint may follow."""
    return _end_due(CallerFlag.objects.all())


def _end_due(rows: QuerySet[CallerFlag]) -> int:
    due = list(rows.filter(state=CallerFlag.State.IN_FORCE, until__lt=clock.today()).select_for_update().order_by("id"))
    for flag in due:
        flag.state = CallerFlag.State.ENDED
        flag.save(update_fields=["state"])
        _tell(flag, "end_flag", by=None)
    return len(due)


def _lock(flag: CallerFlag, state: str) -> CallerFlag:
    flag = CallerFlag.objects.select_for_update().get(pk=flag.pk)
    if flag.state != state:
        raise WrongState(
            N_("这条提示已经是“%(state)s”。"),
            then=N_("请刷新页面查看；可能已有人先办了这一步。"),
            state=str(CallerFlag.State(flag.state).label),
        )
    return flag


def _checked(reason: str) -> str:
    if not reason.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写明几月几日来过几次电话、说了什么。"))
    if len(reason) > REASON_CHARS:
        raise Invalid(N_("原因超过 %(limit)s 字。"), then=N_("请保留要点。"), limit=REASON_CHARS)
    return reason.strip()


def _tell(flag: CallerFlag, verb: str, *, by: Account | None) -> None:
    roles = access.TAKERS if verb == "flag_caller" else access.DECIDERS
    told = access.with_on_behalf({}, by, flag.street, *roles)
    journal.append(kind=STREAM, key=flag.pk, verb=verb, by=by.pk if by else None, body=told, place=place(flag.street))
