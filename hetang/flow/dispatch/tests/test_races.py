"""Two people, two connections, one case: one wins, the other is told."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import refer_case, return_case, rule_case
from hetang.flow.dispatch.actions.transfer import offer_transfer, take_transfer, withdraw_transfer
from hetang.flow.dispatch.models import Assignment
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.ground.journal.api import story, verify
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.record.cases.api import Case, Stale, last_seq, visible_to, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.services.mediation.api import Mediation

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        yield cases.cast()


def race(*acts: Callable[[], object]) -> list[Refused | None]:
    """All acts at the same moment, each on its own connection; what each was told."""
    start = threading.Barrier(len(acts))
    told: list[Refused | None] = [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                act()
        except Refused as refusal:
            told[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return told


def assert_one_won(told: list[Refused | None]) -> None:
    assert sorted(type(each).__name__ for each in told) == ["NoneType", "WrongState"]


def test_accepting_twice_opens_one_mediation(cast: Cast) -> None:
    case = assigned(cast)
    assert_one_won(race(*[lambda: accept_case(case, by=cast.mediator)] * 2))
    assert Mediation.objects.count() == 1
    assert [e.verb for e in story("case", case.pk)] == ["register", "assign", "accept"]


def test_accepting_and_returning_at_once_does_one_of_the_two(cast: Cast) -> None:
    case = assigned(cast)
    told = race(
        lambda: accept_case(case, by=cast.mediator),
        lambda: return_case(case, reason="busy", note="手头太满，已问过", by=cast.mediator),
    )
    # Whoever comes second finds another state, or, after the return, that the case is no longer theirs.
    assert len([each for each in told if each is None]) == 1
    assert Case.objects.get(pk=case.pk).state == ("in_progress" if told[0] is None else "returned")
    assert len(story("case", case.pk)) == 3
    assert case.clocks.filter(stopped_at=None).count() == 1
    assert list(verify()) == []


def test_assigning_to_two_at_once_leaves_one_in_charge(cast: Cast) -> None:
    case = cases.case(cast)
    told = race(
        *[
            lambda to=to: assign_case(case, to=to, unit=cast.station, by=cast.lead)
            for to in (cast.mediator, cast.second_mediator)
        ]
    )
    assert told == [None, None], "a case that waits for acceptance may be given to another"
    (current,) = Assignment.objects.filter(ended_at=None)
    assert Case.objects.get(pk=case.pk).assignee == current.to
    assert list(case.grants.filter(role="handler", until=None).values_list("account", flat=True)) == [current.to_id]


def test_voiding_while_it_is_accepted(cast: Cast) -> None:
    case = assigned(cast)
    void = race(lambda: void_case(case, note="重复", by=cast.lead), lambda: accept_case(case, by=cast.mediator))
    # A case in progress may be voided; who comes too late to accept is told by whom it was voided.
    assert void[0] is None
    assert void[1] is None or type(void[1]) is WrongState
    assert Case.objects.get(pk=case.pk).state == "voided"
    assert not case.clocks.filter(stopped_at=None).exists()


def in_one_hand(case: Case) -> None:
    """One assignment holds, it is the assignee's, and nobody else sees the case as its handler or as invited."""
    (current,) = Assignment.objects.filter(case=case, ended_at=None)
    assert Case.objects.get(pk=case.pk).assignee_id == current.to_id
    assert list(case.grants.filter(role="handler", until=None).values_list("account", flat=True)) == [current.to_id]
    assert not case.grants.filter(role="invited", until=None).exists()
    assert list(verify()) == []


def test_taking_an_offer_while_the_lead_gives_it_to_another(cast: Cast) -> None:
    case = accepted(cast)
    offer = offer_transfer(case, to=cast.colleague, unit=cast.other_station, text="就近", by=cast.mediator)
    told = race(
        lambda: take_transfer(offer, by=cast.colleague),
        lambda: assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead),
    )
    # The lead may give out what was just taken; who takes too late is told.
    assert told[1] is None
    assert told[0] is None or type(told[0]) is WrongState
    in_one_hand(case)
    assert Case.objects.get(pk=case.pk).assignee == cast.second_mediator


def test_taking_an_offer_while_it_is_taken_back(cast: Cast) -> None:
    case = accepted(cast)
    offer = offer_transfer(case, to=cast.colleague, unit=cast.other_station, text="就近", by=cast.mediator)
    assert_one_won(
        race(lambda: take_transfer(offer, by=cast.colleague), lambda: withdraw_transfer(offer, by=cast.lead))
    )
    in_one_hand(case)


def test_two_arbiters_at_once_one_rules(cast: Cast) -> None:
    case = cases.case(cast)
    refer_case(case, note="不归我们", by=cast.lead)
    assert_one_won(
        race(
            lambda: rule_case(case, to=cast.mediator, unit=cast.station, note="清单", by=cast.dispatcher),
            lambda: rule_case(case, to=cast.colleague, unit=cast.other_station, note="清单", by=cast.leader),
        )
    )
    in_one_hand(case)


def said(refusal: Refused) -> str:
    """The refusal as the page says it."""
    with translation.override("zh-hans"):
        return translated(refusal.what, refusal.params) + translated(refusal.then, refusal.params)


def test_who_comes_second_is_told_by_name_and_time(cast: Cast) -> None:
    case = assigned(cast)
    told = race(*[lambda: accept_case(case, by=cast.mediator)] * 2)
    (lost,) = [each for each in told if each is not None]
    assert "陈调解 10:00 已“签收”" in said(lost)


def test_who_lost_the_case_while_accepting_is_told_who_took_it(cast: Cast) -> None:
    case = assigned(cast)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    with pytest.raises(WrongState) as caught:
        accept_case(case, by=cast.mediator)
    assert "沈站长 10:00 已“分派”" in said(caught.value)
    assert Case.objects.get(pk=case.pk).assignee == cast.second_mediator


def test_two_leads_assigning_from_the_same_page_one_wins(cast: Cast) -> None:
    case = cases.case(cast)
    seen = last_seq(case)
    told = race(
        *[
            lambda to=to: assign_case(case, to=to, unit=cast.station, seen=seen, by=cast.lead)
            for to in (cast.mediator, cast.second_mediator)
        ]
    )
    (lost,) = [each for each in told if each is not None]
    assert type(lost) is Stale and "沈站长 10:00 刚改过承办人" in said(lost)
    assert Assignment.objects.count() == 1
    assert [e.verb for e in story("case", case.pk)] == ["register", "assign"]


def test_voiding_ends_the_hand_over_and_every_grant(cast: Cast) -> None:
    case = assigned(cast)
    void_case(case, note="重复", by=cast.lead)
    kept = Case.objects.get(pk=case.pk)
    assert kept.assignee is None
    assert not Assignment.objects.filter(ended_at=None).exists()
    # The station sees its cases by its place and unit, without a grant.
    assert not case.grants.filter(until=None).exists()
    assert kept in visible_to(cast.lead)
    assert kept not in visible_to(cast.mediator)


def test_the_losers_typed_text_comes_back(cast: Cast) -> None:
    case = cases.case(cast)
    seen = last_seq(case)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    client = Client()
    client.force_login(cast.lead)
    to = f"{cast.station.pk}:{cast.second_mediator.pk}"
    answer = client.post(
        reverse("case-assignment", args=[case.number]), {"to": to, "note": "请先打电话给丁女士", "seen": seen}
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "沈站长 10:00 刚改过承办人" in page and "请先打电话给丁女士" in page
    assert Case.objects.get(pk=case.pk).assignee == cast.mediator
