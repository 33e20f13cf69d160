"""Offering a case to somebody else: it stays with the first owner until another has taken it."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.dispatch.actions.assign import assign_case
from hetang.flow.dispatch.actions.bounce import refer_case, return_case, rule_case
from hetang.flow.dispatch.actions.hand_over import hand_over_case
from hetang.flow.dispatch.actions.transfer import decline_transfer, offer_transfer, take_transfer, withdraw_transfer
from hetang.flow.dispatch.models import Assignment, Transfer
from hetang.flow.dispatch.tests.factories import accepted, assigned
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, visible_to
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.services.mediation.api import mediation_of


def offered(cast: Cast, case: Case) -> Transfer:
    text = "当事人都住瓜山，请就近办"
    return offer_transfer(case, to=cast.colleague, unit=cast.other_station, text=text, by=cast.mediator)


def stands(case: Case) -> tuple[object, ...]:
    kept = Case.objects.get(pk=case.pk)
    running = tuple(case.clocks.filter(stopped_at=None).order_by("name").values_list("name", "due_at"))
    return kept.state, kept.assignee, kept.due_at, running


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_an_offer_changes_nothing_about_who_is_responsible(cast: Cast, state: str) -> None:
    case = assigned(cast) if state == "assigned" else accepted(cast)
    before = stands(case)
    offered(cast, case)
    assert stands(case) == before
    assert case in visible_to(cast.colleague), "who is asked sees what they are asked for"


@pytest.mark.parametrize("state", ["assigned", "in_progress"])
def test_who_takes_it_has_it_and_the_clocks_run_on(cast: Cast, state: str) -> None:
    case = assigned(cast) if state == "assigned" else accepted(cast)
    found, running = offered(cast, case), dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))
    take_transfer(found, by=cast.colleague)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee, kept.unit) == ("in_progress", cast.colleague, cast.station)
    (current,) = Assignment.objects.filter(case=case, ended_at=None)
    assert (current.to, current.accepted_at is not None, current.silent_at) == (cast.colleague, True, None)
    now = dict(case.clocks.filter(stopped_at=None).values_list("name", "due_at"))
    assert now.keys() == {"mediation"} and (state == "assigned" or now == running)
    assert mediation_of(case) is not None
    assert case not in visible_to(cast.mediator)
    told = [e.verb for e in story("case", case.pk)][-2:]
    assert told == (["take_transfer", "accept"] if state == "assigned" else ["offer_transfer", "take_transfer"])


def test_who_declines_says_why_and_sees_it_no_more(cast: Cast) -> None:
    case = accepted(cast)
    found, before = offered(cast, case), stands(case)
    with refused(Invalid, "还没有写不接的理由。"):
        decline_transfer(found, text=" ", by=cast.colleague)
    decline_transfer(found, text="本周在外培训", by=cast.colleague)
    assert stands(case) == before
    assert case not in visible_to(cast.colleague)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        decline_transfer(found, text="再说一次", by=cast.colleague)
    offered(cast, case)


def test_only_the_one_asked_answers_and_only_the_offering_side_takes_it_back(cast: Cast) -> None:
    case = accepted(cast)
    found = offered(cast, case)
    for part, who in cast.everybody().items():
        if part != "colleague":
            with refused(NotAllowed, "这件案件没有转给您。"):
                take_transfer(found, by=who)
        if part not in {"mediator", "lead"}:
            with refused(NotAllowed, "这次转办不由您撤回。"):
                withdraw_transfer(found, by=who)
    withdraw_transfer(found, by=cast.lead)
    assert case not in visible_to(cast.colleague)


def test_an_offer_ends_when_the_case_leaves_its_handlers_hands(cast: Cast) -> None:
    given, gone, back = accepted(cast), accepted(cast), assigned(cast)
    offers = [offered(cast, case) for case in (given, gone, back)]
    assign_case(given, to=cast.second_mediator, unit=cast.station, by=cast.lead)
    hand_over_case(gone, leaver=cast.mediator, to=cast.second_mediator, reason="调离", by=cast.lead)
    return_case(back, reason="busy", note="手头太满", by=cast.mediator)
    for offer in offers:
        assert Transfer.objects.get(pk=offer.pk).state == "withdrawn"
        assert offer.case not in visible_to(cast.colleague)
        with pytest.raises(WrongState):
            take_transfer(offer, by=cast.colleague)


@pytest.mark.parametrize(
    ("to", "unit", "text", "what"),
    [
        ("mediator", "station", "请你办", "这件案件已经在这位同事手里。"),
        ("colleague", "other_station", " ", "还没有写转办的理由。"),
        ("colleague", "station", "请你办", "这位同事现在不是该单位的调解员。"),
        ("far_mediator", "far_station", "请你办", "这位同事现在不是该单位的调解员。"),
    ],
)
def test_an_offer_that_makes_no_sense_is_refused(cast: Cast, to: str, unit: str, text: str, what: str) -> None:
    case = accepted(cast)
    with refused(Invalid, what):
        offer_transfer(case, to=getattr(cast, to), unit=getattr(cast, unit), text=text, by=cast.mediator)


def test_one_offer_at_a_time_by_the_handler_or_the_lead_while_it_is_in_hand(cast: Cast) -> None:
    case = accepted(cast)
    kwargs = {"to": cast.colleague, "unit": cast.other_station, "text": "请你办"}
    for part, who in cast.everybody().items():
        if part not in {"mediator", "lead"}:
            with refused(NotAllowed, "您不能转办这件案件。"):
                offer_transfer(case, **kwargs, by=who)  # type: ignore[arg-type]
    offered(cast, case)
    with refused(WrongState, "已经向一位同事提出转办。"):
        offer_transfer(case, **kwargs, by=cast.lead)  # type: ignore[arg-type]
    fresh = cases.case(cast)
    with refused(WrongState, "现在是“%(state)s”，不能转办。"):
        offer_transfer(fresh, **kwargs, by=cast.lead)  # type: ignore[arg-type]


def test_who_left_meanwhile_cannot_take_it(cast: Cast) -> None:
    found = offered(cast, accepted(cast))
    accounts.leave(cast.colleague, cast.other_lead)
    with refused(Invalid, "这位同事现在不在岗。"):
        take_transfer(found, by=cast.colleague)


def test_what_was_ruled_is_passed_on_inside_its_unit_only_and_stays_ruled(cast: Cast) -> None:
    case = cases.case(cast)
    refer_case(case, note="不归我们", by=cast.lead)
    rule_case(case, to=cast.mediator, unit=cast.station, note="清单", by=cast.dispatcher)
    with refused(Invalid, "这件案件已经裁定由哪个单位承办，不能再派给别的单位。"):
        offered(cast, case)
    found = offer_transfer(case, to=cast.second_mediator, unit=cast.station, text="请你办", by=cast.mediator)
    take_transfer(found, by=cast.second_mediator)
    assert Assignment.objects.get(case=case, ended_at=None).is_final


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_over_http_from_the_offer_to_the_taking(cast: Cast) -> None:
    case, to = accepted(cast), f"{cast.other_station.pk}:{cast.colleague.pk}"
    sent = signed_in(cast.mediator).post(reverse("case-transfer-offer", args=[case.number]), {"to": to, "text": "就近"})
    assert sent.status_code == 302
    client = signed_in(cast.colleague)
    assert case.number in client.get(reverse("dispatch-desk")).content.decode()
    assert "这件案件转给您" in client.get(case.get_absolute_url()).content.decode()
    assert "对方接办之前仍由原承办人负责" in client.get(reverse("case-joint", args=[case.number])).content.decode()
    assert client.post(reverse("case-transfer-reply", args=[case.number]), {"answer": "take"}).status_code == 302
    assert Case.objects.get(pk=case.pk).assignee == cast.colleague
    assert "这件案件转给您" not in client.get(case.get_absolute_url()).content.decode()
