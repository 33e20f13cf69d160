"""Joining, leaving and another lead: nothing is merged, nothing lost, and everybody who reported gets an answer."""

from datetime import timedelta
from typing import Any

import pytest

from hetang.commons.people.tests import factories as people
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.actions.answer import reply_to_member
from hetang.record.cases.actions.cluster import change_lead, join_cluster, leave_cluster
from hetang.record.cases.actions.state import close_case, reopen_case, void_case
from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.models import Answer, Case, ClockExtension, Membership
from hetang.record.cases.queries import running_clocks
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

FACTS = "hetang.record.cases.tests.factories"


@pytest.fixture(autouse=True)
def _facts(settings: Any) -> None:
    mine = {"lead_done", "members_answered"}
    met = {need: f"{FACTS}.met" for need in settings.CASE_FACTS if need not in mine}
    settings.CASE_FACTS = {**settings.CASE_FACTS, **met}
    settings.CASE_RELEASES = []


def case(cast: Cast, n: int = 0, **other: Any) -> Case:
    return factories.case(cast, parties=[("applicant", people.person(f"住户{n}", f"1390000{n:04d}"))], **other)


def fresh(one: Case) -> Case:
    return Case.objects.get(pk=one.pk)


@pytest.fixture
def lead(cast: Cast) -> Case:
    return case(cast, 100)


@pytest.fixture
def member(cast: Cast, lead: Case) -> Case:
    return join_cluster(case(cast, 101), lead=lead, reason="同一处漏水", by=cast.lead)


def test_a_member_keeps_its_parties_and_its_clocks_stop(cast: Cast, lead: Case, member: Case) -> None:
    kept = fresh(member)
    assert (kept.state, kept.part_of, kept.due_at, kept.assignee) == ("joined", lead, None, None)
    assert [p.person.name for p in kept.parties.all()] == ["住户101"]
    assert [p.person.name for p in lead.parties.all()] == ["住户100"]
    assert fresh(lead).members == 1
    assert list(story("case", member.pk))[-1].verb == "join"
    assert list(story("case", lead.pk))[-1].verb == "gather"


def test_who_leaves_takes_everything_along_and_both_stories_tell(cast: Cast, lead: Case, member: Case) -> None:
    leave_cluster(member, reason="是另一户的水管", by=cast.lead)
    kept = fresh(member)
    assert (kept.state, kept.part_of, kept.parties.count()) == ("registered", None, 1)
    assert list(running_clocks(kept).values_list("name", flat=True)) == ["dispatch"]
    assert fresh(lead).members == 0
    assert (list(story("case", kept.pk))[-1].verb, list(story("case", lead.pk))[-1].verb) == ("leave", "scatter")
    (past,) = Membership.objects.all()
    assert past.left_by == cast.lead
    join_cluster(fresh(member), lead=lead, reason="还是同一处", by=cast.lead)
    assert Membership.objects.filter(left_at=None).count() == 1


def test_what_the_law_counts_runs_on_when_a_member_leaves(cast: Cast, lead: Case) -> None:
    one = case(cast, 109, kind="request")
    running = start_clock(one, "request")
    start_clock(one, "transfer", told_due_at=factories.MONDAY + timedelta(days=4))
    ClockExtension.objects.create(
        clock=running, amount=2, unit="working_days", asked_by=cast.mediator, asked_at=clock.now(), granted=True
    )
    due = running.due_at
    with clock.fixed_at(factories.MONDAY + timedelta(days=2)):
        join_cluster(fresh(one), lead=lead, reason="同一处", by=cast.lead)
    with clock.fixed_at(factories.MONDAY + timedelta(days=3)):
        leave_cluster(fresh(one), reason="另一件事", by=cast.lead)
    running.refresh_from_db()
    assert (running.stopped_at, running.started_at, running.due_at) == (None, factories.MONDAY, due)
    assert running.extensions.count() == 1
    assert set(running_clocks(fresh(one)).values_list("name", flat=True)) == {"dispatch", "request", "transfer"}
    assert fresh(one).due_at == min(c.due_at for c in running_clocks(fresh(one)))


def test_a_clock_that_had_ended_before_the_joining_stays_ended(cast: Cast, lead: Case) -> None:
    one = case(cast, 110, kind="request")
    start_clock(one, "transfer")
    stop_clock(one, "transfer")
    with clock.fixed_at(factories.MONDAY + timedelta(days=2)):
        join_cluster(fresh(one), lead=lead, reason="同一处", by=cast.lead)
        leave_cluster(fresh(one), reason="另一件事", by=cast.lead)
    assert list(running_clocks(fresh(one)).values_list("name", flat=True)) == ["dispatch"]


def test_no_cluster_of_clusters(cast: Cast, lead: Case, member: Case) -> None:
    third = case(cast, 102)
    with refused(Invalid, "主案自己也并在别的案件里。"):
        join_cluster(third, lead=member, reason="同一处", by=cast.lead)
    with refused(Invalid, "还有案件并在这件里，不能再并入别的案件。"):
        join_cluster(lead, lead=third, reason="同一处", by=cast.lead)
    with refused(Invalid, "案件不能并入自己。"):
        join_cluster(third, lead=third, reason="同一处", by=cast.lead)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        join_cluster(member, lead=third, reason="同一处", by=cast.lead)


@pytest.mark.parametrize("kind", ["petition", "consultation"])
def test_petitions_and_consultations_are_handled_one_by_one(cast: Cast, lead: Case, kind: str) -> None:
    other = case(cast, 103, kind=kind)
    with refused(WrongState, "“%(kind)s”没有这一步。"):
        join_cluster(other, lead=lead, reason="同一处", by=cast.lead)
    with refused(Invalid, "信访和咨询不能并案。"):
        join_cluster(lead, lead=other, reason="同一处", by=cast.lead)


def test_only_into_a_case_that_one_may_see(cast: Cast, lead: Case) -> None:
    mine = case(cast, 104)
    hidden = case(cast, 105, unit=cast.other_station)
    with refused(Invalid, "没有找到要并入的主案。"):
        join_cluster(mine, lead=hidden, reason="同一处", by=cast.lead)
    with refused(NotAllowed, "您不能“%(verb)s”这件案件。"):
        join_cluster(mine, lead=lead, reason="同一处", by=cast.operator)


def test_what_was_mediated_on_its_own_is_not_joined(cast: Cast, lead: Case, settings: Any) -> None:
    settings.CASE_FACTS = {**settings.CASE_FACTS, "not_mediated": f"{FACTS}.unmet"}
    other = case(cast, 106)
    with refused(Missing, "还不能“%(verb)s”。"):
        join_cluster(other, lead=lead, reason="同一处", by=cast.lead)


def test_each_reporter_gets_an_answer_of_their_own_after_the_lead_is_closed(cast: Cast, lead: Case) -> None:
    first, second = (join_cluster(case(cast, n), lead=lead, reason="同一处", by=cast.lead) for n in (107, 108))
    with refused(Missing, "还不能“%(verb)s”。"):
        reply_to_member(first, text="修好了", by=cast.operator)
    factories.put(fresh(lead), "closed")
    reply_to_member(fresh(first), text="三楼的管子已换", by=cast.operator)
    assert fresh(first).state == "closed" and fresh(second).state == "joined"
    reply_to_member(fresh(second), text="您家的天花板周五来粉刷", means="visit", by=cast.lead)
    assert [(a.case, a.text) for a in Answer.objects.order_by("id")] == [
        (first, "三楼的管子已换"),
        (second, "您家的天花板周五来粉刷"),
    ]


def test_a_member_that_is_reopened_goes_on_alone(cast: Cast, lead: Case, member: Case) -> None:
    factories.put(fresh(lead), "closed")
    reply_to_member(fresh(member), text="修好了", by=cast.operator)
    kept = fresh(reopen_case(member, note="又漏了", by=cast.lead))
    assert (kept.state, kept.part_of, fresh(lead).members) == ("returned", None, 0), "nobody has it: it is given out"
    told = list(story("case", lead.pk))[-1]
    assert (told.verb, told.body) == ("scatter", {"case": member.pk}), "the lead's story tells it too"
    factories.put(kept, "resolved", assignee=cast.mediator)
    close_case(kept, by=cast.lead)
    firsts = [e.body["first"] for e in story("case", kept.pk) if "first" in e.body and e.verb in {"reply", "close"}]
    assert firsts == [True, False], "one matter is counted once, however it was closed"


def test_a_member_leaves_a_lead_that_is_closed(cast: Cast, lead: Case, member: Case) -> None:
    factories.put(fresh(lead), "closed")
    leave_cluster(fresh(member), reason="是另一户的水管", by=cast.lead)
    assert (fresh(member).state, fresh(lead).members) == ("registered", 0)


def test_who_looks_at_an_old_cluster_is_told(cast: Cast, lead: Case, member: Case) -> None:
    third, seen = join_cluster(case(cast, 111), lead=lead, reason="同一处", by=cast.lead), fresh(member)
    assert seen.part_of == lead
    change_lead(fresh(lead), to=third, reason="材料更全", by=cast.lead)
    before = all_rows()
    with refused(WrongState, "并案关系刚有变动，没有改动。"):
        leave_cluster(seen, reason="是另一户的水管", by=cast.lead)
    assert changed(before) == {}


def test_another_lead_and_the_old_one_is_a_member(cast: Cast, lead: Case, member: Case) -> None:
    third, outside = join_cluster(case(cast, 109), lead=lead, reason="同一处", by=cast.lead), case(cast, 110)
    with refused(Invalid, "新的主案须是已并入的案件。"):
        change_lead(lead, to=outside, reason="材料更全", by=cast.lead)
    change_lead(fresh(lead), to=fresh(member), reason="材料更全", by=cast.lead)
    old, new, other = fresh(lead), fresh(member), fresh(third)
    assert (old.state, old.part_of, old.members) == ("joined", new, 0)
    assert (new.state, new.part_of, new.members) == ("registered", None, 2)
    assert (other.state, other.part_of) == ("joined", new)
    assert all(list(story("case", c.pk))[-1].verb == "change_lead" for c in (old, new, other))
    assert {m.case for m in Membership.objects.filter(left_at=None)} == {old, other}


def test_a_lead_with_members_is_not_voided(cast: Cast, lead: Case, member: Case) -> None:
    with refused(WrongState, "还有案件并在这件里，不能作废。"):
        void_case(lead, note="重复", by=cast.lead)


def test_five_reporters_are_orange_and_ten_are_red_by_the_system(cast: Cast, lead: Case) -> None:
    levels = []
    for n in range(1, 10):
        join_cluster(case(cast, 200 + n), lead=lead, reason="同一处", by=cast.lead)
        levels.append(fresh(lead).risk_level)
    assert levels == [""] * 3 + ["orange"] * 5 + ["red"]
    assert {c.by for c in lead.risk_changes.all()} == {None}


def test_a_new_lead_takes_over_the_risk_of_the_crowd(cast: Cast, lead: Case) -> None:
    members = [join_cluster(case(cast, 400 + n), lead=lead, reason="同一处", by=cast.lead) for n in range(4)]
    assert fresh(lead).risk_level == "orange"
    change_lead(fresh(lead), to=fresh(members[0]), reason="材料更全", by=cast.lead)
    assert fresh(members[0]).risk_level == "orange"


def test_a_factor_that_todays_pack_does_not_know_stops_nobody_from_joining(cast: Cast, lead: Case) -> None:
    risky = case(cast, 500)
    factories.rate(risky, "threat", cast)
    risky.risk_changes.update(factors=["threat", "gone_since"])
    join_cluster(risky, lead=lead, reason="同一处", by=cast.lead)
    assert fresh(lead).risk_level == "red"
    last = lead.risk_changes.order_by("-id")[0]
    assert last.factors == ["threat"]


def test_a_risky_member_brings_its_risk_along(cast: Cast, lead: Case) -> None:
    risky = case(cast, 300)
    factories.rate(risky, "threat", cast)
    join_cluster(risky, lead=lead, reason="同一处", by=cast.lead)
    assert fresh(lead).risk_level == "red"
