"""The administrators' page: what it shows of backups and drills, and to whom."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import ADMIN_ROLES
from hetang.commons.accounts.tests import factories as accounts
from hetang.config.backups.noting import BACKUP, DRILL, Noted, note, now
from hetang.config.home import Home
from hetang.config.watching.views import CONSUMERS
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast

pytestmark = pytest.mark.django_db
FACTS = {"rows": 4711, "events": 99, "keys_tried": 12}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An empty home folder."""
    monkeypatch.setattr(settings, "HETANG_HOME", tmp_path)
    return Home(tmp_path)


@pytest.fixture
def cast() -> Cast:
    """Everybody."""
    return cases.cast()


def shown(cast: Cast, role: str = "system_admin", language: str = "zh-hans") -> str:
    client = Client(headers={"accept-language": language})
    client.force_login(accounts.staff(f"admin-{role}", "管理员", role, cast.station))
    answer = client.get(reverse("status"))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", sorted(ADMIN_ROLES))
def test_every_administrator_sees_that_nothing_was_saved_yet(cast: Cast, home: Home, role: str) -> None:
    text = shown(cast, role)
    assert "还没有备份" in text
    assert "还没有演练过" in text


def test_who_handles_cases_does_not_see_it(cast: Cast, home: Home, client: Client) -> None:
    client.force_login(cast.leader)
    answer = client.get(reverse("status"))
    assert (answer.status_code, "还没有备份" in answer.content.decode()) == (403, False)


def test_a_drill_that_went_well_is_told_with_what_it_found(cast: Cast, home: Home) -> None:
    for kind in (BACKUP, DRILL):
        note(home, kind, Noted(now(), True, "/safe", 3.21, facts=FACTS))
    text = shown(cast)
    assert ("4711" in text, "99" in text, "3.2 秒" in text) == (True, True, True)
    assert "失败" not in text


def test_a_drill_that_failed_is_told_with_its_reason_in_ones_own_language(cast: Cast, home: Home) -> None:
    note(home, DRILL, Noted("2026-01-02T00:00:00+00:00", True, "/safe", 3.0, facts=FACTS))
    note(home, DRILL, Noted(now(), False, "/safe", 3.0, reason="行数不同。\nRows differ."))
    text = shown(cast)
    assert ("失败" in text, "行数不同。" in text, "Rows differ." in text) == (True, True, False)
    assert "4711" in text, "the last good one stands beside it"
    assert "Rows differ." in shown(cast, "audit_admin", "en")


def test_an_old_drill_is_said_to_be_old(cast: Cast, home: Home) -> None:
    note(home, DRILL, Noted("2026-01-02T00:00:00+00:00", True, "/safe", 3.0, facts=FACTS))
    assert "已过期" in shown(cast)


def test_every_consumer_has_a_name_that_people_read() -> None:
    assert set(settings.JOURNAL_CONSUMERS) <= set(CONSUMERS)
