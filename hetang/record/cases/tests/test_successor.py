"""A sealed case always has somebody who may open it again."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.journal import api as journal
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import get_case_for, visible_to
from hetang.record.cases.actions.cluster import join_cluster
from hetang.record.cases.actions.glass import AUDITOR, break_glass
from hetang.record.cases.actions.sensitivity import (
    admit_to_case,
    dismiss_from_case,
    set_sensitivity,
    succeed_in_case,
)
from hetang.record.cases.alerts import alerts_for_auditor
from hetang.record.cases.models import Case, GlassAlert
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.cases.writing import STREAM

REASON = "联系不上承办人，电话13900000007"


@pytest.fixture
def case(cast: Cast) -> Case:
    return set_sensitivity(factories.in_hand(cast), to="sealed", reason="涉及同事", by=cast.leader)


@pytest.fixture
def other_leader(cast: Cast) -> Account:
    return accounts.staff("bai", "白主任", "leader", cast.station)


def test_a_reader_who_may_not_unseal_does_not_count_as_the_last_one(
    cast: Cast, case: Case, other_leader: Account
) -> None:
    admit_to_case(case, to=cast.lead, reason="帮忙", by=cast.leader)
    with refused(Invalid, "封存的案件至少要留一位能解封的街道领导。"):
        dismiss_from_case(case, account=cast.leader, by=cast.leader)
    admit_to_case(case, to=other_leader, reason="接手", by=cast.leader)
    dismiss_from_case(case, account=cast.leader, by=other_leader)
    assert not visible_to(cast.leader).filter(pk=case.pk).exists()


def test_a_leader_succeeds_only_where_nobody_is_left(cast: Cast, case: Case, other_leader: Account) -> None:
    with refused(NotAllowed, "您不能接任这件封存案件。"):
        succeed_in_case(case, reason=REASON, by=other_leader)
    Account.objects.filter(pk=cast.leader.pk).update(is_active=False)
    for who in (cast.lead, cast.operator, cast.stranger):
        with refused(NotAllowed, "您不能接任这件封存案件。"):
            succeed_in_case(case, reason=REASON, by=who)
    with refused(Invalid, "还没有写原因。"):
        succeed_in_case(case, reason=" ", by=other_leader)
    assert not GlassAlert.objects.exists()
    succeed_in_case(case, reason=REASON, by=other_leader)
    assert set_sensitivity(case, to="normal", reason="事情已清", by=other_leader).sensitivity == "normal"


def test_the_auditor_is_told_of_a_successor_and_no_number_stands_in_the_reason(
    cast: Cast, case: Case, other_leader: Account
) -> None:
    Account.objects.filter(pk=cast.leader.pk).update(is_active=False)
    auditor = accounts.staff("audit", "审计", AUDITOR, cast.station)
    reader = Client()
    reader.force_login(other_leader)
    address = reverse("case-glass", args=[case.number])
    assert "接任" in reader.get(address).content.decode()
    reader.post(address, {"as": "successor", "reason": REASON})
    alert = alerts_for_auditor(auditor).get()
    assert "13900000007" not in alert.reason
    assert journal.story(STREAM, case.pk).filter(verb="admit_reader", actor=other_leader.pk).exists()
    reader.force_login(auditor)
    assert case.number in reader.get(reverse("audit-alerts")).content.decode()


def test_broken_glass_opens_the_page_and_no_look_up(cast: Cast, case: Case) -> None:
    alert = break_glass(case, reason=REASON, by=cast.lead)
    assert "13900000007" not in alert.reason
    assert get_case_for(cast.lead, case.number) == case
    assert not visible_to(cast.lead).filter(pk=case.pk).exists()
    member = factories.case(cast)
    with refused(Invalid, "没有找到要并入的主案。"):
        join_cluster(member, lead=case, reason="同一件事", by=cast.lead)
