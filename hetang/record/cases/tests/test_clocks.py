"""Pausing, resuming, extending: what moves, what is told, and who is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.clocks import (
    ask_extension,
    grant_extension,
    keep_paused,
    pause_clock,
    refuse_extension,
    resume_clock,
)
from hetang.record.cases.clocks import stop_clock
from hetang.record.cases.models import Case, CaseClock, ClockExtension, Note
from hetang.record.cases.narrative import timeline
from hetang.record.cases.queries import parties_of
from hetang.record.cases.reckoning import reckon_clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

# Thirty days from 9 March: 8 April ends at midnight.
DUE = datetime(2026, 4, 9, tzinfo=MONDAY.tzinfo)
WORKERS = {"mediator", "lead"}
WHY = "对方出差，双方同意下月再谈"


@pytest.fixture
def running(cast: Cast) -> CaseClock:
    """The mediation clock of a case in the mediator's hand."""
    found = factories.in_hand(cast).clocks.get(name="mediation", stopped_at=None)
    assert found.due_at == DUE
    return found


def fresh(row: CaseClock) -> CaseClock:
    return CaseClock.objects.select_related("case").get(pk=row.pk)


def last(case: Case) -> tuple[str, dict[str, Any]]:
    event = list(story("case", case.pk))[-1]
    return event.verb, {k: v for k, v in event.body.items() if k != "note"}


def later(days: float) -> Any:
    return clock.fixed_at(MONDAY + timedelta(days=days))


def asked(running: CaseClock, cast: Cast, amount: int = 10) -> ClockExtension:
    return ask_extension(running, amount=amount, note=WHY, consent=True, by=cast.mediator)


def test_a_paused_clock_rings_on_the_day_of_its_review_and_is_told_with_its_reason(
    cast: Cast, running: CaseClock
) -> None:
    with later(2):
        pause_clock(running, reason="appraisal", note="送鉴定", by=cast.mediator)
    kept = fresh(running)
    assert (kept.paused_at, kept.due_at, kept.case.due_at) == (MONDAY + timedelta(days=2), DUE, kept.review_at)
    # Ten days on is a Saturday: the review may wait for the end of the Monday after.
    assert kept.review_at == datetime(2026, 3, 24, tzinfo=MONDAY.tzinfo)
    assert last(kept.case) == ("pause_clock", {"clock": "mediation", "pause_reason": "appraisal"})
    assert Note.objects.get(case=kept.case).text == "送鉴定"


def test_a_pause_is_looked_at_and_kept_on_with_a_reason(cast: Cast, running: CaseClock) -> None:
    with refused(WrongState, "这个时限没有暂停。"):
        keep_paused(running, note="还在鉴定", by=cast.mediator)
    pause_clock(running, reason="appraisal", by=cast.mediator)
    first = fresh(running).review_at
    assert first is not None
    with clock.fixed_at(first):
        with refused(Invalid, "还没有写为什么继续暂停。"):
            keep_paused(running, note=" ", by=cast.mediator)
        with refused(NotAllowed, "您不能调整这件案件的时限。"):
            keep_paused(running, note="还在鉴定", by=cast.colleague)
        keep_paused(running, note="还在鉴定", by=cast.lead)
    kept = fresh(running)
    assert kept.review_at is not None and kept.review_at > first
    assert (kept.paused_at, kept.case.due_at) == (MONDAY, kept.review_at)
    resume_clock(running, by=cast.mediator)
    assert fresh(running).review_at is None


def test_another_clock_still_rings_while_one_stands_still(cast: Cast, running: CaseClock) -> None:
    other = factories.start_clock(running.case, "follow_up")
    pause_clock(running, reason="appraisal", by=cast.mediator)
    assert fresh(running).case.due_at == other.due_at


def test_resuming_gives_back_the_days_that_stood_still(cast: Cast, running: CaseClock) -> None:
    with later(2):
        pause_clock(running, reason="appraisal", by=cast.mediator)
    with later(9):
        resume_clock(running, by=cast.lead)
    kept = fresh(running)
    # Seven days more: 15 April.
    assert kept.due_at == kept.case.due_at == DUE + timedelta(days=7)
    assert kept.paused_at is None
    assert last(kept.case) == (
        "resume_clock",
        {"clock": "mediation", "due": timezone.localtime(kept.due_at).isoformat()},
    )
    assert reckon_clock(kept).due_at == kept.due_at


def test_a_clock_may_be_paused_again(cast: Cast, running: CaseClock) -> None:
    for day, reason in ((2, "appraisal"), (10, "materials")):
        with later(day):
            pause_clock(running, reason=reason, by=cast.mediator)
        with later(day + 3):
            resume_clock(running, by=cast.mediator)
    assert fresh(running).due_at == DUE + timedelta(days=6)
    assert list(running.pauses.order_by("since").values_list("reason", flat=True)) == ["appraisal", "materials"]


def test_an_extension_is_asked_for_then_granted_and_the_person_told(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    assert fresh(running).due_at == DUE, "until it is decided, nothing moves"
    assert last(running.case) == ("ask_extension", {"clock": "mediation", "period": [10, "days"]})
    with later(1):
        grant_extension(request, contact="call", by=cast.lead)
    kept = fresh(running)
    # Ten days after 8 April is Saturday the 18th, which rolls to Monday the 20th.
    assert kept.due_at == kept.case.due_at == datetime(2026, 4, 21, tzinfo=MONDAY.tzinfo)
    request.refresh_from_db()
    assert (request.granted, request.decided_by) == (True, cast.lead)
    told = {
        "clock": "mediation",
        "period": [10, "days"],
        "due": timezone.localtime(kept.due_at).isoformat(),
        "contact": "call",
    }
    assert last(kept.case) == ("grant_extension", told)


@pytest.mark.parametrize(("said", "told"), [("", "WHY"), ("鉴定要等到月底", "鉴定要等到月底")])
def test_the_record_keeps_the_reason_that_the_person_was_told(
    cast: Cast, running: CaseClock, said: str, told: str
) -> None:
    grant_extension(asked(running, cast), contact="call", note=said, by=cast.lead)
    entry = timeline(running.case, parties_of(running.case))[-1]
    assert entry.detail == (WHY if told == "WHY" else told)
    assert "理由已告知诉求人（" in entry.text and "4月20日 24:00" in entry.text


def test_what_is_refused_leaves_the_deadline_and_may_be_asked_again(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    refuse_extension(request, note="理由不足", by=cast.lead)
    kept = fresh(running)
    assert kept.due_at == DUE
    assert last(kept.case) == ("refuse_extension", {"clock": "mediation"})
    assert asked(running, cast).granted is None


Verb = Callable[[CaseClock, Any], object]
VERBS: dict[str, Verb] = {
    "pause": lambda c, by: pause_clock(c, reason="appraisal", by=by),
    "resume": lambda c, by: resume_clock(c, by=by),
    "ask": lambda c, by: ask_extension(c, amount=5, note=WHY, consent=True, by=by),
}
DECISIONS: dict[str, Callable[[ClockExtension, Any], object]] = {
    "grant": lambda e, by: grant_extension(e, contact="call", by=by),
    "refuse": lambda e, by: refuse_extension(e, note="不同意", by=by),
}


@pytest.mark.parametrize("verb", VERBS)
def test_only_the_handler_and_the_station_may_touch_a_clock(cast: Cast, running: CaseClock, verb: str) -> None:
    for part, account in cast.everybody().items():
        if part not in WORKERS:
            with refused(NotAllowed, "您不能调整这件案件的时限。"):
                VERBS[verb](running, account)


@pytest.mark.parametrize("decision", DECISIONS)
def test_only_the_station_decides_on_more_time(cast: Cast, running: CaseClock, decision: str) -> None:
    request = asked(running, cast)
    for part, account in cast.everybody().items():
        if part != "lead":
            with refused(NotAllowed, "您不能决定这件案件的时限延长。"):
                DECISIONS[decision](request, account)


def test_only_reasons_that_the_rule_knows_stop_it(cast: Cast, running: CaseClock) -> None:
    for reason in ("hearing", "holiday", ""):
        with refused(Invalid, "这个时限不能因为这个事由暂停。"):
            pause_clock(running, reason=reason, by=cast.mediator)
    archive = factories.start_clock(running.case, "archive")
    with refused(Invalid, "这个时限不能因为这个事由暂停。"):
        pause_clock(archive, reason="appraisal", by=cast.mediator)


def test_what_stands_still_is_not_paused_again_nor_extended(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    pause_clock(running, reason="appraisal", by=cast.mediator)
    for act in (
        lambda: pause_clock(running, reason="materials", by=cast.mediator),
        lambda: asked(running, cast),
        lambda: grant_extension(request, contact="call", by=cast.lead),
    ):
        with refused(WrongState, "这个时限正在暂停。"):
            act()


def test_what_runs_is_not_resumed(cast: Cast, running: CaseClock) -> None:
    with refused(WrongState, "这个时限没有暂停。"):
        resume_clock(running, by=cast.mediator)


@pytest.mark.parametrize("verb", VERBS)
def test_a_stopped_clock_stays_as_it_is(cast: Cast, running: CaseClock, verb: str) -> None:
    stop_clock(running.case, "mediation")
    with refused(WrongState, "这个时限已经停止。"):
        VERBS[verb](running, cast.mediator)


def test_when_it_is_over_it_is_neither_paused_nor_extended(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    with clock.fixed_at(DUE):
        with refused(WrongState, "时限已经届满，不能再暂停。"):
            pause_clock(running, reason="appraisal", by=cast.mediator)
        with refused(WrongState, "时限已经届满，不能再延长。"):
            grant_extension(request, contact="call", by=cast.lead)
        refuse_extension(request, note="已过期", by=cast.lead)
        with refused(WrongState, "时限已经届满，不能再申请延长。"):
            asked(running, cast)
    with clock.fixed_at(DUE - timedelta(minutes=1)):
        pause_clock(running, reason="appraisal", by=cast.mediator)


def test_more_time_needs_a_reason_both_sides_and_a_measure(cast: Cast, running: CaseClock) -> None:
    with refused(Missing, "还不能申请延长。"):
        ask_extension(running, amount=10, note=WHY, by=cast.mediator)
    with refused(Invalid, "还没有写延长的理由。"):
        ask_extension(running, amount=10, note="  ", consent=True, by=cast.mediator)
    for amount in (0, 31):
        with refused(Invalid, "延长的时间应当在 1 到 %(most)s 之间。"):
            asked(running, cast, amount)


def test_more_time_is_given_once(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    with refused(WrongState, "已有一份延长申请在等待批准。"):
        asked(running, cast)
    grant_extension(request, contact="visit", by=cast.lead)
    with refused(Invalid, "这个时限最多延长 %(times)s 次，已经用完。"):
        asked(running, cast)
    for decide in DECISIONS.values():
        with refused(WrongState, "这份延长申请已经有决定了。"):
            decide(request, cast.lead)


def test_a_deadline_without_terms_is_not_extended(cast: Cast, running: CaseClock) -> None:
    archive = factories.start_clock(running.case, "archive")
    with refused(Invalid, "这个时限依规定不能延长。"):
        asked(archive, cast)


def test_nobody_is_kept_in_the_dark(cast: Cast, running: CaseClock) -> None:
    request = asked(running, cast)
    for contact in ("", "dream"):
        with refused(Invalid, "还没有写怎样告知诉求人。"):
            grant_extension(request, contact=contact, by=cast.lead)
    with refused(Invalid, "还没有写不批准的理由。"):
        refuse_extension(request, note=" ", by=cast.lead)
