"""The auditor's pages and the notes behind them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests.factories import account, staff
from hetang.commons.people.actions.note import note_alert, note_export, note_read, note_reveal, note_search
from hetang.commons.people.models import AccessLog
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock
from hetang.ground.rulepacks.tests.factories import load_packs

pytestmark = pytest.mark.django_db
MOMENT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)


@pytest.fixture
def auditor() -> Account:
    load_packs()
    street = places.street()
    return staff("sun", "孙审计", "audit_admin", places.unit(street, "st-1", "蔡马驿站"))


@pytest.fixture
def chen() -> Account:
    """Looked at a case, revealed a number, searched, and was stopped once."""
    who = account("chen", "陈调解")
    with clock.fixed_at(MOMENT):
        note_read(who, "case", 7, subject="ST2026-00007")
        note_reveal(who, "person", 3, field="phone", reason="联系当事人", subject="ST2026-00007")
        note_search(who, "person", 2)
    with clock.fixed_at(MOMENT + timedelta(days=1)):
        note_alert(who, "person", 3, field="phone", subject="ST2026-00008")
    return who


def rows(auditor: Account, **query: Any) -> str:
    client = Client()
    client.force_login(auditor)
    answer = client.get(reverse("audit-reads"), query)
    assert answer.status_code == 200
    page = answer.content.decode()
    return page[page.index("<tbody>") :] if "<tbody>" in page else ""


def test_everything_is_shown_with_who_what_and_why(auditor: Account, chen: Account) -> None:
    page = rows(auditor)
    assert page.count("<tr>") == 4
    for word in ("陈调解", "chen", "ST2026-00007", "电话号码", "联系当事人", "超过限额", "找到 2 条"):
        assert word in page


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({"kind": "reveal"}, 1),
        ({"kind": "alert"}, 1),
        ({"kind": "notable"}, 3),
        ({"who": "CHEN"}, 4),
        ({"who": "nobody"}, 0),
        ({"subject": "st2026-00007"}, 2),
        ({"since": date(2026, 3, 10)}, 1),
        ({"until": date(2026, 3, 9)}, 3),
        ({"since": date(2026, 3, 9), "until": date(2026, 3, 10)}, 4),
        ({"kind": "no such"}, 0),
        ({"since": "yesterday"}, 0),
    ],
)
def test_the_filters_filter(auditor: Account, chen: Account, query: dict[str, Any], number: int) -> None:
    assert rows(auditor, **query).count("<tr>") == number


def test_pages_go_on_by_key(auditor: Account) -> None:
    who = account("chen", "陈调解")
    for key in range(60):
        note_read(who, "case", key, subject=f"ST2026-{key:05d}")
    first = rows(auditor)
    assert first.count("<tr>") == 25
    oldest = AccessLog.objects.order_by("-id")[24].pk
    assert f"page=b{oldest}" in first
    assert "ST2026-00034" in rows(auditor, page=f"b{oldest}")


def test_as_many_questions_for_many_as_for_few(auditor: Account, chen: Account) -> None:
    client = Client()
    client.force_login(auditor)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("audit-reads"))
        return len(queries)

    asked()  # the first page of a session writes that it is in use
    few = asked()
    for key in range(20):
        note_read(account(f"u{key}", f"某{key}"), "case", key)
    assert asked() == few <= 12


def test_an_export_is_noted_with_what_it_held(auditor: Account) -> None:
    note_export(auditor, "staff", "street=ST", 12, "ab" * 32)
    note_export(None, "backup", "with keys", 40, "cd" * 32, operator="root")
    client = Client()
    client.force_login(auditor)
    page = client.get(reverse("audit-exports")).content.decode()
    for word in ("孙审计", "staff", "street=ST", "12", "abababababababab", "命令行", "root", "cdcdcdcdcdcdcdcd"):
        assert word in page


@pytest.mark.django_db(transaction=True)
def test_a_look_outside_a_transaction_is_kept_and_waits_for_no_disk(django_assert_num_queries: Any) -> None:
    who = account("chen", "陈调解")
    with django_assert_num_queries(1):
        note_read(who, "case", 7, subject="ST2026-00007")
    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        after = cursor.fetchone()[0]
        cursor.execute("RESET synchronous_commit")
        cursor.execute("SHOW synchronous_commit")
        assert after == cursor.fetchone()[0], "the setting held for its own statement only"
    assert AccessLog.objects.get().subject == "ST2026-00007"


def test_an_auditor_sees_the_looks_and_exports_of_their_own_reach_only(auditor: Account, chen: Account) -> None:
    far = places.street("330105009", "祥符街道", "XF")
    stranger = staff("wei", "魏站长", "station_lead", places.unit(far, "xf-1", "祥符驿站"))
    note_read(stranger, "case", 9, subject="XF2026-00001")
    note_export(stranger, "far copy", "XFQ2026-0001", 1, "0" * 64)
    note_export(None, "console copy", "", 1, "0" * 64)
    page = rows(auditor)
    assert "ST2026-00007" in page
    assert "XF2026-00001" not in page
    client = Client()
    client.force_login(auditor)
    shown = client.get(reverse("audit-exports")).content.decode()
    assert "console copy" in shown
    assert "far copy" not in shown
