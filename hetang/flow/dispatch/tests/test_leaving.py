"""Nobody is sent away with open cases in hand without somebody saying so."""

import pytest
from django.test import Client

from hetang.commons.accounts.api import Account, disable_account, duties_of, end_duty
from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.dispatch.actions.task import ask_task
from hetang.flow.dispatch.actions.transfer import offer_transfer
from hetang.flow.dispatch.queries import leaving_notice
from hetang.flow.dispatch.tests import factories
from hetang.ground.lib.refusals import WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast

LEFT = "%(name)s手里还有 %(cases)d 件没有办完的事（案件、协办、转办），停用或结束最后一项职责后没有人办。"


@pytest.fixture
def boss(cast: Cast) -> Account:
    for _ in range(2):
        cases.put(cases.case(cast, parties=[]), "in_progress", assignee=cast.mediator)
    return accounts.staff("boss", "方系统", "system_admin", cast.station)


def fresh(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_disabling_and_ending_the_last_duty_are_refused_with_the_way_to_the_hand_over(
    cast: Cast, boss: Account
) -> None:
    with refused(WrongState, LEFT):
        disable_account(cast.mediator, reason="离职", by=boss)
    with refused(WrongState, LEFT):
        end_duty(cast.mediator.duties.get(), by=boss)


def test_it_is_done_where_somebody_says_that_they_know(cast: Cast, boss: Account) -> None:
    end_duty(cast.mediator.duties.get(), despite_cases=True, by=boss)
    assert duties_of(fresh(cast.mediator)).held == ()
    disable_account(cast.mediator, reason="离职", despite_cases=True, by=boss)
    assert not fresh(cast.mediator).is_active


def test_who_keeps_another_casework_duty_keeps_the_cases(cast: Cast, boss: Account) -> None:
    first = cast.mediator.duties.get()
    accounts.duty(cast.mediator, "mediator", cast.other_station)
    end_duty(first, by=boss)
    assert duties_of(fresh(cast.mediator)).has("mediator")


def test_the_page_shows_the_cases_the_way_and_the_box(cast: Cast, boss: Account) -> None:
    client = Client()
    client.force_login(boss)
    at = f"/accounts/{cast.mediator.pk}/"
    page = client.get(at).content.decode()
    assert "手里还有 2 件没有办完的事" in page
    assert f'href="/handovers/{cast.mediator.pk}/"' in page
    answer = client.post(f"{at}disabling/", {"reason": "离职"})
    assert answer.status_code == 409
    assert f'href="/handovers/{cast.mediator.pk}/"' in answer.content.decode()
    assert fresh(cast.mediator).is_active
    assert client.post(f"{at}disabling/", {"reason": "离职", "despite_cases": "on"}).status_code == 302
    assert not fresh(cast.mediator).is_active


def test_what_waits_for_somebody_by_name_is_counted_and_shown(cast: Cast, boss: Account) -> None:
    case, other = factories.accepted(cast), factories.accepted(cast)
    ask_task(case, kind="help", unit=cast.studio, to=cast.studio_mediator, text="请上门", by=cast.mediator)
    offer_transfer(other, to=cast.studio_mediator, unit=cast.studio, text="请就近办", by=cast.mediator)
    assert leaving_notice(cast.studio_mediator) == (2, f"/handovers/{cast.studio_mediator.pk}/")
    with refused(WrongState, LEFT):
        disable_account(cast.studio_mediator, reason="离职", by=boss)
    client = Client()
    client.force_login(cast.lead)
    page = client.get(f"/handovers/{cast.studio_mediator.pk}/").content.decode()
    assert case.number in page and other.number in page and "可以放心离岗" not in page
    far = Client()
    far.force_login(cast.other_lead)
    assert case.number not in far.get(f"/handovers/{cast.studio_mediator.pk}/").content.decode()
