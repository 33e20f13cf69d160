"""What ends the going to and fro: limits, the arbiter, the district. Each refusal changes nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.places.api import Place
from hetang.commons.places.tests import factories as places
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.actions.bounce import (
    appeal_case,
    escalate_case,
    recuse,
    refer_case,
    return_case,
    rule_case,
    send_case_down,
)
from hetang.flow.dispatch.suggesting import candidates_for
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Stale, close_case, last_seq, resolve_case, visible_to, void_case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

NOT_YET = "还不能“%(verb)s”。"


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def bounced(cast: Cast, times: int) -> Case:
    """Given out and given back so often, and given out once more."""
    case = assigned(cast)
    for _ in range(times):
        return_case(case, reason="busy", note="手头太满", by=cast.mediator)
        assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    return again(case)


def in_arbitration(cast: Cast) -> Case:
    case = bounced(cast, limits.returns_allowed())
    appeal_case(case, note="职责清单里是瓜山驿站的", by=cast.mediator)
    return again(case)


def clocks(case: Case) -> set[str]:
    return set(case.clocks.filter(stopped_at=None).values_list("name", flat=True))


def test_a_case_is_given_back_at_most_so_often(cast: Cast) -> None:
    case = bounced(cast, limits.returns_allowed())
    with refused(Missing, NOT_YET):
        return_case(case, reason="busy", note="手头太满", by=cast.mediator)


def test_and_only_so_soon_after_it_was_given_out(cast: Cast) -> None:
    case = assigned(cast)
    end = limits.due("return", MONDAY)
    with clock.fixed_at(end), refused(Missing, NOT_YET):
        return_case(case, reason="busy", note="手头太满", by=cast.mediator)
    with clock.fixed_at(end - timedelta(seconds=1)):
        return_case(case, reason="busy", note="手头太满", by=cast.mediator)


def test_a_return_without_evidence_is_refused(cast: Cast) -> None:
    case = assigned(cast)
    for words in ("", "  "):
        with refused(Invalid, "还没有写退回的依据。"):
            return_case(case, reason="busy", note=words, by=cast.mediator)


def test_a_matter_taken_up_again_may_be_given_back_anew(cast: Cast) -> None:
    case = bounced(cast, limits.returns_allowed())
    Case.objects.filter(pk=case.pk).update(reopened_at=MONDAY + timedelta(minutes=1))
    with clock.fixed_at(MONDAY + timedelta(minutes=2)):
        assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
        return_case(case, reason="busy", note="手头太满", by=cast.second_mediator)


def test_stepping_aside_is_never_counted_and_never_too_late(cast: Cast) -> None:
    case = bounced(cast, limits.returns_allowed())
    with clock.fixed_at(MONDAY + timedelta(days=30)):
        given = recuse(case, note="卖家是我表弟", by=cast.mediator)
    assert (given.return_reason, again(case).state) == ("interest", "returned")
    later = accepted(cast)
    recuse(later, note="原来是我邻居", by=cast.mediator)
    assert (again(later).state, again(later).assignee, clocks(later)) == ("returned", None, {"mediation", "dispatch"})


def test_who_may_not_return_it_appeals_and_the_arbiter_has_it(cast: Cast) -> None:
    case = in_arbitration(cast)
    assert (case.state, case.assignee, clocks(case)) == ("in_arbitration", None, {"arbitration"})
    assert case not in visible_to(cast.mediator)
    assert case in visible_to(cast.dispatcher)
    assert case in visible_to(cast.lead)


def test_the_lead_may_ask_for_a_ruling_before_anybody_has_it(cast: Cast) -> None:
    case = cases.case(cast)
    with refused(Invalid, "还没有写提请裁定的理由。"):
        refer_case(case, note=" ", by=cast.lead)
    refer_case(case, note="在瓜山社区", by=cast.lead)
    assert (again(case).state, clocks(case)) == ("in_arbitration", {"arbitration"})


def test_a_ruling_is_final(cast: Cast) -> None:
    case = in_arbitration(cast)
    given = rule_case(case, to=cast.colleague, unit=cast.other_station, note="清单第 5 条", by=cast.dispatcher)
    kept = again(case)
    # A unit with a lead of its own is the case's station from now on; what came before is in the story.
    assert (kept.state, kept.assignee, kept.unit, given.is_final) == (
        "assigned",
        cast.colleague,
        cast.other_station,
        True,
    )
    assert clocks(case) == {"acceptance"}
    assert kept in visible_to(cast.other_lead)
    with refused(Missing, NOT_YET):
        return_case(case, reason="not_ours", note="不归我们", by=cast.colleague)
    with refused(Missing, NOT_YET):
        appeal_case(case, note="不归我们", by=cast.colleague)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body["unit"]) == ("rule", cast.dispatcher.pk, cast.other_station.pk)


@pytest.mark.parametrize("reaches", [True, False])
def test_a_case_that_was_ruled_on_can_be_closed_and_archived(cast: Cast, reaches: bool) -> None:
    elsewhere = cast.community if reaches else places.community(cast.street, "002", "瓜山社区")
    unit = places.unit(cast.street, "st-3", "三宝驿站")
    lead, handler = accounts.account("san", "三站长"), accounts.staff("bao", "宝调解", "mediator", unit)
    accounts.duty(lead, "station_lead", unit, elsewhere)
    case = cases.case(cast, kind="hazard")
    refer_case(case, note="不归我们", by=cast.lead)
    rule_case(case, to=handler, unit=unit, note="清单第 5 条", by=cast.dispatcher)
    # A lead whose duty ends at another community's border could not close it: its first station goes on leading.
    assert again(case).unit == (unit if reaches else cast.station)
    assert case in visible_to(lead)
    accept_case(case, by=handler)
    resolve_case(case, by=handler)
    closer = lead if reaches else cast.lead
    close_case(case, by=closer)
    archive_case(again(case), by=closer)
    assert again(case).state == "archived"


def test_after_a_ruling_the_station_changes_hands_inside_and_nowhere_else(cast: Cast) -> None:
    case = in_arbitration(cast)
    rule_case(case, to=cast.mediator, unit=cast.station, note="清单第 5 条", by=cast.leader)
    with refused(Invalid, "这件案件已经裁定由哪个单位承办，不能再派给别的单位。"):
        assign_case(case, to=cast.colleague, unit=cast.other_station, by=cast.lead)
    assign_case(case, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    with refused(Missing, NOT_YET):
        return_case(case, reason="busy", note="手头太满", by=cast.second_mediator)
    recuse(case, note="是我邻居", by=cast.second_mediator)
    with refused(Missing, NOT_YET):
        refer_case(case, note="还是不归我们", by=cast.lead)
    assign_case(case, to=cast.colleague, unit=cast.other_station, by=cast.dispatcher)


def test_where_nobody_is_left_in_the_ruled_unit_an_arbiter_finds_somebody(cast: Cast) -> None:
    case = in_arbitration(cast)
    rule_case(case, to=cast.studio_mediator, unit=cast.studio, note="清单第 5 条", by=cast.dispatcher)
    recuse(case, note="是我邻居", by=cast.studio_mediator)
    assert candidates_for(again(case), by=cast.lead) == [], "the ruling binds the station"
    others = {cast.mediator, cast.second_mediator, cast.colleague}
    for arbiter in (cast.dispatcher, cast.leader):
        assert {c.account for c in candidates_for(again(case), by=arbiter)} == others
    refer_case(case, note="裁定的单位没有人了", by=cast.lead)
    assert again(case).state == "in_arbitration"
    rule_case(case, to=cast.mediator, unit=cast.station, note="由驿站承办", by=cast.dispatcher)
    assert again(case).assignee == cast.mediator


def test_while_somebody_is_left_there_the_ruling_stands(cast: Cast) -> None:
    case = in_arbitration(cast)
    rule_case(case, to=cast.mediator, unit=cast.station, note="清单第 5 条", by=cast.dispatcher)
    recuse(case, note="是我邻居", by=cast.mediator)
    with refused(Missing, NOT_YET):
        refer_case(case, note="还是不归我们", by=cast.lead)
    assert [c.account for c in candidates_for(again(case), by=cast.lead)] == [cast.second_mediator]


@pytest.mark.parametrize("way", ["page", "desk"])
def test_an_arbiter_gives_out_over_http_what_the_ruled_unit_cannot_take(cast: Cast, way: str) -> None:
    case = in_arbitration(cast)
    rule_case(case, to=cast.studio_mediator, unit=cast.studio, note="清单第 5 条", by=cast.dispatcher)
    recuse(case, note="是我邻居", by=cast.studio_mediator)
    client, key = Client(), f"{cast.station.pk}:{cast.second_mediator.pk}"
    client.force_login(cast.dispatcher)
    if way == "page":
        assert key in client.get(again(case).get_absolute_url()).content.decode()
        client.post(reverse("case-assignment", args=[case.number]), {"to": key})
    else:
        assert key in client.get(reverse("dispatch-desk")).content.decode()
        client.post(reverse("dispatch-assignments"), {"number": case.number, f"to-{case.number}": key})
    assert again(case).assignee == cast.second_mediator


def test_only_arbiters_pass_up_what_waits_for_a_ruling(cast: Cast) -> None:
    case = in_arbitration(cast)
    with refused(NotAllowed, "等待裁定的案件不能由您上报。"):
        escalate_case(case, note="要区里协调", by=cast.lead)
    client, button = Client(), reverse("case-escalation", args=[case.number])
    for who, shown in ((cast.lead, False), (cast.dispatcher, True)):
        client.force_login(who)
        assert (button in client.get(case.get_absolute_url()).content.decode()) is shown
    escalate_case(case, note="要区里协调", by=cast.dispatcher)
    assert again(case).state == "escalated"


def test_only_arbiters_rule(cast: Cast) -> None:
    case = in_arbitration(cast)
    for part, who in cast.everybody().items():
        if part not in {"dispatcher", "leader"}:
            with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
                rule_case(case, to=cast.mediator, unit=cast.station, note="清单", by=who)


def test_a_ruling_names_a_fit_person_and_says_why(cast: Cast) -> None:
    case = in_arbitration(cast)
    with refused(Invalid, "还没有写裁定的理由。"):
        rule_case(case, to=cast.mediator, unit=cast.station, note="", by=cast.dispatcher)
    with refused(Invalid, "这位同事现在不是该单位的调解员。"):
        rule_case(case, to=cast.far_mediator, unit=cast.far_station, note="清单", by=cast.dispatcher)
    accounts.leave(cast.second_mediator, cast.mediator)
    with refused(Invalid, "这位同事现在不在岗。"):
        rule_case(case, to=cast.second_mediator, unit=cast.station, note="清单", by=cast.dispatcher)


def test_two_rulings_from_the_same_page_one_wins(cast: Cast) -> None:
    case = in_arbitration(cast)
    seen = last_seq(case)
    rule_case(case, to=cast.mediator, unit=cast.station, note="清单", seen=seen, by=cast.dispatcher)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        rule_case(case, to=cast.colleague, unit=cast.other_station, note="清单", seen=seen, by=cast.leader)
    with refused(Stale, "%(who)s %(when)s 刚改过%(thing)s，您看到的已不是最新。"):
        assign_case(case, to=cast.second_mediator, unit=cast.station, seen=seen, by=cast.lead)


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_a_case_goes_up_to_the_district_and_comes_back(cast: Cast, state: str) -> None:
    case = assigned(cast) if state == "assigned" else accepted(cast)
    with refused(Invalid, "还没有写上报的理由。"):
        escalate_case(case, note="", by=cast.lead)
    escalate_case(case, note="要区住建局来定", by=cast.lead)
    kept = again(case)
    assert (kept.state, kept.assignee, kept.unit) == ("escalated", None, cast.station)
    # What the law counts goes on above.
    assert clocks(case) == {"escalation"} | ({"mediation"} if state == "in_progress" else set())
    assert kept not in visible_to(cast.mediator) and kept in visible_to(cast.lead)
    with refused(Invalid, "还没有写区级的意见。"):
        send_case_down(case, note="", by=cast.dispatcher)
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        send_case_down(case, note="区里说街道办", by=cast.lead)
    send_case_down(case, note="区里说街道办", by=cast.dispatcher)
    assert again(case).state == "returned" and "dispatch" in clocks(case)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    accept_case(case, by=cast.mediator)


def test_the_districts_dispatcher_has_what_was_passed_up(cast: Cast) -> None:
    district = Place.objects.create(code=cast.street.district, kind="district", name_zh="拱墅区", name_en="Gongshu")
    above = accounts.account("qu", "区调度")
    accounts.duty(above, "dispatcher", cast.station, district)
    case = assigned(cast)
    escalate_case(case, note="要区住建局来定", by=cast.dispatcher)
    assert case in visible_to(above)
    send_case_down(case, note="请街道先稳住", by=above)
    assert again(case).state == "returned"


def test_a_wrong_registration_that_waits_for_a_ruling_is_voided(cast: Cast) -> None:
    case = in_arbitration(cast)
    void_case(case, note="登记错了", by=cast.lead)
    kept = again(case)
    assert (kept.state, kept.assignee, kept.due_at, clocks(kept)) == ("voided", None, None, set())
