"""Pausing, resuming and extending a deadline: never silently, only on grounds that the clock's own rule knows."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock as time
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, Refused, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.clocks import planned_clock, set_next_alarm
from hetang.record.cases.models import Case, CaseClock, ClockExtension, ClockPause
from hetang.record.cases.queries import running_clocks
from hetang.record.cases.reckoning import reckon_clock, rule_of
from hetang.record.cases.writing import STREAM, lock, tell

log = logging.getLogger(__name__)
# How the person who asked for help was told of an extension.
CONTACTS = ("call", "visit", "message")


@transaction.atomic
def pause_clock(running: CaseClock, *, reason: str, note: str = "", by: Account) -> CaseClock:
    """Let the clock stand still for a reason that its rule allows (pack `pause_reasons`)."""
    case, running = _lock(running)
    access.require_clock_work(by, case)
    _must_run(running)
    if reason not in rule_of(running).pauses:
        raise Invalid(N_("这个时限不能因为这个事由暂停。"), then=N_("请从列出的事由中选择；都不适用的，时限照常计算。"))
    _must_not_be_over(running, N_("时限已经届满，不能再暂停。"))
    now = time.now()
    running.paused_at, running.review_at = now, _review_from(now)
    running.save(update_fields=["paused_at", "review_at"])
    ClockPause.objects.create(clock=running, reason=reason, since=now)
    set_next_alarm(case)
    tell(case, "pause_clock", by=by, note=note, body={"clock": running.rule, "pause_reason": reason})
    return running


@transaction.atomic
def resume_clock(running: CaseClock, *, note: str = "", by: Account) -> CaseClock:
    """Let the clock run on; its deadline moves by what it stood still."""
    case, running = _lock(running)
    access.require_clock_work(by, case)
    _must_not_be_stopped(running)
    if running.paused_at is None:
        raise WrongState(N_("这个时限没有暂停。"), then=N_("请刷新页面查看；可能已有人恢复。"))
    running.pauses.filter(until=None).update(until=time.now())
    running.paused_at = running.review_at = None
    _reckon(case, running, "paused_at", "review_at")
    tell(case, "resume_clock", by=by, note=note, body={"clock": running.rule, "due": _said(running.due_at)})
    return running


@transaction.atomic
def keep_paused(running: CaseClock, *, note: str, by: Account) -> CaseClock:
    """Somebody looked at the pause and says why it must go on: it rings again after another review time."""
    case, running = _lock(running)
    access.require_clock_work(by, case)
    _must_not_be_stopped(running)
    if running.paused_at is None:
        raise WrongState(N_("这个时限没有暂停。"), then=N_("请刷新页面查看；可能已有人恢复。"))
    if not note.strip():
        raise Invalid(N_("还没有写为什么继续暂停。"), then=N_("请写一句理由，它会留在办理经过里。"))
    running.review_at = _review_from(time.now())
    running.save(update_fields=["review_at"])
    set_next_alarm(case)
    tell(case, "keep_paused", by=by, note=note, body={"clock": running.rule, "due": _said(running.review_at)})
    return running


def _review_from(now: datetime) -> datetime:
    """When a pause is looked at again (pack `dispatch`)."""
    return rulepacks.reckoned(rulepacks.period_rule("dispatch", "pause_review").rule, now).due_at


@transaction.atomic
def ask_extension(running: CaseClock, *, amount: int, note: str, consent: bool = False, by: Account) -> ClockExtension:
    """Ask for more time before the clock has run out; the station decides. `amount` in the unit of the rule."""
    case, running = _lock(running)
    access.require_clock_work(by, case)
    _must_run(running)
    _must_not_be_over(running, N_("时限已经届满，不能再申请延长。"))
    terms = rule_of(running).terms
    if terms is None:
        raise Invalid(N_("这个时限依规定不能延长。"), then=N_("请在时限内办结；确有困难的，请报告驿站负责人。"))
    if running.extensions.filter(granted=None).exists():
        raise WrongState(N_("已有一份延长申请在等待批准。"), then=N_("请等驿站负责人决定。"))
    if running.extensions.filter(granted=True).count() >= terms.times:
        raise Invalid(N_("这个时限最多延长 %(times)s 次，已经用完。"), times=terms.times)
    if not 1 <= amount <= terms.longest.amount:
        raise Invalid(N_("延长的时间应当在 1 到 %(most)s 之间。"), most=terms.longest.amount)
    if not note.strip():
        raise Invalid(N_("还没有写延长的理由。"), then=N_("请写一句理由，它会留在办理经过里，也用来告知诉求人。"))
    if terms.consent and not consent:
        raise Missing(N_("还不能申请延长。"), needs=[N_("双方当事人都同意延长")])
    asked = ClockExtension.objects.create(
        clock=running, amount=amount, unit=terms.longest.unit, consent=consent, asked_by=by, asked_at=time.now()
    )
    tell(case, "ask_extension", by=by, note=note, body={"clock": running.rule, "period": [amount, asked.unit]})
    return asked


@transaction.atomic
def grant_extension(asked: ClockExtension, *, contact: str, note: str = "", by: Account) -> ClockExtension:
    """The station grants it before the clock has run out and says how the person was told; the deadline moves.

    `note`: the reason as the person was told it, that of the request where nothing else is written. The event carries
    it with the new deadline: the reason is theirs to know.
    """
    case, running, asked = _lock_request(asked)
    access.require_clock_decision(by, case)
    _must_be_open(asked)
    _must_run(running)
    _must_not_be_over(running, N_("时限已经届满，不能再延长。"))
    if contact not in CONTACTS:
        raise Invalid(N_("还没有写怎样告知诉求人。"), then=N_("延长时限须告知诉求人和理由，请告知后选择方式。"))
    _decide(asked, granted=True, by=by)
    _reckon(case, running)
    told = {"clock": running.rule, "period": [asked.amount, asked.unit], "due": _said(running.due_at)}
    reason = {} if note.strip() else _reason_asked(case, running)
    tell(case, "grant_extension", by=by, note=note, body={**told, **reason, "contact": contact})
    return asked


def _reason_asked(case: Case, running: CaseClock) -> dict[str, int]:
    """The note of the last request for more time of this clock, as an event's body names it."""
    requests = journal.story(STREAM, case.pk).filter(verb="ask_extension").order_by("-seq")
    last = next((e for e in requests if e.body.get("clock") == running.rule and "note" in e.body), None)
    return {"note": last.body["note"]} if last is not None else {}


@transaction.atomic
def refuse_extension(asked: ClockExtension, *, note: str, by: Account) -> ClockExtension:
    """The station does not grant it, saying why; the deadline stays. It may still be refused after it has passed."""
    case, running, asked = _lock_request(asked)
    access.require_clock_decision(by, case)
    _must_be_open(asked)
    if not note.strip():
        raise Invalid(N_("还没有写不批准的理由。"), then=N_("请写一句理由，它会留在办理经过里。"))
    _decide(asked, granted=False, by=by)
    tell(case, "refuse_extension", by=by, note=note, body={"clock": running.rule})
    return asked


def recompute_clocks() -> int:
    """Work out every running deadline again, after a calendar was loaded; how many moved, one event each.

    A case at a time, each in its own transaction: people go on working meanwhile. What stands still is worked out
    when it is resumed.
    """
    running = CaseClock.objects.filter(stopped_at=None, paused_at=None)
    rows = running.prefetch_related("pauses", "extensions").order_by("pk").iterator(chunk_size=500)
    return sum(_recompute_alone(row) for row in rows)


def _recompute_alone(running: CaseClock) -> bool:
    """One clock; where it cannot be worked out the others still are, and the log says which it was."""
    try:
        return _differs(running) and _recompute(running)
    except (Refused, LookupError):
        log.exception("clock %s of case %s was not worked out again", running.pk, running.case_id)
        return False


def _differs(running: CaseClock) -> bool:
    found = reckon_clock(running)
    return (found.due_at, found.is_provisional) != (running.due_at, running.is_provisional)


@transaction.atomic
def _recompute(running: CaseClock) -> bool:
    # A closed case's clock for the archive runs on, and is moved by nobody's wish.
    case, running = _lock(running, moving=True)
    if running.stopped_at or running.paused_at or not _differs(running):
        return False
    before = running.due_at
    _reckon(case, running)
    if running.due_at == before:
        return False  # only the doubt is gone
    body = {"clock": running.rule, "before": _said(before), "due": _said(running.due_at)}
    tell(case, "recompute_clock", by=None, body=body)
    return True


def apply_category(case: Case, *, by: Account) -> None:
    """After a category was put right: the running clocks run by the rules of the right one, from the same start.

    Where the right rule counts from the registration, from there. What depends on the category in rooms above follows
    (settings.CATEGORY_CORRECTED). Inside the correction's transaction.
    """
    for running in running_clocks(case):
        planned = planned_clock(case, running.name)
        if planned.rule == running.rule:
            continue
        before, running.rule, running.pack_version = running.due_at, planned.rule, planned.pack_version
        running.started_at = min(running.started_at, planned.started_at)
        _reckon(case, running, "rule", "pack_version", "started_at")
        body = {"clock": running.rule, "before": _said(before), "due": _said(running.due_at)}
        tell(case, "change_clock_rule", by=by, body=body)
    for path in settings.CATEGORY_CORRECTED:
        import_string(path)(case, by=by)


def _reckon(case: Case, running: CaseClock, *changed: str) -> None:
    """Write the clock's deadline and the case's next alarm anew."""
    found = reckon_clock(running)
    running.due_at, running.is_provisional = found.due_at, found.is_provisional
    running.save(update_fields=["due_at", "is_provisional", *changed])
    set_next_alarm(case)


def _said(moment: datetime) -> str:
    """A moment as events keep it: in local time, whichever zone it was read in."""
    return timezone.localtime(moment).isoformat()


def _decide(asked: ClockExtension, *, granted: bool, by: Account) -> None:
    asked.granted, asked.decided_by, asked.decided_at = granted, by, time.now()
    asked.save(update_fields=["granted", "decided_by", "decided_at"])


def _lock(running: CaseClock, *, moving: bool = False) -> tuple[Case, CaseClock]:
    """The case's row locked, and the clock read afresh under it."""
    case = lock(running.case, moving=moving)
    return case, CaseClock.objects.get(pk=running.pk)


def _lock_request(asked: ClockExtension) -> tuple[Case, CaseClock, ClockExtension]:
    case, running = _lock(asked.clock)
    return case, running, ClockExtension.objects.get(pk=asked.pk)


def _must_not_be_stopped(running: CaseClock) -> None:
    if running.stopped_at is not None:
        raise WrongState(N_("这个时限已经停止。"), then=N_("请刷新页面查看案件的最新进展。"))


def _must_run(running: CaseClock) -> None:
    _must_not_be_stopped(running)
    if running.paused_at is not None:
        raise WrongState(N_("这个时限正在暂停。"), then=N_("请先恢复计时。"))


def _must_not_be_over(running: CaseClock, what: str) -> None:
    if time.now() >= running.due_at:
        raise WrongState(what, then=N_("请尽快办结，并向驿站负责人说明逾期的原因。"))


def _must_be_open(asked: ClockExtension) -> None:
    if asked.granted is not None:
        raise WrongState(N_("这份延长申请已经有决定了。"), then=N_("请刷新页面查看。"))
