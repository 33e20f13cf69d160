"""An article from its draft to its end."""

from datetime import date, timedelta
from functools import partial

import pytest

from hetang.commons.knowledge.actions.decide import approve_article, confirm_article, decline_article, retire_article
from hetang.commons.knowledge.actions.terms import Terms
from hetang.commons.knowledge.actions.write import Wording, rewrite_article, write_article
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.queries import articles_to_review
from hetang.commons.knowledge.rules import UNTITLED
from hetang.commons.knowledge.tests.conftest import Cast
from hetang.commons.knowledge.tests.factories import FEES, approve, article, decline, draft
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused

NEWER = Wording(title_zh="物业费怎么交", answer_zh="也可以在线交。")


def test_somebody_else_than_the_writer_decides(cast: Cast) -> None:
    found = draft(cast)
    assert (found.state, found.current) == ("draft", None)
    found = approve(found, by=cast.lead)
    assert (found.state, found.words.answer_zh, found.words.approved_by) == (
        "published",
        FEES.answer_zh,
        cast.lead,
    )
    assert [e.verb for e in story("article", found.pk)] == ["write_article", "approve_article"]


def test_nobody_approves_their_own_words(cast: Cast) -> None:
    found = write_article(cast.street.code, FEES, Terms(owner=cast.lead), by=cast.lead)
    with refused(Missing, "还不能“%(verb)s”。"):
        approve(found, by=cast.lead)


def test_the_owner_decides_whatever_their_role(cast: Cast) -> None:
    found = draft(cast, owner=cast.mediator)
    with refused(NotAllowed, "您不能“%(verb)s”这个条目。"):
        approve(found, by=cast.second_operator)
    assert approve(found, by=cast.mediator).state == "published"


def test_a_revision_holds_only_once_it_is_approved(cast: Cast) -> None:
    found = rewrite_article(article(cast), NEWER, by=cast.mediator)
    assert (found.state, found.words.answer_zh) == ("revised", FEES.answer_zh)
    found = approve(found, by=cast.leader)
    assert (found.state, found.words.answer_zh, found.words.number) == ("published", "也可以在线交。", 2)
    assert found.editions.count() == 2


def test_a_revision_that_is_not_taken_up_leaves_the_old_words(cast: Cast) -> None:
    found = decline(rewrite_article(article(cast), NEWER, by=cast.mediator), by=cast.lead)
    assert (found.state, found.words.answer_zh) == ("published", FEES.answer_zh)
    assert [(e.number, e.set_aside) for e in found.editions.order_by("number")] == [(1, False), (2, True)]


def test_only_the_wording_that_was_read_is_decided_on(cast: Cast) -> None:
    found = draft(cast)
    rewrite_article(found, NEWER, by=cast.mediator)
    before = all_rows()
    for act in (partial(approve_article, nameless=True), decline_article):
        with refused(WrongState, "这个条目刚刚又改写过，还没有决定。"):
            act(found, edition=1, by=cast.lead)
    assert changed(before) == {}
    assert approve_article(found, edition=2, nameless=True, by=cast.lead).words.answer_zh == "也可以在线交。"


def test_who_approves_says_that_it_tells_of_nobody(cast: Cast) -> None:
    found = draft(cast)
    before = all_rows()
    with refused(Missing, "还不能审定。"):
        approve_article(found, edition=1, nameless=False, by=cast.lead)
    assert changed(before) == {}


def test_a_question_that_nobody_put_into_words_is_not_used(cast: Cast) -> None:
    found = draft(cast, Wording(title_zh=UNTITLED, answer_zh="可以"))
    with refused(Missing, "还不能审定。"):
        approve(found, by=cast.lead)
    assert approve(rewrite_article(found, NEWER, by=cast.operator), by=cast.lead).state == "published"


def test_a_draft_that_is_not_taken_up_ends(cast: Cast) -> None:
    found = decline(draft(cast), by=cast.lead)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        approve(found, by=cast.lead)


def test_retired_it_is_not_written_on(cast: Cast) -> None:
    found = retire_article(article(cast), by=cast.leader)
    with refused(WrongState, "现在是“%(state)s”，不能“%(verb)s”。"):
        rewrite_article(found, NEWER, by=cast.operator)


def test_it_is_looked_at_again_every_year(cast: Cast) -> None:
    found = article(cast)
    assert found.review_on == date(2027, 3, 9)
    with clock.fixed_at(clock.now() + timedelta(days=352)):
        assert list(articles_to_review(cast.operator)) == [found]
        assert confirm_article(found, by=cast.lead).review_on == date(2028, 2, 24)
        assert list(articles_to_review(cast.operator)) == []
        with refused(Invalid, "下次复审的日期应当在今天之后。"):
            confirm_article(found, review_on=clock.today(), by=cast.lead)


def test_a_number_of_a_person_is_masked_for_good(cast: Cast) -> None:
    found = draft(cast, Wording(title_zh="找谁", answer_zh="打 13912345678"))
    assert found.editions.get().answer_zh == "打 139****5678"
    office = draft(cast, Wording(title_zh="找谁", answer_zh="拨打 0571-88776655 或 12333"))
    assert office.editions.get().answer_zh == "拨打 0571-88776655 或 12333"


@pytest.mark.parametrize(
    ("wording", "what"),
    [
        (Wording(title_zh=" ", answer_zh="可以"), "还没有写问题或答复。"),
        (Wording(title_zh="问", answer_zh=" "), "还没有写问题或答复。"),
        (Wording(title_zh="问" * 121, answer_zh="可以"), "条目太长：标题 %(title)s 字、答复 %(answer)s 字以内。"),
    ],
)
def test_what_cannot_be_an_article_is_refused(cast: Cast, wording: Wording, what: str) -> None:
    with refused(Invalid, what):
        draft(cast, wording)


def test_terms_that_cannot_be_are_refused(cast: Cast) -> None:
    with refused(Invalid, "失效日期早于生效日期。"):
        draft(cast, valid_from=date(2026, 5, 1), valid_until=date(2026, 4, 1))
    with refused(Invalid, "责任人不在这个街道工作。"):
        draft(cast, owner=cast.stranger)
    with refused(Invalid, "不认识纠纷类型“%(category)s”。"):
        draft(cast, category="no_such")


def test_who_may_write(cast: Cast) -> None:
    for who in (cast.follow_up_operator, cast.stranger):
        with refused(NotAllowed, "您不能“%(verb)s”这个条目。"):
            write_article(cast.street.code, FEES, Terms(owner=cast.lead), by=who)
    assert Article.objects.count() == 0
