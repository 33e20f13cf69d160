"""Who stands in acts under their own name, and everything says for whom."""

import pytest

from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.journal import api as journal
from hetang.ground.lib.refusals import NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.access import may, may_edit, visible_to
from hetang.record.cases.actions.clocks import ask_extension, grant_extension, pause_clock, resume_clock
from hetang.record.cases.actions.parties import add_party
from hetang.record.cases.actions.state import void_case
from hetang.record.cases.explain import explain_access
from hetang.record.cases.lifecycle import CASE
from hetang.record.cases.models import Case
from hetang.record.cases.narrative import timeline
from hetang.record.cases.queries import parties_of
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.cases.writing import STREAM


@pytest.fixture
def case(cast: Cast) -> Case:
    """In the mediator's hand; a colleague of another station stands in for them."""
    case = factories.in_hand(cast)
    accounts.leave(cast.mediator, cast.colleague)
    return case


def test_the_deputy_sees_and_handles_the_case(cast: Cast, case: Case) -> None:
    assert case in visible_to(cast.colleague)
    assert may(cast.colleague, CASE.move("resolve"), case)
    assert may_edit(cast.colleague, case)
    add_party(case, name="王五", role="respondent", by=cast.colleague)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert (event.actor, event.body["on_behalf"]) == (cast.colleague.pk, cast.mediator.pk)
    assert timeline(case, parties_of(case))[-1].actor == "徐调解（代陈调解）"


def test_a_deputys_clock_verbs_say_for_whom(cast: Cast, case: Case) -> None:
    accounts.leave(cast.lead, cast.second_mediator)
    running = case.clocks.get(stopped_at=None)
    pause_clock(running, reason="appraisal", by=cast.colleague)
    resume_clock(running, by=cast.colleague)
    asked = ask_extension(running, amount=5, note="双方要求", consent=True, by=cast.colleague)
    grant_extension(asked, contact="call", by=cast.second_mediator)
    *_, paused, resumed, asking, granted = journal.story(STREAM, case.pk)
    assert [e.body["on_behalf"] for e in (paused, resumed, asking)] == [cast.mediator.pk] * 3
    assert granted.body["on_behalf"] == cast.lead.pk


def test_what_somebody_may_do_themselves_they_do_for_nobody(cast: Cast, case: Case) -> None:
    accounts.leave(cast.operator, cast.lead)
    add_party(case, name="王五", role="respondent", by=cast.lead)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert "on_behalf" not in event.body
    assert timeline(case, parties_of(case))[-1].actor == "沈站长"


def test_a_deputy_of_the_lead_does_what_the_lead_does(cast: Cast, case: Case) -> None:
    accounts.leave(cast.lead, cast.second_mediator)
    assert not may(cast.second_mediator, CASE.move("resolve"), case)
    void_case(case, note="重复登记", by=cast.second_mediator)
    event = journal.story(STREAM, case.pk).last()
    assert event is not None
    assert event.body["on_behalf"] == cast.lead.pk


def test_the_reason_names_the_absent_and_the_last_day(cast: Cast, case: Case) -> None:
    assert [str(reason) for reason in explain_access(cast.colleague, case)] == [
        "代陈调解（到 2026年3月9日 为止）：是这件案件的承办人",
        "代陈调解（到 2026年3月9日 为止）：自 3月9日 10:00 起被列为承办人（系统授权）",
    ]


def test_a_sealed_case_is_not_lent(cast: Cast, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    sealed = Case.objects.get(pk=case.pk)
    assert sealed not in visible_to(cast.colleague)
    with refused(NotAllowed, "您不能补充这件案件的内容。"):
        add_party(sealed, name="王五", role="respondent", by=cast.colleague)


def test_why_and_who_else(cast: Cast, case: Case) -> None:
    said = {
        part: [str(r) for r in explain_access(getattr(cast, part), case)] for part in ("lead", "operator", "stranger")
    }
    assert said == {
        "lead": ["自 2020年1月1日 起任蔡马驿站的驿站负责人，案件由该单位承办"],
        "operator": ["自 2020年1月1日 起在上塘街道任热线话务员"],
        "stranger": [],
    }
