"""Who answers for an article and when it holds can be changed, by who decides on it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests.factories import leave
from hetang.commons.knowledge.actions.decide import confirm_article, retire_article
from hetang.commons.knowledge.actions.terms import Terms, change_terms
from hetang.commons.knowledge.queries import articles_for
from hetang.commons.knowledge.tests.conftest import Cast
from hetang.commons.knowledge.tests.factories import approve, article, draft
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused

ASKED = "物业费怎么交"
NEXT_YEAR = date(2027, 6, 30)


def test_an_article_whose_days_are_over_is_found_again_with_new_ones(cast: Cast) -> None:
    found = article(cast, valid_until=date(2026, 3, 20))
    with clock.fixed_at(clock.now() + timedelta(days=30)):
        assert articles_for(cast.street.code, ASKED) == []
        with refused(WrongState, "这个条目的有效期已经过了，复审也不会再提示它。"):
            confirm_article(found, by=cast.lead)
        change_terms(found, Terms(owner=cast.lead, valid_until=NEXT_YEAR), by=cast.lead)
        assert [each.article.pk for each in articles_for(cast.street.code, ASKED)] == [found.pk]
        assert confirm_article(found, by=cast.lead).state == "published"


def test_another_owner_answers_for_it(cast: Cast) -> None:
    found = change_terms(draft(cast), Terms(owner=cast.mediator, category="neighbour"), by=cast.leader)
    assert (found.owner, found.category, found.valid_until) == (cast.mediator, "neighbour", None)
    assert found.review_on == date(2027, 3, 9), "a day that is not told stays"
    told = list(story("article", found.pk))[-1]
    assert (told.verb, told.body["owner"], told.body["valid_until"]) == ("change_terms", cast.mediator.pk, "")
    assert change_terms(found, Terms(owner=cast.lead), by=cast.mediator).owner == cast.lead, "the owner may too"


def test_what_cannot_be_is_refused_and_changes_nothing(cast: Cast) -> None:
    found, ended = article(cast), retire_article(article(cast), by=cast.lead)
    before = all_rows()
    with refused(NotAllowed, "责任人和期限不由您改。"):
        change_terms(found, Terms(owner=cast.operator), by=cast.operator)
    with refused(WrongState, "这个条目已停用，不能再改责任人和期限。"):
        change_terms(ended, Terms(owner=cast.lead), by=cast.lead)
    for terms, what in (
        (Terms(owner=cast.stranger), "责任人不在这个街道工作。"),
        (Terms(owner=cast.lead, valid_until=date(2026, 1, 1)), "失效日期早于生效日期。"),
        (Terms(owner=cast.lead, review_on=clock.today()), "下次复审的日期应当在今天之后。"),
        (Terms(owner=cast.lead, category="no_such"), "不认识纠纷类型“%(category)s”。"),
    ):
        with refused(Invalid, what):
            change_terms(found, terms, by=cast.lead)
    assert changed(before) == {}


@pytest.mark.parametrize("part", ["lead", "leader"])
def test_it_is_changed_on_its_page(cast: Cast, part: str) -> None:
    found, desk = article(cast), Client()
    desk.force_login(getattr(cast, part))
    address = reverse("article-terms", args=[found.pk])
    assert address in desk.get(found.get_absolute_url()).content.decode()
    assert str(found.valid_from) in desk.get(address).content.decode()
    sent = {"owner": cast.mediator.pk, "valid_from": "2026-03-01", "valid_until": "2027-06-30", "review_on": ""}
    assert desk.post(address, {**sent, "owner": "x"}).status_code == 422
    assert desk.post(address, sent).status_code == 302
    found.refresh_from_db()
    assert (found.owner, found.valid_from, found.valid_until) == (cast.mediator, date(2026, 3, 1), NEXT_YEAR)


def test_who_stands_in_says_for_whom(cast: Cast) -> None:
    found, waiting = article(cast, owner=cast.leader), draft(cast, owner=cast.leader)
    leave(cast.lead, cast.mediator)
    change_terms(found, Terms(owner=cast.leader), by=cast.mediator)
    approve(waiting, by=cast.mediator)
    for key in (found.pk, waiting.pk):
        assert list(story("article", key))[-1].body["on_behalf"] == cast.lead.pk
    own = draft(cast)
    assert "on_behalf" not in list(story("article", own.pk))[-1].body
