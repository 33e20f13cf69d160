"""`/health`, `/ready` and `/metrics`: what they say, when they say no, and to whom."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from hetang.config.backups.noting import DRILL, Noted, note, now
from hetang.config.home import Home
from hetang.config.loading.shipped import bring_rules
from hetang.config.watching import meter, readiness
from hetang.config.watching.probes import ANSWERS
from hetang.faces.api.tests.factories import CONTACT, Programs
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import RulePack
from hetang.record.cases.tests import factories as cases

pytestmark = pytest.mark.django_db
# What the middleware of the desk answers; were it another address, the answer below would be no 401.
LIVE = "/live/news/"


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing remembered from another test, and a home of its own."""
    monkeypatch.setattr(settings, "HETANG_HOME", tmp_path)
    monkeypatch.setattr(meter, "book", meter.Book())
    monkeypatch.setattr("hetang.config.watching.probes.book", meter.book)
    readiness.looks.forget()
    yield
    readiness.looks.forget()


@pytest.fixture
def rules(db: None) -> None:
    """Those of this release, as `hetang upgrade` leaves them."""
    bring_rules()


def ready(client: Client) -> tuple[int, dict[str, bool]]:
    readiness.looks.forget()
    answer = client.get("/ready")
    return answer.status_code, json.loads(answer.content)["checks"]


ALL = {"database": True, "migrations": True, "rules": True, "lag": True, "disk": True}


def test_health_needs_no_host_no_account_and_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    answer = Client().get("/health", headers={"host": "10.0.0.7:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert Client().post("/health").status_code == 405


def away(*_: Any) -> None:
    raise OperationalError("connection refused")


@pytest.mark.usefixtures("rules")
def test_ready_when_everything_is_there(client: Client) -> None:
    assert ready(client) == (200, ALL)


@pytest.mark.usefixtures("rules")
def test_not_ready_without_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.backends.base.base.BaseDatabaseWrapper.cursor", away)
    assert ready(client) == (503, {**ALL, "database": False, "migrations": False, "rules": False, "lag": False})


@pytest.mark.usefixtures("rules")
def test_not_ready_before_the_tables_are_as_the_program_expects(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="cases").delete()
    assert ready(client) == (503, {**ALL, "migrations": False})
    assert "cases.0001_initial" in readiness.missing_migrations()


@pytest.mark.usefixtures("rules")
def test_not_ready_before_the_rules_of_this_release_are_loaded(client: Client) -> None:
    RulePack.objects.filter(name="messages").delete()
    assert ready(client) == (503, {**ALL, "rules": False})


@pytest.mark.usefixtures("rules")
def test_not_ready_while_figures_are_far_behind(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    lag = journal.Lag(3, clock.now().replace(year=2020))
    monkeypatch.setattr(readiness.journal, "lag", lambda: {"figures": lag})
    assert ready(client) == (503, {**ALL, "lag": False})
    monkeypatch.setattr(readiness.journal, "lag", lambda: {"figures": journal.Lag(3, clock.now())})
    assert ready(client) == (200, ALL)


@pytest.mark.usefixtures("rules")
def test_not_ready_when_the_disk_is_nearly_full(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness, "free_bytes", lambda: readiness.FREE_BYTES)
    assert ready(client) == (503, {**ALL, "disk": False})


def test_metrics_are_for_this_machine_alone_and_not_through_a_proxy(client: Client) -> None:
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="203.0.113.9").status_code in (302, 404)
    assert client.get("/metrics", headers={"x-forwarded-for": "127.0.0.1"}).status_code in (302, 404)
    assert b"hetang_" not in client.get("/metrics", REMOTE_ADDR="203.0.113.9").content


def test_with_a_token_only_the_token_counts(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "METRICS_TOKEN", "sesame")
    assert b"hetang_" not in client.get("/metrics").content
    assert b"hetang_" not in client.get("/metrics", headers={"authorization": "Bearer other"}).content
    answer = client.get("/metrics", headers={"authorization": "Bearer sesame"}, REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, b"hetang_database_up 1" in answer.content) == (200, True)


def test_metrics_count_by_route_and_tell_lag_jobs_and_drill(client: Client, tmp_path: Path) -> None:
    note(Home(tmp_path), DRILL, Noted(now(), False, "/b", 2.0, reason="x"))
    client.get("/login/")
    client.get("/no/such/address/")
    client.get(LIVE)
    client.get("/health")
    text = client.get("/metrics").content.decode()
    for line in (
        'hetang_requests_total{route="login",method="GET",status="200"} 1',
        'hetang_requests_total{route="live-news",method="GET",status="401"} 1',
        'hetang_requests_total{route="health",method="GET",status="200"} 1',
        'hetang_request_seconds_count{route="login"} 1',
        'hetang_request_seconds_bucket{route="login",le="+Inf"} 1',
        'hetang_journal_lag_events{consumer="figures"}',
        "hetang_drill_ok 0",
        "hetang_disk_free_bytes",
    ):
        assert line in text, line
    assert "/no/such" not in text
    assert "hetang_drill_age_seconds" not in text, "none went well"


def test_every_line_is_in_the_format_that_prometheus_reads(client: Client) -> None:
    client.get("/login/")
    names = set()
    for line in client.get("/metrics").content.decode().splitlines():
        if line.startswith("# TYPE "):
            names.add(line.split()[2])
        elif not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            float(value)
            assert name.partition("{")[0].removesuffix("_bucket").removesuffix("_sum").removesuffix("_count") in names


def test_no_label_names_a_case_or_a_person(db: None, client: Client) -> None:
    cast = cases.cast()
    case = cases.in_hand(cast)
    client.force_login(cast.mediator)
    assert client.get(f"/cases/{case.number}/?q=13912345601").status_code == 200
    client.get(f"/cases/{case.number}/nothing/丁晓雨/")
    text = client.get("/metrics").content.decode()
    assert 'route="case"' in text
    for trace in (case.number, "13912345601", "丁晓雨", cast.mediator.username):
        assert trace not in text


def test_what_is_answered_early_has_its_name() -> None:
    assert set(meter.NAMED) == {LIVE, *ANSWERS}


def test_programs_are_counted_by_operation_and_answer(db: None, client: Client) -> None:
    cast = cases.cast()
    open_stations(cast)
    programs = Programs(cast)
    program = programs.of(cast.operator)
    number = program.post("/contacts", {**CONTACT, "reference": "LIMING-13912345601"}).json()["number"]
    program.get(f"/cases/{number}")
    programs.nobody().get(f"/cases/{number}?q=13912345601")
    text = client.get("/metrics").content.decode()
    for line in (
        'hetang_requests_total{route="api-contacts",method="POST",status="201"} 1',
        'hetang_requests_total{route="api-case",method="GET",status="200"} 1',
        'hetang_requests_total{route="api-case",method="GET",status="401"} 1',
    ):
        assert line in text, line
    for trace in (number, "13912345601", "LIMING", "李明", program.token):
        assert trace not in text
