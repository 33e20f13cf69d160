"""Putting a mistake right: the old value stays, and the event holds references only."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from hetang.ground.journal.api import story
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.actions.cluster import join_cluster
from hetang.record.cases.actions.correct import allow_correction, correct_case
from hetang.record.cases.actions.state import reopen_case
from hetang.record.cases.correcting import FIELDS
from hetang.record.cases.models import Case, Party
from hetang.record.cases.narrative import timeline
from hetang.record.cases.queries import parties_of, running_clocks
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, TEXT, Cast
from hetang.record.cases.writing import Frozen, Stale, last_seq


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.case(cast)


@pytest.mark.parametrize(
    ("field", "new", "kept"),
    [
        ("title", "演唱会门票", "演唱会门票"),
        ("summary", "写错了，是 5000 元", "写错了，是 5000 元"),
        ("category", "e_commerce", "e_commerce"),
        ("kind", "request", "request"),
        ("community", "", ""),
        ("place_text", "3 幢", "3 幢"),
        ("amount_fen", "5000", 500_000),
        ("amount_fen", "", None),
        ("event_on", "2026-03-01", date(2026, 3, 1)),
    ],
)
def test_a_value_is_put_right_and_the_old_one_kept(cast: Cast, case: Case, field: str, new: str, kept: Any) -> None:
    old = getattr(case, field)
    row = correct_case(case, field=field, new=new, reason="听错了", by=cast.operator)
    assert getattr(Case.objects.get(pk=case.pk), field) == kept
    assert (row.old, row.reason, row.by) == ("" if old is None else str(old), "听错了", cast.operator)
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body["correction"], event.body["field"]) == ("correct", row.pk, field)
    assert TEXT not in event.body_text and "写错了" not in event.body_text


def test_the_story_shows_old_and_new(cast: Cast, case: Case, settings: Any) -> None:
    settings.EVENT_TEXTS = ["hetang.record.cases.narrative.TEXTS", "hetang.record.cases.tests.factories.REGISTER"]
    correct_case(case, field="amount_fen", new="5000", reason="听错了", by=cast.operator)
    correct_case(case, field="category", new="e_commerce", reason="是网购", by=cast.operator)
    with translation.override("zh-hans"):
        texts = [e.text for e in timeline(case, parties_of(case))]
    assert texts[1:] == ["更正涉及金额：500 元 → 5,000 元", "更正纠纷类型：其他消费 → 电子商务"]


@pytest.mark.parametrize(
    ("field", "new", "what"),
    [
        ("number", "X", "这一项不能更正。"),
        ("state", "closed", "这一项不能更正。"),
        ("title", " ", "改成的内容为空或太长。"),
        ("title", "长" * 61, "改成的内容为空或太长。"),
        ("category", "gossip", "不认识纠纷类型“%(category)s”。"),
        ("kind", "petition", "信访不能靠更正变成别的事项，别的事项也不能变成信访。"),
        ("community", "330105009001", "这个社区不在案件所在的街道。"),
        ("amount_fen", "很多", "请写金额，例如 500 或 500.50。"),
        ("amount_fen", "-1", "金额太大或小于零，请核对。"),
        ("event_on", "昨天", "请写日期，例如 2026-03-09。"),
        ("event_on", "2026-03-10", "日期还没有到。"),
        ("party.role", "relative", "这一项不能更正。"),
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, case: Case, field: str, new: str, what: str) -> None:
    with refused(Invalid, what):
        correct_case(case, field=field, new=new, reason="听错了", by=cast.operator)


def test_without_a_reason_or_a_change_it_is_refused(cast: Cast, case: Case) -> None:
    with refused(Invalid, "还没有写原因。"):
        correct_case(case, field="title", new="别的", reason=" ", by=cast.operator)
    with refused(Invalid, "和原来的一样，没有什么可更正的。"):
        correct_case(case, field="category", new="other_consumption", reason="看错", by=cast.operator)


def test_a_kind_is_corrected_before_anybody_was_given_the_case_and_its_clock_follows(cast: Cast, case: Case) -> None:
    correct_case(case, field="kind", new="consultation", reason="只是问问", by=cast.operator)
    assert list(running_clocks(case).values_list("name", flat=True)) == ["consultation"]
    given = factories.in_hand(cast)
    with refused(Invalid, "已经分派或答复的案件不能再改类别。"):
        correct_case(given, field="kind", new="request", reason="听错了", by=cast.lead)
    petition = factories.case(cast, kind="petition")
    with refused(Invalid, "信访不能靠更正变成别的事项，别的事项也不能变成信访。"):
        correct_case(petition, field="kind", new="dispute", reason="听错了", by=cast.lead)


def test_a_partys_role_is_changed_with_the_other_side_only(cast: Cast, case: Case) -> None:
    party = case.parties.get(role="applicant")
    correct_case(case, field="party.role", new="respondent", reason="弄反了", party=party, by=cast.operator)
    assert Party.objects.get(pk=party.pk).role == "respondent"
    with refused(Invalid, "不能改成这种身份。"):
        correct_case(case, field="party.role", new="guardian", reason="弄反了", party=party, by=cast.operator)


def test_a_date_of_birth_is_kept_sealed(cast: Cast, case: Case) -> None:
    party = case.parties.get(role="applicant")
    party.born_on = date(2010, 1, 1)
    party.save()
    row = correct_case(
        case, field="party.born_on", new="2009-01-01", reason="看了户口本", party=party, by=cast.operator
    )
    assert (row.old, row.new) == ("", "")
    assert crypto.unseal(bytes(party.person.key), bytes(row.old_sealed or b""), "correction") == "2010-01-01"
    assert "2009" not in list(story("case", case.pk))[-1].body_text


def test_who_does_not_work_on_the_case_corrects_nothing(cast: Cast, case: Case) -> None:
    for who in (cast.mediator, cast.leader, cast.other_lead, cast.stranger):
        with refused(NotAllowed, "您不能补充这件案件的内容。"):
            correct_case(case, field="title", new="别的", reason="听错了", by=who)


def test_two_people_at_one_value_the_second_is_told_who_was_first(cast: Cast, case: Case) -> None:
    seen = last_seq(case)
    correct_case(case, field="title", new="甲", reason="听错了", seen=seen, by=cast.operator)
    with refused(Stale, "%(who)s %(when)s 刚改过%(thing)s，您看到的已不是最新。"):
        correct_case(case, field="title", new="乙", reason="听错了", seen=seen, by=cast.lead)
    assert Case.objects.get(pk=case.pk).title == "甲"


def test_every_field_has_a_name_and_lives_on_its_row() -> None:
    for key, field in FIELDS.items():
        model = Party if field.of_party else Case
        assert field.label and hasattr(model, key.rpartition(".")[2])


def test_another_category_runs_by_its_own_law_from_the_same_start(cast: Cast) -> None:
    case = factories.in_hand(cast)
    running = case.clocks.get(name="mediation", stopped_at=None)
    correct_case(case, field="category", new="medical", reason="是医疗纠纷", by=cast.mediator)
    kept = case.clocks.get(name="mediation", stopped_at=None)
    assert (kept.pk, kept.rule, kept.started_at) == (running.pk, "mediation_medical", running.started_at)
    assert kept.due_at == rulepacks.deadline("mediation", kept.started_at, category="medical") != running.due_at
    assert Case.objects.get(pk=case.pk).due_at == kept.due_at
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.actor, event.body["clock"]) == (
        "change_clock_rule",
        cast.mediator.pk,
        "mediation_medical",
    )
    told = len(list(story("case", case.pk)))
    correct_case(case, field="title", new="输液纠纷", reason="写清楚", by=cast.mediator)
    assert len(list(story("case", case.pk))) == told + 1


def test_the_wages_of_a_migrant_leave_fifteen_days_from_the_registration(cast: Cast) -> None:
    case = factories.case(cast)
    with clock.fixed_at(MONDAY + timedelta(days=3)):
        case = factories.put(case, "in_progress", assignee=cast.mediator, clock_name="mediation")
        correct_case(case, field="category", new="migrant_wages", reason="是欠薪", by=cast.mediator)
    kept = case.clocks.get(name="mediation", stopped_at=None)
    # 24 March ends at midnight.
    assert (kept.started_at, kept.due_at) == (MONDAY, datetime(2026, 3, 25, tzinfo=MONDAY.tzinfo))


def test_an_override_that_was_not_used_ends_when_the_case_is_taken_up_again(cast: Cast) -> None:
    case = factories.put(factories.case(cast), "closed", assignee=cast.mediator)
    allow_correction(case, field="title", reason="名字写错", by=cast.lead)
    with clock.fixed_at(MONDAY + timedelta(hours=1)):
        reopen_case(case, note="又反悔了", by=cast.lead)
        case = factories.put(Case.objects.get(pk=case.pk), "closed", assignee=cast.mediator)
        with refused(Frozen, factories.FROZEN):
            correct_case(case, field="title", new="对的", reason="名字写错", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(hours=2)):
        allow_correction(case, field="title", reason="名字写错", by=cast.lead)
        correct_case(case, field="title", new="对的", reason="名字写错", by=cast.mediator)


def test_a_voided_case_has_no_override(cast: Cast) -> None:
    case = factories.put(factories.case(cast), "closed", assignee=cast.mediator)
    allow_correction(case, field="title", reason="名字写错", by=cast.lead)
    case = factories.put(case, "voided", assignee=cast.mediator)
    with refused(Frozen, factories.FROZEN):
        correct_case(case, field="title", new="对的", reason="名字写错", by=cast.mediator)


def test_a_lead_with_members_does_not_become_what_cannot_be_a_lead(cast: Cast, case: Case, settings: Any) -> None:
    settings.CASE_FACTS = dict.fromkeys(settings.CASE_FACTS, "hetang.record.cases.tests.factories.met")
    join_cluster(factories.case(cast), lead=case, reason="同一处", by=cast.lead)
    with refused(Invalid, "还有案件并在这件里，不能改成不能并案的类别。"):
        correct_case(case, field="kind", new="consultation", reason="只是问问", by=cast.lead)
    correct_case(case, field="kind", new="request", reason="没有对方", by=cast.lead)


def test_a_number_in_a_title_is_masked_and_leaves_no_mark(cast: Cast, case: Case) -> None:
    typed = "演唱会门票，卖家电话" + "13800135678" + "，" * 39
    correct_case(case, field="title", new=typed, reason="听错了", by=cast.operator)
    case.refresh_from_db()
    assert case.title == typed.replace("13800135678", "138****5678") and len(case.title) == 60
    correct_case(case, field="title", new="找⟦139****0002·abcdefghij⟧", reason="听错了", by=cast.operator)
    case.refresh_from_db()
    assert case.title == "找139****0002"


def test_a_place_that_grows_too_long_by_its_marks_is_refused(cast: Cast, case: Case) -> None:
    with refused(Invalid, "改成的内容为空或太长。"):
        correct_case(case, field="place_text", new="13800135678 " * 10, reason="听错了", by=cast.operator)
