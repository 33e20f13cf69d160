"""A case keeps the rules it was opened under, special rules come before general ones, a missing year is made good."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.ground.rulepacks.tests.factories import shipped
from hetang.record.cases.actions.clocks import pause_clock, recompute_clocks
from hetang.record.cases.binding import rules_of
from hetang.record.cases.clocks import start_clock
from hetang.record.cases.models import Case, CaseClock
from hetang.record.cases.recomputing import ask_recompute, recompute
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast

GONE = "judicial_confirmation"
APRIL = date(2026, 4, 1)
CHRISTMAS = datetime(2026, 12, 25, 10, tzinfo=MONDAY.tzinfo)


def day(text: str) -> datetime:
    """The end of a local day."""
    return datetime.fromisoformat(text).replace(tzinfo=MONDAY.tzinfo) + timedelta(days=1)


def load(name: str, version: int, effective_on: date, change: Any) -> None:
    """A further version of a shipped pack, with `change` made to its body."""
    document = shipped(name)
    body = {key: value for key, value in document.items() if key not in rulepacks.HEADER}
    rulepacks.load_pack(name=name, version=version, effective_on=effective_on, basis="本地规定", body=change(body))


def shorter(body: dict[str, Any]) -> dict[str, Any]:
    """Mediation in 20 days; the clock of a confirmation gone; a new clock."""
    kept = [e | {"amount": 20} if e["key"] == "mediation" else e for e in body["entries"] if e["key"] != GONE]
    fresh = next(e for e in body["entries"] if e["key"] == "archive") | {"key": "binding", "amount": 7}
    return body | {"entries": [*kept, fresh]}


def test_a_case_keeps_the_deadlines_it_was_opened_under(cast: Cast) -> None:
    old = factories.case(cast)
    load("deadlines", 2, APRIL, shorter)
    with clock.fixed_at(day("2026-04-06")):
        new = factories.case(cast, parties=[])
        assert (old.rules["deadlines"], new.rules["deadlines"]) == (1, 2)
        assert rules_of(old, "deadlines").version == 1
        mine, theirs = start_clock(old, "mediation"), start_clock(new, "mediation")
    assert (mine.pack_version, theirs.pack_version) == (1, 2)
    assert theirs.due_at < mine.due_at


def test_a_clock_that_the_version_lost_still_runs_for_old_cases_and_a_new_one_too(cast: Cast) -> None:
    old = factories.case(cast)
    load("deadlines", 2, APRIL, shorter)
    with clock.fixed_at(day("2026-04-06")):
        assert start_clock(old, GONE).pack_version == 1
        assert start_clock(old, "binding").pack_version == 2
        with pytest.raises(KeyError):
            start_clock(factories.case(cast, parties=[]), GONE)


def test_what_does_not_bind_is_todays(cast: Cast) -> None:
    old = factories.case(cast)
    assert rules_of(old, "terminations").version == rulepacks.pack("terminations").version
    assert set(old.rules) == {"archive_items", "deadlines"}


def test_a_medical_dispute_has_its_own_thirty_working_days(cast: Cast) -> None:
    case = factories.put(factories.case(cast, category="medical"), "in_progress", assignee=cast.mediator)
    running = start_clock(case, "mediation")
    assert (running.name, running.rule) == ("mediation", "mediation_medical")
    # Thirty working days from Monday 9 March, 清明 (4 to 6 April) left out: 21 April.
    assert running.due_at == day("2026-04-21")
    with pytest.raises(Exception, match="这个时限不能因为这个事由暂停"):
        pause_clock(running, reason="materials", by=cast.mediator)


def test_a_wage_dispute_counts_from_the_application_not_from_the_acceptance(cast: Cast) -> None:
    case = factories.case(cast, category="migrant_wages")
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        running = start_clock(case, "mediation")
    assert (running.started_at, running.rule) == (MONDAY, "mediation_labour")
    assert running.due_at == day("2026-03-24")


def test_after_a_reopening_it_counts_from_there(cast: Cast) -> None:
    case = factories.case(cast, category="migrant_wages")
    later = MONDAY + timedelta(days=60)
    with clock.fixed_at(later):
        case.reopened_at = later
        assert start_clock(case, "mediation").started_at == later


def with_2027(body: dict[str, Any]) -> dict[str, Any]:
    """The list of 2027 as it might be announced: 元旦 until Sunday the 3rd, made up on Sunday the 10th."""
    lists = {"holidays": ["2027-01-01", "2027-01-02", "2027-01-03"], "workdays": ["2027-01-10"]}
    return body | {"years": body["years"] | {"2027": lists}}


def provisional(cast: Cast) -> Case:
    with clock.fixed_at(CHRISTMAS):
        return factories.put(factories.case(cast), "closed", assignee=cast.mediator, clock_name="archive")


def test_a_deadline_in_an_unannounced_year_is_early_and_marked(cast: Cast) -> None:
    case = provisional(cast)
    running = case.clocks.get(stopped_at=None)
    assert running.is_provisional
    # Ten working days: four in December; then 2 January and on, every day but 元旦.
    assert running.due_at == day("2027-01-07")


def test_when_the_calendar_comes_the_deadline_is_put_right_and_told_once(cast: Cast) -> None:
    case = provisional(cast)
    load("calendars", 2, APRIL, with_2027)
    assert recompute_clocks() == 1
    running = case.clocks.get(stopped_at=None)
    # Four in December, then 4 to 8 January and the made-up Sunday the 10th.
    assert (running.due_at, running.is_provisional) == (day("2027-01-10"), False)
    assert Case.objects.get(pk=case.pk).due_at == running.due_at
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor) == ("recompute_clock", None)
    assert event.body == {
        "clock": "archive",
        "before": "2027-01-08T00:00:00+08:00",
        "due": "2027-01-11T00:00:00+08:00",
    }
    told = len(list(story("case", case.pk)))
    assert recompute_clocks() == 0
    assert len(list(story("case", case.pk))) == told


def test_a_calendar_that_was_taken_on_a_page_is_followed_by_a_job(cast: Cast) -> None:
    case = provisional(cast)
    load("calendars", 2, APRIL, with_2027)
    ask_recompute()
    asked = ProcrastinateJob.objects.get(task_name="recompute")
    assert asked.status == "todo"
    assert case.clocks.get(stopped_at=None).is_provisional, "the page does not wait for it"
    recompute.func(**asked.args)
    assert case.clocks.get(stopped_at=None).due_at == day("2027-01-10")


def test_a_clock_that_cannot_be_worked_out_does_not_stop_the_others(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = provisional(cast), provisional(cast)
    first.clocks.filter(stopped_at=None).update(rule="no_such_rule")
    load("calendars", 2, APRIL, with_2027)
    assert recompute_clocks() == 1
    assert second.clocks.get(stopped_at=None).due_at == day("2027-01-10")
    assert f"of case {first.pk} was not worked out" in caplog.text


def test_where_only_the_doubt_goes_nothing_is_told(cast: Cast) -> None:
    with clock.fixed_at(datetime(2026, 12, 31, 10, tzinfo=MONDAY.tzinfo)):
        case = factories.put(factories.case(cast), "in_progress", assignee=cast.mediator, clock_name="dispatch")
    assert case.clocks.get(stopped_at=None).due_at == day("2027-01-02")
    told = len(list(story("case", case.pk)))
    lists = {"holidays": ["2027-01-01"], "workdays": ["2027-01-02"]}
    load("calendars", 2, APRIL, lambda body: body | {"years": body["years"] | {"2027": lists}})
    assert recompute_clocks() == 0
    assert not CaseClock.objects.filter(is_provisional=True, stopped_at=None).exists()
    assert len(list(story("case", case.pk))) == told


def test_what_stands_still_waits_for_its_resumption(cast: Cast) -> None:
    with clock.fixed_at(CHRISTMAS):
        case = factories.put(factories.case(cast), "in_progress", assignee=cast.mediator, clock_name="mediation")
        running = case.clocks.get(stopped_at=None)
        pause_clock(running, reason="appraisal", by=cast.mediator)
    load("calendars", 2, APRIL, with_2027)
    assert recompute_clocks() == 0
