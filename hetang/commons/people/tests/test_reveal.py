"""Looking at something in clear: with a reason, written down first, and not without end."""

from datetime import UTC, datetime, timedelta

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests.factories import account
from hetang.commons.people.actions.record import record_person
from hetang.commons.people.actions.reveal import reveal, reveal_phone
from hetang.commons.people.models import AccessLog, Person
from hetang.commons.people.rules import REVEALABLE, REVEALS_PER_HOUR
from hetang.ground.lib import caller, clock
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
PHONE = "13900000001"
MOMENT = datetime(2026, 3, 9, 2, 0, tzinfo=UTC)
ENOUGH = "一小时内查看完整信息已达 %(limit)s 次，暂时不能再看。"


@pytest.fixture
def person() -> Person:
    return record_person(name="丁晓雨", phone=PHONE, id_number="330105200001010017", address="朝晖六区32幢501室")


@pytest.fixture
def by() -> Account:
    return account("hu", "胡回访")


def test_a_look_at_a_number_is_written_down(person: Person, by: Account) -> None:
    caller.tell("192.0.2.7")
    with clock.fixed_at(MOMENT):
        assert reveal(person, "phone", reason=" 回访 ", by=by, subject="GS2026-00012") == PHONE
    caller.tell("")
    read = AccessLog.objects.get()
    assert (read.account, read.kind, read.subject_kind, read.subject_key) == (by, "reveal", "person", person.pk)
    assert (read.subject, read.field, read.reason, read.at, read.address) == (
        "GS2026-00012",
        "phone",
        "回访",
        MOMENT,
        "192.0.2.7",
    )


def test_every_sealed_field_can_be_looked_at(person: Person, by: Account) -> None:
    shown = {field: reveal(person, field, reason="核对", by=by) for field in REVEALABLE}
    assert shown == {
        "phone": PHONE,
        "id_number": "330105200001010017",
        "address": "朝晖六区32幢501室",
        "name": "丁晓雨",
    }
    assert set(AccessLog.objects.values_list("field", flat=True)) == set(REVEALABLE)


def test_a_number_in_the_reason_is_kept_masked(person: Person, by: Account) -> None:
    reveal_phone(person, reason="打13800135678没人接", by=by)
    assert AccessLog.objects.get().reason == "打138****5678没人接"


def test_a_look_without_a_reason_is_refused(person: Person, by: Account) -> None:
    with refused(Invalid, "查看完整号码须写明原因。"):
        reveal_phone(person, reason="  ", by=by)
    assert not AccessLog.objects.exists()


@pytest.mark.parametrize("field", ["key", "pk", "masked_phone", "born", ""])
def test_what_is_no_field_of_a_person_is_not_shown(person: Person, by: Account, field: str) -> None:
    with refused(Invalid, "没有这一项。"):
        reveal(person, field, reason="核对", by=by)


def test_too_many_looks_in_an_hour_are_stopped_and_leave_an_alert(person: Person, by: Account) -> None:
    with clock.fixed_at(MOMENT):
        for _ in range(REVEALS_PER_HOUR):
            reveal_phone(person, reason="回访", by=by)
        with pytest.raises(NotAllowed) as stopped:
            reveal_phone(person, reason="回访", by=by)
        assert stopped.value.what == ENOUGH
        reveal_phone(person, reason="回访", by=account("chen", "陈调解"))
    alert = AccessLog.objects.get(kind="alert")
    assert (alert.account, alert.subject_key, alert.field) == (by, person.pk, "phone")
    with clock.fixed_at(MOMENT + timedelta(hours=1, seconds=1)):
        assert reveal_phone(person, reason="回访", by=by) == PHONE
