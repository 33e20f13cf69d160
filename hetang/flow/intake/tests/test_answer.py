"""A question answered while the caller is on the line: one step."""

import pytest

from hetang.commons.knowledge.api import Article
from hetang.commons.knowledge.tests.factories import article
from hetang.flow.intake.actions.answer import answer_now
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import story
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast

ASKED = "丁晓雨问：物业费去哪里交？"


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def test_asked_answered_and_closed_in_one_step(cast: Cast) -> None:
    case = answer_now(report(cast, text=ASKED), text="去小区服务中心交。", by=cast.operator)
    assert (case.kind, case.state, case.due_at is not None) == ("consultation", "closed", True)
    assert [e.verb for e in story("case", case.pk)] == ["register", "answer", "close"]
    assert case.answers.get().means == "call"
    assert list(case.clocks.filter(stopped_at=None).values_list("name", flat=True)) == ["archive"]


@pytest.mark.parametrize(("channel", "means"), [("letter", "letter"), ("walk_in", "visit"), ("web", "call")])
def test_the_answer_goes_the_way_the_question_came(cast: Cast, channel: str, means: str) -> None:
    case = answer_now(report(cast, channel=channel), text="可以。", by=cast.operator)
    assert case.answers.get().means == means


def test_an_answer_from_an_article_is_counted_and_kept_with_the_contact(cast: Cast) -> None:
    found = article(cast)
    case = answer_now(report(cast, text=ASKED), text="去服务中心。", article=found, by=cast.operator)
    assert case.contacts.get().article == found
    assert Article.objects.get().answered == 1
    answer_now(report(cast, text=ASKED), text="去服务中心。", article=found, by=cast.operator)
    assert Article.objects.get().answered == 1, "the same form again is the same answer"


def test_a_good_answer_becomes_a_draft_without_the_callers_name_and_number(cast: Cast) -> None:
    text = "丁晓雨您好，请拨 13912345678 找服务中心。"
    answer_now(report(cast, text=ASKED), text=text, write_back=True, by=cast.operator)
    found = Article.objects.get()
    edition = found.editions.get()
    assert (found.state, found.owner, found.current) == ("draft", cast.lead, None)
    for words in (edition.title_zh, edition.answer_zh):
        assert "丁晓雨" not in words
        assert "13912345678" not in words


def test_another_answer_under_the_same_form_is_refused(cast: Cast) -> None:
    answer_now(report(cast), text="可以。", by=cast.operator)
    before = all_rows()
    assert answer_now(report(cast), text="可以。", by=cast.operator) == Case.objects.get()
    assert changed(before) == {}
    with refused(WrongState, "这张登记表 %(when)s 已经送出，那时写的不一样。"):
        answer_now(report(cast), text="不可以。", by=cast.operator)
    with refused(WrongState, "这张登记表已经按另一种方式办过了。"):
        register_case(report(cast, kind="consultation"), by=cast.operator)


def test_without_an_answer_nothing_is_registered(cast: Cast) -> None:
    with refused(Invalid, "还没有写答复内容。"):
        answer_now(report(cast), text=" ", by=cast.operator)


def test_an_article_of_another_street_is_not_answered_from(cast: Cast) -> None:
    found = article(cast)
    Article.objects.update(street=cast.other_street.code)
    found.refresh_from_db()
    with refused(Invalid, "没有找到这个知识条目。"):
        answer_now(report(cast), text="可以。", article=found, by=cast.operator)


def test_only_who_takes_calls_answers(cast: Cast) -> None:
    for part in ("mediator", "leader", "follow_up_operator", "far_operator"):
        with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
            answer_now(report(cast), text="可以。", by=getattr(cast, part))


def test_a_form_that_was_registered_is_not_answered_a_second_time(cast: Cast) -> None:
    case = register_case(report(cast), by=cast.operator)
    with refused(WrongState, "这张登记表已经按另一种方式办过了。"):
        answer_now(report(cast), text="可以。", by=cast.operator)
    assert Case.objects.get() == case
    with refused(WrongState, "这张登记表 %(when)s 已由%(who)s提交。"):
        answer_now(report(cast), text="可以。", by=cast.lead)
    assert Contact.objects.count() == 1
