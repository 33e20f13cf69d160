"""The generated year: every state, honest ends, told in the order of time by those who may, the same from one seed."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import override_settings
from django.utils import timezone

from hetang.commons.accounts.api import Account, Duty
from hetang.config.demo.plots import FEWEST
from hetang.config.demo.year import PlayError, make_year
from hetang.config.loading.folder import load_folder
from hetang.config.loading.tests.conftest import SHANGTANG
from hetang.flow.archive.api import CaseFile
from hetang.ground.journal.api import Event, lag, story, verify
from hetang.ground.lib import clock
from hetang.record.cases.api import CASE, Case, parties_of, timeline
from hetang.record.followup.api import OBLIGATION_STATES, Obligation
from hetang.services.mediation.api import Mediation

UNTIL = datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
COUNT, SEED = 120, 1788


@pytest.fixture(scope="module", autouse=True)
def first_telling(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[tuple[Any, ...]]]:
    """The year is told, taken back and told again; all tests see the second telling, and this is the first."""
    home = tmp_path_factory.mktemp("home")
    with override_settings(DEMO=True, HETANG_HOME=home), django_db_blocker.unblock(), transaction.atomic():
        load_folder(SHANGTANG)
        with transaction.atomic():
            make_year(SHANGTANG, count=COUNT, seed=SEED, until=UNTIL)
            told = retold()
            transaction.set_rollback(True)
        make_year(SHANGTANG, count=COUNT, seed=SEED, until=UNTIL)
        yield told
        transaction.set_rollback(True)


def retold() -> list[tuple[Any, ...]]:
    """What a year is, without what must differ: random codes, and numbers that go on counting."""
    cases = Case.objects.order_by("registered_at", "id").values_list(
        "title", "summary", "state", "registered_at", "amount_fen"
    )
    events = Event.objects.filter(stream_kind="case").order_by("id").values_list("verb", "at", "community")
    return [*cases, *events]


def test_there_are_as_many_cases_as_asked_for_and_no_person_is_real() -> None:
    assert Case.objects.count() == COUNT
    phones = {party.person.phone for case in Case.objects.all() for party in case.parties.select_related("person")}
    assert all(phone.startswith("1600000") for phone in phones - {""})


def test_a_case_stands_in_every_state_and_some_wait_too_long() -> None:
    # Clusters are made by people at the desk; the year that is played has none.
    assert set(Case.objects.values_list("state", flat=True)) == set(CASE.states) - {"joined"}
    overdue = set(Case.objects.filter(is_open=True, due_at__lt=UNTIL).values_list("state", flat=True))
    assert overdue >= {"registered", "assigned", "in_progress", "resolved"}
    assert Case.objects.filter(is_open=True, due_at__gte=UNTIL).exists()


def test_all_eighteen_kinds_and_every_community_occur() -> None:
    assert Case.objects.values("category").distinct().count() >= 15
    assert Case.objects.exclude(community="").values("community").distinct().count() == 7
    assert Case.objects.filter(community="").exists()


def test_not_everything_ends_well() -> None:
    reasons = set(Mediation.objects.filter(state="terminated").values_list("termination", flat=True))
    assert reasons >= {"refused", "no_agreement"}
    assert set(Obligation.objects.values_list("state", flat=True)) >= {"due", "performed", "breached"}
    assert set(OBLIGATION_STATES) >= {"due", "performed", "breached"}
    assert Obligation.objects.filter(state="due", due_on__lt=UNTIL.date()).exists()
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert verbs >= {"return", "reopen", "resume", "void", "breach", "miss_follow_up", "terminate"}


def test_the_journal_is_whole_and_runs_in_the_order_of_time() -> None:
    events = list(Event.objects.filter(stream_kind="case").order_by("id").values_list("at", flat=True))
    assert events == sorted(events)
    assert events[-1] <= UNTIL
    assert timedelta(days=330) < UNTIL - events[0] < timedelta(days=367)
    assert list(verify()) == []
    assert {each.events for each in lag().values()} == {0}


def test_staff_work_in_office_hours() -> None:
    for at in Event.objects.filter(verb__in=("assign", "accept", "settle", "close")).values_list("at", flat=True):
        assert time(8, 30) <= timezone.localtime(at).time() < time(17, 31)


def test_everybody_did_only_what_their_duty_allows() -> None:
    """The actions check it; here it is read back from the journal."""
    roles: dict[int | None, set[str]] = {}
    for account, role in Duty.objects.values_list("account_id", "role"):
        roles.setdefault(account, set()).add(role)
    for verb, actor in Event.objects.filter(
        stream_kind="case", verb__in=[move.verb for move in CASE.moves]
    ).values_list("verb", "actor"):
        assert roles[actor] & set(CASE.move(verb).duties), verb
    strangers = Account.objects.filter(username__startswith="daguan").values_list("id", flat=True)
    assert not Event.objects.filter(actor__in=list(strangers)).exists()


def test_the_two_stories_of_the_model_are_finished_and_in_the_archive() -> None:
    ticket = Case.objects.get(summary__contains="演唱会门票，付了 500 元")
    stairs = Case.objects.get(summary__contains="楼道堆了十几个纸箱")
    for case in (ticket, stairs):
        assert case.state == "archived"
        assert CaseFile.objects.filter(case=case).exists()
    assert ticket.amount_fen == 50_000
    verbs = [event.verb for event in story("case", ticket.pk)]
    assert verbs[0] == "register"
    assert verbs.count("attempt") == 4
    assert verbs[-5:] == ["pay", "resolve", "follow_up", "close", "archive"]
    assert len(timeline(ticket, parties_of(ticket))) == len(verbs)
    grounds = stairs.mediation.settlements.get().grounds
    assert "fire_28" in grounds
    assert any(key.startswith("clause:") for key in grounds)
    assert stairs.assignments.get().unit.code == "ST-QY"


def test_archived_files_are_complete() -> None:
    files = CaseFile.objects.all()
    assert files.count() > COUNT / 2
    assert not [file for file in files if any(item["status"] == "missing" for item in file.items)]


def test_settled_cases_have_a_result_before_they_are_reported_done() -> None:
    done = Case.objects.filter(state__in=("resolved", "closed", "archived"))
    assert not done.filter(mediation__ended_at=None).exists()
    assert not done.filter(mediation__ended_at__gt=F("resolved_at")).exists()


def test_the_demo_clock_stands_at_the_end() -> None:
    assert abs(clock.now() - UNTIL) < timedelta(minutes=10)


def test_a_second_year_is_refused_and_the_first_one_stays() -> None:
    before = retold()
    with pytest.raises(CommandError, match="已经有案件"):
        call_command("demo", str(SHANGTANG), stdout=StringIO())
    assert retold() == before


def test_a_year_is_refused_outside_a_demonstration() -> None:
    with override_settings(DEMO=False), pytest.raises(PlayError, match="不是演示环境"):
        make_year(SHANGTANG, count=COUNT, seed=SEED, until=UNTIL)


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(PlayError, match=str(FEWEST * 2)):
        make_year(SHANGTANG, count=FEWEST, seed=SEED, until=UNTIL)


def test_the_same_seed_tells_the_same_year_again(first_telling: list[tuple[Any, ...]]) -> None:
    assert len(first_telling) > COUNT * 5
    assert retold() == first_telling
