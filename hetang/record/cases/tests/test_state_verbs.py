"""Report done, close, reopen, void: what they change, and who is refused."""

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.state import close_case, reopen_case, resolve_case, void_case
from hetang.record.cases.lifecycle import CASE
from hetang.record.cases.models import Case, Note
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

HANGZHOU = timezone(timedelta(hours=8))
FACTS = "hetang.record.cases.tests.factories"
VERBS: dict[str, Callable[..., Case]] = {
    "resolve": resolve_case,
    "close": close_case,
    "reopen": reopen_case,
    "void": void_case,
}
RIGHT = {"resolve": "mediator", "close": "lead", "reopen": "lead", "void": "lead"}
WRONG_STATE = "现在是“%(state)s”，不能“%(verb)s”。"


@pytest.fixture(autouse=True)
def _facts(settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(CASE.needs, f"{FACTS}.met")


def case_for(cast: Cast, verb: str) -> Case:
    """A case from which `verb` may be done."""
    state = CASE.move(verb).from_states[0]
    return factories.put(factories.case(cast), state, assignee=cast.mediator, clock_name="mediation")


def running(case: Case) -> dict[str, datetime]:
    return dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))


def last(case: Case) -> tuple[str, int | None, str]:
    event = list(story("case", case.pk))[-1]
    return event.verb, event.actor, Note.objects.get(pk=event.body["note"]).text if "note" in event.body else ""


def test_reporting_done_starts_the_follow_up_clock(cast: Cast) -> None:
    case = resolve_case(case_for(cast, "resolve"), note=" 已付清 ", by=cast.mediator)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.resolved_at, kept.assignee, kept.is_open) == ("resolved", MONDAY, cast.mediator, True)
    # Two days: Wednesday ends at midnight.
    assert running(kept) == {"follow_up": datetime(2026, 3, 12, tzinfo=HANGZHOU)}
    assert kept.due_at == datetime(2026, 3, 12, tzinfo=HANGZHOU)
    assert last(kept) == ("resolve", cast.mediator.pk, "已付清")


def test_closing_starts_the_archive_clock(cast: Cast) -> None:
    kept = Case.objects.get(pk=close_case(case_for(cast, "close"), by=cast.lead).pk)
    assert (kept.state, kept.is_open) == ("closed", False)
    # Ten working days from Monday the 9th: the 23rd ends at midnight.
    assert running(kept) == {"archive": datetime(2026, 3, 24, tzinfo=HANGZHOU)}
    assert last(kept) == ("close", cast.lead.pk, "")


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_reopening_gives_the_case_back_to_its_handler_and_starts_the_clock_anew(cast: Cast, state: str) -> None:
    case = factories.put(factories.case(cast), state, assignee=cast.mediator, clock_name="archive")
    case.resolved_at = MONDAY
    case.save()
    kept = Case.objects.get(pk=reopen_case(case, note="又堆上了", by=cast.lead).pk)
    assert (kept.state, kept.resolved_at, kept.reopened_at, kept.assignee) == (
        "in_progress",
        None,
        MONDAY,
        cast.mediator,
    )
    # Thirty days from 9 March: 8 April ends at midnight.
    assert running(kept) == {"mediation": datetime(2026, 4, 9, tzinfo=HANGZHOU)}
    assert last(kept) == ("reopen", cast.lead.pk, "又堆上了")


@pytest.mark.parametrize("state", CASE.move("void").from_states)
def test_voiding_stops_every_clock_and_deletes_nothing(cast: Cast, state: str) -> None:
    case = factories.put(factories.case(cast), state, assignee=cast.mediator, clock_name="mediation")
    kept = Case.objects.get(pk=void_case(case, note="重复登记", by=cast.lead).pk)
    assert (kept.state, kept.due_at, running(kept)) == ("voided", None, {})
    assert kept.parties.count() == 2
    assert kept.clocks.filter(stopped_at=MONDAY).exists()
    assert last(kept) == ("void", cast.lead.pk, "重复登记")


@pytest.mark.parametrize("verb", VERBS)
def test_everybody_else_is_refused(cast: Cast, verb: str) -> None:
    case = case_for(cast, verb)
    for part, account in cast.everybody().items():
        if part != RIGHT[verb]:
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                VERBS[verb](case, note="试试", by=account)


@pytest.mark.parametrize("verb", VERBS)
def test_from_every_other_state_it_is_refused(cast: Cast, verb: str) -> None:
    case = factories.case(cast)
    for state in set(CASE.states) - set(CASE.move(verb).from_states):
        case = factories.put(case, state, assignee=cast.mediator)
        with refused(WrongState, WRONG_STATE):
            VERBS[verb](case, note="试试", by=getattr(cast, RIGHT[verb]))


@pytest.mark.parametrize(
    ("verb", "need"), [(move.verb, need) for move in CASE.moves if move.verb in VERBS for need in move.needs]
)
def test_without_what_it_needs_it_is_refused(cast: Cast, verb: str, need: str, settings: Any) -> None:
    settings.CASE_FACTS = {**settings.CASE_FACTS, need: f"{FACTS}.unmet"}
    case = case_for(cast, verb)
    with refused(Missing, "还不能“%(verb)s”。"):
        VERBS[verb](case, note="试试", by=getattr(cast, RIGHT[verb]))


@pytest.mark.parametrize("verb", ["reopen", "void"])
@pytest.mark.parametrize("note", ["", "  \n"])
def test_without_a_reason_it_is_refused(cast: Cast, verb: str, note: str) -> None:
    case = case_for(cast, verb)
    with refused(Invalid, "还没有写原因。"):
        VERBS[verb](case, note=note, by=cast.lead)


def test_a_stale_object_does_not_decide(cast: Cast) -> None:
    """The row is read afresh under its lock: what a page saw a minute ago counts for nothing."""
    stale = case_for(cast, "close")
    void_case(factories.put(Case.objects.get(pk=stale.pk), "registered"), note="重复", by=cast.lead)
    with refused(WrongState, WRONG_STATE):
        close_case(stale, by=cast.lead)
