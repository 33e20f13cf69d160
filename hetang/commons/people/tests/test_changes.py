"""The auditor's page of changes: what it shows, in whose words, and how far an auditor's reach goes."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, grant_duty
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.people.changes import changes_in_reach
from hetang.ground.journal.api import append

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return accounts.office()


def page(auditor: Account, **query: Any) -> str:
    client = Client()
    client.force_login(auditor)
    answer = client.get(reverse("audit-changes"), query)
    assert answer.status_code == 200
    text = answer.content.decode()
    return text[text.index("<tbody>") : text.index("</tbody>")] if "<tbody>" in text else ""


def granted(office: Office) -> Account:
    """Somebody new who is given a duty by the system administrator."""
    made = accounts.account("xu", "许调解")
    grant_duty(
        made, role="mediator", unit=office.station, place=office.street, since=date(2026, 3, 2), by=office.system
    )
    return made


def test_it_says_who_gave_whom_which_duty_where(office: Office) -> None:
    granted(office)
    shown = page(office.audit)
    for word in ("方系统", "许调解", "授予职责", "调解员", "蔡马驿站"):
        assert word in shown


def test_it_is_narrowed_by_kind_person_and_days(office: Office) -> None:
    granted(office)
    append(kind="unit", key=office.station.pk, verb="close_unit", by=office.system.pk, place=office.street)
    assert page(office.audit).count("<tr>") == 2
    assert "授予职责" not in page(office.audit, kind="unit")
    assert "停用" in page(office.audit, kind="unit")
    assert page(office.audit, who="SYS").count("<tr>") == 2
    assert page(office.audit, who="gao") == ""
    assert page(office.audit, until="2020-01-01") == ""
    assert page(office.audit, since="nonsense") == ""


def test_an_auditor_reads_the_own_street_and_what_concerns_everybody(office: Office) -> None:
    granted(office)
    append(kind="unit", key=office.far_station.pk, verb="close_unit", by=None, place=office.far_station.place)
    append(kind="rule_pack", key=1, verb="load", by=None, body={"name": "deadlines", "version": 2})
    append(kind="case", key=1, verb="register", by=None, place=office.street)
    far = accounts.staff("far-aud", "祥审计", "audit_admin", office.far_station)
    assert {e.stream_kind for e in changes_in_reach(office.audit)} == {"account", "rule_pack"}
    assert {e.stream_kind for e in changes_in_reach(far)} == {"unit", "rule_pack"}
    assert "命令行" in page(office.audit, kind="rule_pack")


@pytest.mark.parametrize("who", ["system", "security", "mediator", "leader"])
def test_nobody_else_reads_it(office: Office, who: str) -> None:
    client = Client()
    client.force_login(getattr(office, who))
    assert client.get(reverse("audit-changes")).status_code == 403


def test_every_stream_has_words_for_its_verbs(settings: Any) -> None:
    for kind, path in settings.AUDITED.items():
        each = import_string(path)
        assert each.title, kind
        assert all(each.verbs.values()), kind
        assert dict(each.named(set())) == {}, kind
