"""Copied cases are like those that the real actions made: same tables, same rules, a journal that verifies."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import override_settings

from hetang.config.demo.year import make_year
from hetang.config.loading.folder import load_folder
from hetang.config.loading.tests.conftest import SHANGTANG
from hetang.ground.journal import api as journal
from hetang.ground.journal.api import Event, story
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import STREAM, Case, CaseClock, parties_of, timeline
from hetang.record.followup.api import Obligation
from hetang.services.mediation.models import Attempt
from tests.performance.million import rules
from tests.performance.million.making import make_million
from tests.performance.million.mould import Maker
from tests.performance.million.rules import CannotCopyError
from tests.performance.million.shape import BY_HOUR, Plan, draw, times_of
from tests.performance.million.stories import Story, columns, read_stories, told_of
from tests.performance.million.streets import lay_out
from tests.performance.verbs import Office

ZONE = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 23, 9, tzinfo=ZONE)
ORIGINALS, CASES, STREETS = 70, 300, 3


@pytest.fixture(scope="module", autouse=True)
def originals(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[set[int]]:
    """The keys of the played cases; beside them stand their copies, `CASES` in all."""
    home = tmp_path_factory.mktemp("home")
    with override_settings(DEMO=True, HETANG_HOME=home), django_db_blocker.unblock(), transaction.atomic():
        load_folder(SHANGTANG)
        make_year(SHANGTANG, count=ORIGINALS, seed=1788, until=UNTIL)
        played = set(Case.objects.values_list("pk", flat=True))
        make_million(SHANGTANG, cases=CASES, streets=STREETS, until=UNTIL, workers=1, seed=1, say=lambda line: None)
        yield played
        transaction.set_rollback(True)


def copies(played: set[int]) -> list[Story]:
    return [each for each in read_stories() if each.case["id"] not in played]


def test_there_are_as_many_as_asked_for_in_every_street(originals: set[int]) -> None:
    assert Case.objects.count() == CASES
    assert Case.objects.values("street").distinct().count() == STREETS
    assert Case.objects.values("number").distinct().count() == Case.objects.values("code").distinct().count() == CASES


def test_the_journal_verifies_and_every_event_has_one_position() -> None:
    assert list(journal.verify()) == []
    assert {lag.events for lag in journal.lag().values()} == {0}
    assert journal.sequence_new() == 0


def test_figures_counted_equal_figures_folded() -> None:
    assert journal.rebuild("figures").is_same


def test_the_same_tables_are_filled_as_by_the_actions(originals: set[int]) -> None:
    every = read_stories()
    filled: list[set[str]] = [set(), set()]
    for each in every:
        filled[each.case["id"] in originals] |= {m._meta.label for m, rows in each.rows.items() if rows}
    assert filled[0] == filled[1]


def test_a_copy_breaks_no_rule_that_its_original_keeps(originals: set[int]) -> None:
    found: list[set[tuple[str, str]]] = [set(), set()]
    for each in read_stories():
        for model, rows in each.rows.items():
            for row in rows:
                try:
                    model(**row).clean_fields(exclude=[f.name for f in columns(model) if f.remote_field])
                except ValidationError as error:
                    found[each.case["id"] in originals] |= {(model._meta.label, name) for name in error.message_dict}
    assert found[0] <= found[1]


def test_a_copy_points_at_its_own_rows() -> None:
    for promise in Obligation.objects.select_related("debtor", "creditor"):
        assert {promise.debtor.case_id, promise.creditor.case_id} == {promise.case_id}
    for attempt in Attempt.objects.select_related("party", "mediation"):
        assert attempt.party.case_id == attempt.mediation.case_id


def test_the_story_of_a_copy_can_be_read(originals: set[int]) -> None:
    for case in Case.objects.exclude(pk__in=originals).select_related("unit")[:60]:
        assert case.unit.code.startswith(case.number[:2])
        assert all(entry.text for entry in timeline(case, parties_of(case)))


def test_time_runs_forward_and_ends_today(originals: set[int]) -> None:
    assert Event.objects.filter(stream_kind=STREAM, at__gt=UNTIL).count() == 0
    for each in copies(originals):
        moments = [event["at"] for event in each.events]
        assert moments == sorted(moments)
        assert moments[0] == each.case["registered_at"]


def test_deadlines_follow_the_rules_and_the_next_alarm_is_the_first_of_them() -> None:
    for running in CaseClock.objects.filter(name="dispatch")[:50]:
        assert running.due_at == rulepacks.deadline("dispatch", running.started_at)
    for case in Case.objects.filter(is_open=True):
        ends = [running.due_at for running in case.clocks.filter(stopped_at=None)]
        assert case.due_at == min(ends, default=None)


def test_names_and_numbers_are_others(originals: set[int]) -> None:
    names = Counter(party.person.name for case in Case.objects.all() for party in parties_of(case))
    assert len(names) > ORIGINALS
    for each in copies(originals)[:50]:
        case = Case.objects.get(pk=each.case["id"])
        applicant = parties_of(case)[0].person
        assert applicant.phone == "" or applicant.phone.startswith("160")


def test_real_work_goes_on_behind_them() -> None:
    last = Case.objects.filter(number__startswith="ST2026-").order_by("-id").first()
    assert last is not None
    with clock.fixed_at(UNTIL):
        fresh = Office.open().register(1)
    assert int(fresh.number[-5:]) > max(
        int(number[-5:])
        for number in Case.objects.exclude(pk=fresh.pk)
        .filter(number__startswith="ST2026-")
        .values_list("number", flat=True)
    )
    assert [event.verb for event in story(STREAM, fresh.pk)] == ["register"]


def test_what_has_no_rule_stops_the_copying(monkeypatch: pytest.MonkeyPatch) -> None:
    first, kinds = lay_out(1)[0], told_of()
    settled = next(each for each in read_stories() if any(e["verb"] == "pay" for e in each.events))
    Maker(settled, first, kinds).make()
    monkeypatch.setattr(rules, "BODY_KEYS", {k: v for k, v in rules.BODY_KEYS.items() if k != "obligation"})
    with pytest.raises(CannotCopyError, match="BODY_KEYS"):
        Maker(settled, first, kinds).make()
    monkeypatch.undo()
    monkeypatch.setattr(rules, "UNIQUE", {})
    with pytest.raises(CannotCopyError, match="UNIQUE"):
        Maker(settled, first, kinds).make()


def test_the_load_has_the_shape_of_a_citys_hotline() -> None:
    plan = _planned(40_000)
    hours = Counter(second // 3600 % 24 for second in plan.second)
    assert BY_HOUR[10] / sum(BY_HOUR) == pytest.approx(0.11, abs=0.002)
    # So few originals leave little choice: some calls must come before their next step. With a thousand it is 11.2 %.
    assert 0.095 < hours[10] / len(plan) < 0.17
    assert hours.most_common(1)[0][0] == 10
    days = Counter(second // 86_400 for second in plan.second)
    weekday = {day: (plan.origin.weekday() + day) % 7 for day in days}
    weekend = [n for day, n in days.items() if weekday[day] >= 5]
    working = [n for day, n in days.items() if weekday[day] < 5]
    assert 0.6 < (sum(weekend) / len(weekend)) / (sum(working) / len(working)) < 0.85
    assert 0.27 < Counter(plan.street).most_common(1)[0][1] / len(plan) < 0.4


def _planned(count: int) -> Plan:
    stories = [each for each in read_stories() if each.case["number"].startswith("ST2026-")][:ORIGINALS]
    return draw(
        stories,
        [times_of(each, lambda moment: moment.astimezone(ZONE)) for each in stories],
        count=count,
        until=UNTIL,
        streets=12,
        is_working_day=lambda moment: rulepacks.calendar().is_working_day(moment.date()),
        first_numbers={},
        seed=3,
    )
