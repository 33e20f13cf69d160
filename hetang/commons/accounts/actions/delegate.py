"""Handing one's duties to a deputy during leave, and taking them back."""

from datetime import date

from django.db import transaction

from hetang.commons.accounts.duties import Duties, Held, duties_of, duties_of_many
from hetang.commons.accounts.models import Account, Delegation
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks

STREAM = "account"
REASON_CHARS = 60


@transaction.atomic
def delegate_duty(account: Account, *, to: Account, since: date, until: date, reason: str, by: Account) -> Delegation:
    """From `since` to `until` (both included) `to` also has the casework duties of `account`.

    Raises `NotAllowed` where `by` is neither the person nor leads them, or names themselves; `Invalid` for a period that is past, turned
    round or longer than the pack `access` allows, and for a deputy who works elsewhere, is away or has left;
    `WrongState` where it would make a chain or a second deputy.
    """
    account, to = _lock(account, to)
    _require_say(account, by)
    _require_other_deputy(account, to, by)
    reason = reason.strip()[:REASON_CHARS]
    if not reason:
        raise Invalid(N_("还没有写原因。"), then=N_("例如“年休假”“培训”“病假”。"))
    _check_period(since, until)
    _check_deputy(account, to)
    _check_chain(account, to, since, until)
    made = Delegation.objects.create(
        absent=account, deputy=to, since=since, until=until, reason=reason, by=by, at=clock.now()
    )
    body = {"delegation": made.pk, "deputy": to.pk, "since": since.isoformat(), "until": until.isoformat()}
    journal.append(kind=STREAM, key=account.pk, verb="delegate_duty", by=by.pk, body=body)
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Account) -> Delegation:
    """End it at once; the deputy too may ask for that. What was done in that time stays as it is."""
    delegation = Delegation.objects.select_for_update().select_related("absent", "deputy").get(pk=delegation.pk)
    if by.pk != delegation.deputy_id:
        _require_say(delegation.absent, by)
    if delegation.ended_at is not None or delegation.until < clock.today():
        raise WrongState(N_("这次代班已经结束。"), then=N_("请刷新页面查看。"))
    delegation.ended_at = clock.now()
    delegation.save(update_fields=["ended_at"])
    body = {"delegation": delegation.pk, "deputy": delegation.deputy_id}
    journal.append(kind=STREAM, key=delegation.absent_id, verb="end_delegation", by=by.pk, body=body)
    return delegation


def leads(by: Account, account: Account) -> bool:
    """Whether `by`, by a duty of their own, stands above everything that `account` does in casework.

    A station lead does where all of it is in their unit and none is a leader's; a leader where all of it lies in their
    place. Whoever leads a part only would lend out what they have no say over.
    """
    return account.pk in led_by(by, {account.pk})


def led_by(by: Account, accounts: set[int]) -> set[int]:
    """Which of these accounts `by` leads. One query."""
    above = _own(duties_of(by))
    found = {account: _own(duties) for account, duties in duties_of_many(accounts).items()}
    return {key for key, theirs in found.items() if theirs and any(_stands_above(mine, theirs) for mine in above)}


def _own_casework(account: Account) -> list[Held]:
    return _own(duties_of(account))


def _own(duties: Duties) -> list[Held]:
    return [d for d in duties.casework if d.on_behalf is None]


def _stands_above(mine: Held, theirs: list[Held]) -> bool:
    if mine.role == "station_lead":
        return all(d.unit == mine.unit and d.role != "leader" for d in theirs)
    return mine.role == "leader" and all(mine.covers(d) for d in theirs)


def _require_say(account: Account, by: Account) -> None:
    if by.pk != account.pk and not leads(by, account):
        raise NotAllowed(N_("您不能替这位同事安排代班。"), then=N_("由本人、本单位负责人或街道领导来安排。"))


def _require_other_deputy(account: Account, to: Account, by: Account) -> None:
    """Nobody takes a colleague's duties by themselves, but a leader those of people below: these they oversee anyway."""
    if to.pk != by.pk or by.pk == account.pk:
        return
    is_boss = any(d.role == "leader" for d in _own_casework(by))
    if not is_boss or any(d.role == "leader" for d in _own_casework(account)):
        raise NotAllowed(N_("不能安排自己代这位同事的班。"), then=N_("请由本人安排，或请街道领导来定。"))


def _check_period(since: date, until: date) -> None:
    most = int((rulepacks.entry("access", "leave") or {})["days"])
    if until < since or until < clock.today():
        raise Invalid(N_("结束的日子须不早于开始的日子，也不早于今天。"), then=N_("请核对日期。"))
    if since < clock.today():
        raise Invalid(N_("代班不能倒签：开始的日子已经过去。"), then=N_("请从今天或以后的日子开始。"))
    if (until - since).days + 1 > most:
        raise Invalid(N_("一次代班最长 %(most)s 天。"), then=N_("更长的离岗请办理案件移交，或到期后再续。"), most=most)


def _check_deputy(account: Account, to: Account) -> None:
    if to.pk == account.pk:
        raise Invalid(N_("不能由本人代自己。"), then=N_("请选择一位同事。"))
    if not _own_casework(account):
        raise Invalid(N_("这位同事现在没有可以代的职责。"), then=N_("系统、安全和审计管理的职责不能代。"))
    shared = _streets(duties_of(account)) & _streets(duties_of(to))
    if not shared:
        raise Invalid(N_("代班的人须在同一街道任职。"), then=N_("请从名单里选择。"))


def _check_chain(account: Account, to: Account, since: date, until: date) -> None:
    held = Delegation.objects.overlapping(since, until)
    if held.filter(absent=account).exists():
        raise WrongState(N_("这段时间已经安排了代班。"), then=N_("请先结束原来的安排，再重新安排。"))
    if held.filter(absent=to).exists():
        raise WrongState(N_("所选的同事这段时间自己也不在岗。"), then=N_("请换一位同事。"))
    if held.filter(deputy=account).exists():
        raise WrongState(N_("这位同事这段时间正代别人的班，不能再转给第三人。"), then=N_("请先把那一次代班改给别人。"))


def _streets(duties: Duties) -> frozenset[str]:
    return frozenset(d.street for d in duties.casework if d.on_behalf is None)


def _lock(account: Account, to: Account) -> tuple[Account, Account]:
    """Both rows in the order of their keys: two chains made at the same moment would each not see the other."""
    rows = {a.pk: a for a in Account.objects.select_for_update().filter(pk__in={account.pk, to.pk}).order_by("pk")}
    return rows[account.pk], rows[to.pk]
