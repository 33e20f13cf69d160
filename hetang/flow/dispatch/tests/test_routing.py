"""Routing rules: which fits, why not the earlier ones, keeping them, trying them."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.alliance.api import add_shift
from hetang.flow.dispatch.actions.assign import assign_case
from hetang.flow.dispatch.actions.route import Wanted, add_rule, change_rule, end_rule, move_rule
from hetang.flow.dispatch.models import RoutingRule
from hetang.flow.dispatch.routing import PARTS, Matter, Rule, explain, first_match
from hetang.flow.dispatch.suggesting import NEAR, ON_DUTY, candidates_for, suggestions
from hetang.flow.dispatch.trying import over_last_month
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

NINE = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
TICKET = Matter("dispute", "other_consumption", "330105008001", 7, NINE, "网上买演唱会门票，票一直没有来")


def rule(key: int = 1, **asks: object) -> Rule:
    return Rule(key=key, name=f"第{key}条", to_unit=key, **asks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asks", "missed"),
    [
        ({}, []),
        ({"kinds": frozenset({"dispute"})}, []),
        ({"kinds": frozenset({"hazard"})}, ["kind"]),
        ({"categories": frozenset({"medical"})}, ["category"]),
        ({"communities": frozenset({"330105008002"})}, ["community"]),
        ({"units": frozenset({8})}, ["unit"]),
        ({"weekdays": frozenset({5, 6})}, ["weekday"]),
        ({"starts": time(9), "ends": time(12)}, []),
        ({"starts": time(17), "ends": time(9)}, ["time"]),
        ({"starts": time(17), "ends": time(10)}, []),
        ({"words": ("欠薪", "工资")}, ["words"]),
        ({"words": ("欠薪", "门票")}, []),
        ({"since": date(2026, 3, 10)}, ["dates"]),
        ({"until": date(2026, 3, 8)}, ["dates"]),
        ({"kinds": frozenset({"hazard"}), "words": ("漏水",)}, ["kind", "words"]),
    ],
)
def test_a_rule_takes_what_fits_all_it_asks_for(asks: dict[str, Any], missed: list[str]) -> None:
    assert rule(**asks).misses(TICKET) == missed


def test_the_first_that_fits_takes_it_and_the_others_say_why_not() -> None:
    rules = [rule(1, kinds=frozenset({"hazard"})), rule(2, words=("漏水",)), rule(3), rule(4)]
    found = explain(rules, TICKET)
    assert found.taken == rules[2]
    assert [(each.key, missed) for each, missed in found.passed] == [(1, ("kind",)), (2, ("words",))]
    assert explain(rules[:2], TICKET).taken is None


@given(st.integers(0, 2**32))
def test_explaining_and_matching_never_disagree(seed: int) -> None:
    rng = Random(seed)
    rules = [
        rule(
            n,
            kinds=frozenset(rng.sample(["dispute", "hazard"], rng.randrange(3))),
            weekdays=frozenset(rng.sample(range(7), rng.randrange(8))),
            words=tuple(rng.sample(["门票", "漏水"], rng.randrange(3))),
        )
        for n in range(rng.randrange(6))
    ]
    matter = Matter("dispute", "x", "", None, NINE + timedelta(hours=rng.randrange(200)), "门票")
    found = explain(rules, matter)
    assert found.taken == first_match(rules, matter)
    assert all(missed and set(missed) <= set(PARTS) for _, missed in found.passed)


def wanted(cast: Cast, **other: object) -> Wanted:
    known = {"name": "演唱会归瓜山", "to_unit": cast.other_station.pk, "words": ["演唱会"], "since": MONDAY.date()}
    return Wanted(**{**known, **other})  # type: ignore[arg-type]


def tickets_to_the_other_station(cast: Cast, **other: object) -> RoutingRule:
    return add_rule(cast.street.code, wanted(cast, **other), by=cast.dispatcher)


def test_the_rules_unit_is_offered_first_with_its_reason(cast: Cast) -> None:
    case = cases.case(cast)
    assert candidates_for(case)[0].unit == cast.station
    tickets_to_the_other_station(cast)
    best = candidates_for(case)[0]
    assert (best.unit, best.account, best.reasons[0].name) == (cast.other_station, cast.colleague, "演唱会归瓜山")
    assert all(not why.name for why in candidates_for(case)[1].reasons)


def test_the_person_a_rule_names_comes_before_the_colleagues(cast: Cast) -> None:
    tickets_to_the_other_station(cast, to_unit=cast.station.pk, to_account=cast.second_mediator.pk)
    case = cases.case(cast)
    assign_case(cases.case(cast), to=cast.second_mediator, unit=cast.station, by=cast.lead)
    assert candidates_for(case)[0].account == cast.second_mediator


def test_who_is_on_duty_is_offered_before_who_has_less_in_hand(cast: Cast) -> None:
    case = cases.case(cast)
    assign_case(cases.case(cast), to=cast.second_mediator, unit=cast.station, by=cast.lead)
    assert candidates_for(case)[0].account == cast.mediator
    hours = {"weekdays": [0], "starts": time(8), "ends": time(18), "since": MONDAY.date()}
    add_shift(cast.station, role="mediator", account=cast.second_mediator, **hours, by=cast.lead)  # type: ignore[arg-type]
    best = candidates_for(case)[0]
    assert (best.account, [why.text for why in best.reasons]) == (cast.second_mediator, [ON_DUTY, NEAR])


def test_who_is_on_duty_is_offered_before_who_is_near(cast: Cast) -> None:
    case = cases.case(cast)
    hours = {"weekdays": [0], "starts": time(8), "ends": time(18), "since": MONDAY.date()}
    add_shift(cast.other_station, role="mediator", account=cast.colleague, **hours, by=cast.other_lead)  # type: ignore[arg-type]
    assert [c.account for c in candidates_for(case)][0] == cast.colleague


def test_a_new_rule_holds_for_what_already_waits_and_reads_the_hour_of_the_call(cast: Cast) -> None:
    case = cases.case(cast)
    with clock.fixed_at(MONDAY + timedelta(days=2)):
        wednesday = MONDAY.date() + timedelta(days=2)
        tickets_to_the_other_station(cast, since=wednesday, weekdays=[0], starts=time(9), ends=time(11))
        assert candidates_for(case)[0].unit == cast.other_station
    with clock.fixed_at(MONDAY + timedelta(days=1)):
        assert candidates_for(case)[0].unit == cast.station, "it does not hold yet"


def test_a_rule_that_has_not_begun_never_does(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast, since=MONDAY.date() + timedelta(days=3))
    key = made.pk
    end_rule(made, by=cast.dispatcher)
    assert not RoutingRule.objects.exists()
    told = list(story("routing", key))[-1]
    assert (told.verb, told.body["old"]["words"]) == ("drop_rule", ["演唱会"])
    with refused(WrongState, "这条规则刚被别人取消。"):
        end_rule(RoutingRule(pk=key, street=cast.street.code), by=cast.dispatcher)


def test_a_rule_whose_receiver_left_is_not_sent_elsewhere_by_saving_it(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast, to_unit=cast.station.pk, to_account=cast.second_mediator.pk)
    Account.objects.filter(pk=cast.second_mediator.pk).update(is_active=False)
    client, address = signed_in(cast.dispatcher), reverse("routing-rule", args=[made.pk])
    page = client.get(address).content.decode()
    kept = f"{cast.station.pk}:{cast.second_mediator.pk}"
    assert f'value="{kept}" selected' in page and "（现在不能派给）" in page
    form = {"name": "演唱会", "words": "演唱会", "since": "2026-03-09", "version": "1"}
    answer = client.post(address, {**form, "to": kept})
    assert answer.status_code == 422 and "原来指定的单位或同事现在不能派给，请另选。" in answer.content.decode()
    assert client.post(address, {**form, "to": f"{cast.station.pk}:{cast.mediator.pk}"}).status_code == 302
    assert RoutingRule.objects.get().to_account == cast.mediator


def test_the_history_says_what_was_and_what_is(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast)
    other = wanted(cast, to_unit=cast.station.pk, kinds=["hazard"], communities=[cast.community.code], weekdays=[0])
    change_rule(made, other, version=1, by=cast.leader)
    page = signed_in(cast.dispatcher).get(reverse("routing-rule", args=[made.pk])).content.decode()
    for said in ("派给：瓜山驿站 → 蔡马驿站", "事项类别：— → 隐患", "社区：— → 蔡马社区", "星期：— → 周一"):
        assert said in page


def test_who_is_away_is_not_offered(cast: Cast) -> None:
    accounts.leave(cast.mediator, cast.second_mediator)
    assert cast.mediator not in {c.account for c in candidates_for(cases.case(cast))}


def test_many_at_once_are_offered_as_one_by_one(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    tickets_to_the_other_station(cast)
    found = [cases.case(cast), cases.case(cast, summary="楼上漏水"), cases.case(cast, kind="hazard")]
    one_by_one = {case.pk: candidates_for(case) for case in found}
    with django_assert_max_num_queries(9):
        assert suggestions(found) == one_by_one


def test_each_change_is_an_event_with_the_old_and_the_new(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast)
    changed = change_rule(made, wanted(cast, words=["门票"]), version=1, by=cast.leader)
    end_rule(changed, by=cast.dispatcher)
    events = list(story("routing", made.pk))
    assert [(e.verb, e.actor) for e in events] == [
        ("add_rule", cast.dispatcher.pk),
        ("change_rule", cast.leader.pk),
        ("end_rule", cast.dispatcher.pk),
    ]
    assert events[1].body == {"old": {"words": ["演唱会"]}, "new": {"words": ["门票"]}}
    assert events[2].body == {"old": {"until": None}, "new": {"until": "2026-03-09"}}
    with clock.fixed_at(MONDAY + timedelta(days=1)):
        assert candidates_for(cases.case(cast))[0].unit == cast.station


def test_a_form_made_before_the_last_change_is_refused(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast)
    change_rule(made, wanted(cast, words=["门票"]), version=1, by=cast.leader)
    with refused(WrongState, "这条规则刚被别人改过，您看到的已不是最新。"):
        change_rule(made, wanted(cast, words=["票"] * 2), version=1, by=cast.dispatcher)


def test_rules_change_places_and_the_ends_stay_ends(cast: Cast) -> None:
    first, second = tickets_to_the_other_station(cast), tickets_to_the_other_station(cast, name="第二条")
    move_rule(second, up=True, by=cast.dispatcher)
    rows = RoutingRule.objects.order_by("position").values_list("pk", flat=True)
    assert list(rows) == [second.pk, first.pk]
    with refused(WrongState, "这条规则已经在最前或最后。"):
        move_rule(second, up=True, by=cast.dispatcher)


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"name": " "}, "请给规则起个名字，不超过 60 字。"),
        ({"kinds": ["quarrel"]}, "规则里有不认识的选项。"),
        ({"communities": ["330105009001"]}, "规则里有不认识的选项。"),
        ({"weekdays": [7]}, "规则里有不认识的选项。"),
        ({"words": ["票"]}, "词要有 2 到 20 个字，最多 %(most)s 个。"),
        ({"starts": time(9)}, "时段要写起止两个时间。"),
        ({"until": MONDAY.date() - timedelta(days=1)}, "结束日期不能早于开始日期。"),
        ({"to_unit": 0}, "请选择本街道的承办单位。"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(cast: Cast, other: dict[str, object], what: str) -> None:
    with refused(Invalid, what):
        tickets_to_the_other_station(cast, **other)


def test_a_rule_names_a_mediator_of_its_unit_and_a_unit_of_its_street(cast: Cast) -> None:
    with refused(Invalid, "这位同事现在不是该单位的调解员。"):
        tickets_to_the_other_station(cast, to_account=cast.mediator.pk)
    with refused(Invalid, "请选择本街道的承办单位。"):
        tickets_to_the_other_station(cast, to_unit=cast.far_station.pk)


def test_only_its_editors_change_a_streets_rules(cast: Cast) -> None:
    made = tickets_to_the_other_station(cast)
    for part, who in cast.everybody().items():
        if part not in {"dispatcher", "leader"}:
            with refused(NotAllowed, "您不能修改这个街道的派单规则。"):
                end_rule(made, by=who)
    admin = accounts.staff("root", "系统管理员", "system_admin", cast.station)
    end_rule(made, by=admin)


def test_over_last_month_counts_what_each_rule_would_take(cast: Cast) -> None:
    there, here, nowhere, waiting = [cases.case(cast) for _ in range(3)] + [cases.case(cast)]
    assign_case(there, to=cast.colleague, unit=cast.other_station, by=cast.lead)
    assign_case(here, to=cast.mediator, unit=cast.station, by=cast.lead)
    cases.case(cast, summary="楼上漏水")
    with clock.fixed_at(MONDAY - timedelta(days=40)):
        cases.case(cast)
    tickets_to_the_other_station(cast)
    found = over_last_month(cast.street.code, cast.dispatcher)
    assert (found.cases, found.nobodys, found.undecided, found.capped) == (5, 1, 2, False)
    assert [(t.taken, t.elsewhere) for t in found.rules] == [(4, 1)]
    assert [(d.number, d.went) for d in found.differing] == [(here.number, cast.station.pk)]
    assert nowhere.number != waiting.number


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


def test_the_pages_take_a_rule_from_its_making_to_its_end(cast: Cast) -> None:
    client, to = signed_in(cast.dispatcher), f"{cast.other_station.pk}:"
    form = {"name": "演唱会", "to": to, "words": "演唱会，门票", "weekdays": ["0", "1"], "since": "2026-03-09"}
    assert client.post(reverse("routing-new"), form).status_code == 302
    made = RoutingRule.objects.get()
    assert (made.words, made.weekdays) == (["演唱会", "门票"], [0, 1])
    assert "演唱会" in client.get(reverse("routing")).content.decode()
    page = client.get(reverse("routing-rule", args=[made.pk])).content.decode()
    assert "改动记录" in page and "周一" in page and 'value="2026-03-09"' in page
    changed = client.post(reverse("routing-rule", args=[made.pk]), {**form, "name": "票务", "version": "1"})
    assert changed.status_code == 302 and RoutingRule.objects.get().name == "票务"
    assert client.post(reverse("routing-rule", args=[made.pk]), {"version": "2"}).status_code == 422
    assert client.post(reverse("routing-move", args=[made.pk]), {"to": "up"}).status_code == 409
    assert client.post(reverse("routing-end", args=[made.pk])).status_code == 302


def test_the_simulator_says_which_rule_and_why_not_the_earlier_ones(cast: Cast) -> None:
    tickets_to_the_other_station(cast, name="只管漏水", words=["漏水"])
    tickets_to_the_other_station(cast)
    client = signed_in(cast.dispatcher)
    typed = {"kind": "dispute", "category": "medical", "at": "2026-03-09T10:00", "text": "演唱会退票"}
    page = client.post(reverse("routing-trial"), typed).content.decode()
    assert "演唱会归瓜山" in page and "只管漏水" in page and "文字里没有这些词" in page
    assert client.post(reverse("routing-trial"), {"kind": "x"}).status_code == 422
    cases.case(cast)
    assert "最近 30 天的案件" in client.post(reverse("routing-trial"), {"past": "1"}).content.decode()
    assert signed_in(cast.lead).post(reverse("routing-trial"), {"past": "1"}).status_code == 403
    assert signed_in(cast.mediator).get(reverse("routing")).status_code == 403
