"""What is asked of others beside the handler: who may, who sees it, in what time, and how it ends."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.places.tests import factories as places
from hetang.flow.dispatch import limits
from hetang.flow.dispatch.actions.assign import assign_case
from hetang.flow.dispatch.actions.bounce import escalate_case, recuse
from hetang.flow.dispatch.actions.hand_over import hand_over_cases
from hetang.flow.dispatch.actions.task import ask_task, decide_task, report_task
from hetang.flow.dispatch.actions.transfer import offer_transfer
from hetang.flow.dispatch.asked import asked_of, tasks_waiting
from hetang.flow.dispatch.joint import open_tasks
from hetang.flow.dispatch.lifecycle import HANDLERS_ASK, TASK_ASKERS, TASK_KINDS
from hetang.flow.dispatch.models import Task
from hetang.flow.dispatch.saying import MOST
from hetang.flow.dispatch.tests.factories import accepted
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, visible_to
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

NOT_YOURS = "您不能为这件案件提出“%(kind)s”。"


def helped(cast: Cast, case: Case | None = None, kind: str = "help") -> Task:
    by = cast.mediator if kind in HANDLERS_ASK else cast.dispatcher
    return ask_task(case or accepted(cast), kind=kind, unit=cast.other_station, text="请上门看漏水点", by=by)


def test_the_case_stays_where_it_is_and_the_helper_sees_it(cast: Cast) -> None:
    case = accepted(cast)
    before = (case.state, case.assignee, case.due_at)
    task = helped(cast, case)
    kept = Case.objects.get(pk=case.pk)
    assert (kept.state, kept.assignee, kept.due_at) == before
    assert (task.due_at, task.state) == (limits.due("help", MONDAY), "open")
    assert case in visible_to(cast.other_lead)
    assert [t.pk for t in tasks_waiting(cast.other_lead)] == [task.pk]
    event = list(story("case", case.pk))[-1]
    assert (event.verb, event.body["task"], event.body["unit"]) == ("ask_task", "help", cast.other_station.pk)


@pytest.mark.parametrize("kind", TASK_KINDS)
def test_each_kind_is_asked_for_by_whom_its_table_says(cast: Cast, kind: str) -> None:
    case = accepted(cast)
    may = set(TASK_ASKERS[kind]) | ({"mediator"} if kind in HANDLERS_ASK else set())
    parts = {"station_lead": "lead", "dispatcher": "dispatcher", "leader": "leader", "mediator": "mediator"}
    allowed = {parts[role] for role in may}
    for part, who in cast.everybody().items():
        if part not in allowed:
            with refused(NotAllowed, NOT_YOURS):
                ask_task(case, kind=kind, unit=cast.other_station, text="请", by=who)
    for part in sorted(allowed):
        task = ask_task(case, kind=kind, unit=cast.other_station, text="请", by=getattr(cast, part))
        assert task.due_at == limits.due(kind, MONDAY)
        decide_task(task, verb="withdraw_task", by=getattr(cast, part))


def test_from_the_asking_to_the_approval_with_one_more_round(cast: Cast) -> None:
    task = helped(cast)
    with refused(NotAllowed, "这项协办不由您反馈。"):
        report_task(task, text="看过了", by=cast.second_mediator)
    with refused(Invalid, "还没有写办得怎样。"):
        report_task(task, text="", by=cast.other_lead)
    report_task(task, text="看过了，是阳台", by=cast.other_lead)
    with refused(Invalid, "还没有写要补充什么。"):
        decide_task(task, verb="redo_task", by=cast.mediator)
    with clock.fixed_at(MONDAY + timedelta(days=1)):
        decide_task(task, verb="redo_task", text="拍几张照片", by=cast.mediator)
        assert Task.objects.get().due_at == limits.due("help", MONDAY + timedelta(days=1))
        report_task(task, text="照片已传", by=cast.other_lead)
    with refused(NotAllowed, "这项协办不由您来定。"):
        decide_task(task, verb="finish_task", by=cast.other_lead)
    decide_task(task, verb="finish_task", by=cast.lead)
    assert Task.objects.get().state == "done"
    assert task.case not in visible_to(cast.other_lead), "help that is over opens no case"
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        report_task(task, text="又去了一次", by=cast.other_lead)
    assert open_tasks(list(story("case", task.case_id))) == 0


def test_a_unit_that_helps_twice_sees_the_case_until_the_last_is_over(cast: Cast) -> None:
    case = accepted(cast)
    first, second = helped(cast, case), helped(cast, case, kind="call_in")
    decide_task(first, verb="withdraw_task", by=cast.mediator)
    assert case in visible_to(cast.other_lead)
    decide_task(second, verb="withdraw_task", by=cast.dispatcher)
    assert case not in visible_to(cast.other_lead)


def test_where_nobody_leads_the_unit_somebody_is_named(cast: Cast) -> None:
    case = accepted(cast)
    with refused(Invalid, "这个单位没有负责人账号，请指名一位同事。"):
        ask_task(case, kind="help", unit=cast.studio, text="请", by=cast.mediator)
    with refused(Invalid, "这位同事不在这个单位。"):
        ask_task(case, kind="help", unit=cast.studio, to=cast.colleague, text="请", by=cast.mediator)
    task = ask_task(case, kind="help", unit=cast.studio, to=cast.studio_mediator, text="请", by=cast.mediator)
    assert case in visible_to(cast.studio_mediator)
    report_task(task, text="好了", by=cast.studio_mediator)


def test_nobody_is_named_who_left_the_unit_or_does_no_casework_there(cast: Cast) -> None:
    case, yesterday = accepted(cast), MONDAY.date() - timedelta(days=1)
    left, keeper, gone = (accounts.account(n, n) for n in ("left", "keeper", "gone"))
    accounts.duty(left, "mediator", cast.studio, until=yesterday)
    accounts.duty(keeper, "system_admin", cast.studio)
    accounts.duty(gone, "mediator", cast.studio)
    Account.objects.filter(pk=gone.pk).update(is_active=False)
    for who in (left, keeper, Account.objects.get(pk=gone.pk)):
        with refused(Invalid, "这位同事不在这个单位。"):
            ask_task(case, kind="help", unit=cast.studio, to=who, text="请", by=cast.mediator)
    assert not case.grants.filter(role="tasked").exists()


def test_a_department_without_an_account_is_reported_for_by_who_called_it(cast: Cast) -> None:
    case = accepted(cast)
    department = places.unit(cast.street, "jianshe", "建设科", "office")
    task = ask_task(case, kind="call_in", unit=department, text="请到场", by=cast.dispatcher)
    report_task(task, text="到场，承诺三日内修", by=cast.lead)
    assert Task.objects.get().answered_by == cast.lead


def test_a_department_with_a_lead_answers_for_itself(cast: Cast) -> None:
    task = helped(cast, kind="call_in")
    for who in (cast.dispatcher, cast.lead):
        with refused(NotAllowed, "这项协办不由您反馈。"):
            report_task(task, text="到场了", by=who)
    report_task(task, text="到场了", by=cast.other_lead)


def test_a_text_without_end_is_refused_wherever_it_is_written(cast: Cast) -> None:
    case, long = accepted(cast), "长" * (MOST + 1)
    what = "文字太长，最多 %(most)s 个字。"
    with refused(Invalid, what):
        ask_task(case, kind="help", unit=cast.other_station, text=long, by=cast.mediator)
    with refused(Invalid, what):
        offer_transfer(case, to=cast.colleague, unit=cast.other_station, text=long, by=cast.mediator)
    with refused(Invalid, what):
        recuse(case, note=long, by=cast.mediator)
    with refused(Invalid, what):
        escalate_case(case, note=long, by=cast.lead)
    with refused(Invalid, what):
        assign_case(case, to=cast.second_mediator, unit=cast.station, note=long, by=cast.lead)
    with refused(Invalid, what):
        hand_over_cases(cast.mediator, to=cast.second_mediator, reason=long, by=cast.lead)
    ask_task(case, kind="help", unit=cast.other_station, text="长" * MOST, by=cast.mediator)


@pytest.mark.parametrize("what", ["text", "unit", "twice", "sealed", "closed", "kind"])
def test_what_makes_no_sense_is_refused(cast: Cast, what: str) -> None:
    case = accepted(cast)
    if what == "text":
        with refused(Invalid, "还没有写要做什么。"):
            ask_task(case, kind="help", unit=cast.other_station, text=" ", by=cast.mediator)
    elif what == "unit":
        with refused(Invalid, "请选择本街道或区级的单位。"):
            ask_task(case, kind="help", unit=cast.far_station, text="请", by=cast.mediator)
    elif what == "kind":
        with refused(Invalid, "不认识这种协办。"):
            ask_task(case, kind="party", unit=cast.other_station, text="请", by=cast.mediator)
    elif what == "twice":
        helped(cast, case)
        with refused(WrongState, "已经请这个单位做同样的事。"):
            helped(cast, case)
    elif what == "sealed":
        Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
        with refused(WrongState, "封存的案件不能请别的单位协办。"):
            helped(cast, case)
    else:
        closed = cases.put(case, "closed", assignee=cast.mediator)
        with refused(Frozen, cases.FROZEN):
            helped(cast, closed)


def test_numbers_in_the_text_are_sealed(cast: Cast) -> None:
    case = accepted(cast)
    task = ask_task(case, kind="help", unit=cast.other_station, text="先打 13912345678 联系", by=cast.mediator)
    assert "13912345678" not in task.asked.text and "139" in task.asked.text


def test_what_is_overdue_stands_on_the_dispatchers_desk(cast: Cast) -> None:
    task = helped(cast)
    assert asked_of(cast.dispatcher).late == []
    with clock.fixed_at(task.due_at + timedelta(minutes=1)):
        assert asked_of(cast.dispatcher).late == [task]
        assert asked_of(cast.lead).late == []


def test_an_offer_that_nobody_answers_stands_there_too(cast: Cast) -> None:
    case = accepted(cast)
    offer = offer_transfer(case, to=cast.colleague, unit=cast.other_station, text="请就近办", by=cast.mediator)
    assert asked_of(cast.leader).late == []
    with clock.fixed_at(offer.due_at + timedelta(minutes=1)):
        assert asked_of(cast.leader).late == [offer]
        page = signed_in(cast.dispatcher).get(reverse("dispatch-desk")).content.decode()
        assert "协办、督办、转办已超时" in page and case.number in page


def test_a_report_waits_with_those_who_may_approve_it(cast: Cast) -> None:
    task = helped(cast)
    assert asked_of(cast.mediator).reports == []
    report_task(task, text="看过了", by=cast.other_lead)
    waits = {part for part, who in cast.everybody().items() if asked_of(who).reports}
    assert waits == {"mediator", "lead"}
    page = signed_in(cast.lead).get(reverse("dispatch-desk")).content.decode()
    assert "已反馈，等您认可" in page and task.case.number in page
    decide_task(task, verb="finish_task", by=cast.mediator)
    assert asked_of(cast.mediator).reports == []


def test_what_a_dispatcher_supervised_waits_with_the_streets_own(cast: Cast) -> None:
    task = helped(cast, kind="supervise")
    report_task(task, text="已约好", by=cast.other_lead)
    assert {part for part, who in cast.everybody().items() if asked_of(who).reports} == {"dispatcher", "leader"}


def test_who_asked_and_has_left_the_case_is_not_shown_a_sensitive_one(cast: Cast) -> None:
    task = helped(cast)
    report_task(task, text="看过了", by=cast.other_lead)
    Case.objects.filter(pk=task.case_id).update(assignee=cast.second_mediator)
    assert asked_of(cast.mediator).reports == [task]
    Case.objects.filter(pk=task.case_id).update(sensitivity="sensitive")
    assert asked_of(cast.mediator).reports == []
    assert asked_of(cast.second_mediator).reports == [task]


def test_who_is_asked_finds_it_on_their_day_and_in_the_navigation(cast: Cast) -> None:
    case, other = accepted(cast), accepted(cast)
    ask_task(case, kind="help", unit=cast.studio, to=cast.studio_mediator, text="请上门", by=cast.mediator)
    offer_transfer(other, to=cast.studio_mediator, unit=cast.studio, text="请就近办", by=cast.mediator)
    page = signed_in(cast.studio_mediator).get(reverse("desk")).content.decode()
    assert "等您反馈的协办" in page and case.number in page
    assert "转给您办的" in page and other.number in page
    assert f'href="{reverse("dispatch-desk")}"' in page
    assert "等您反馈的协办" not in signed_in(cast.second_mediator).get(reverse("desk")).content.decode()


def signed_in(who: Account) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_over_http_from_the_asking_to_the_approval(cast: Cast, language: str) -> None:
    case, mine, theirs = accepted(cast), signed_in(cast.mediator), signed_in(cast.other_lead)
    for client in (mine, theirs):
        client.cookies["django_language"] = language
    sent = {"kind": "help", "to": f"{cast.other_station.pk}:", "text": "请上门"}
    assert mine.post(reverse("case-tasks", args=[case.number]), sent).status_code == 302
    task = Task.objects.get()
    assert case.number in theirs.get(reverse("dispatch-desk")).content.decode()
    page = theirs.get(reverse("case-joint", args=[case.number])).content.decode()
    assert "请上门" in page
    report = reverse("case-task-report", args=[case.number, task.pk])
    assert theirs.post(report, {"text": "去过了"}).status_code == 302
    decision = reverse("case-task-decision", args=[case.number, task.pk])
    assert mine.post(decision, {"verb": "finish_task"}).status_code == 302
    assert mine.post(reverse("case-tasks", args=[case.number]), {"kind": "help"}).status_code == 422
    assert Task.objects.get().state == "done"
