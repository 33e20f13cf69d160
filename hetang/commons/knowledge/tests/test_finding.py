"""Finding an article: by words typed, and by what a caller says."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.knowledge.actions.decide import retire_article
from hetang.commons.knowledge.actions.use import count_answer
from hetang.commons.knowledge.actions.write import Wording, rewrite_article
from hetang.commons.knowledge.queries import article_in_use, articles_for, find_articles
from hetang.commons.knowledge.rules import nearness, words_of
from hetang.commons.knowledge.tests.conftest import Cast
from hetang.commons.knowledge.tests.factories import article, draft
from hetang.ground.lib import clock

NOISE = Wording(title_zh="夜间装修扰民找谁", answer_zh="先找物业劝阻，劝不住的拨打 110。", questions="半夜装修\n噪音")


def test_a_caller_who_asks_otherwise_finds_the_same_answer(cast: Cast) -> None:
    fees, noise = article(cast), article(cast, NOISE)
    for said in ("你好，我想问一下物业费怎么交啊", "我们小区物管费怎么付"):
        assert [f.article for f in articles_for(cast.street.code, said)] == [fees], said
    (found,) = articles_for(cast.street.code, "楼上半夜装修，吵死了")
    assert (found.article, found.reason) == (noise, "半夜装修")


@pytest.mark.parametrize("said", ["", "  ", "请问怎么办", "演唱会的票没有来", "🙂🙂", "a"])
def test_what_nobody_wrote_about_finds_nothing(cast: Cast, said: str) -> None:
    article(cast)
    assert articles_for(cast.street.code, said) == []


def test_what_holds_no_longer_or_not_yet_is_not_offered(cast: Cast) -> None:
    said = "物业费怎么交"
    draft(cast)
    assert articles_for(cast.street.code, said) == [], "a draft"
    found = article(cast, valid_until=date(2026, 3, 20))
    assert articles_for(cast.street.code, said)
    with clock.fixed_at(clock.now() + timedelta(days=12)):
        assert articles_for(cast.street.code, said) == []
        assert article_in_use(cast.street.code, found.pk) is None
    retire_article(found, by=cast.lead)
    assert articles_for(cast.street.code, said) == []


def test_a_revision_that_waits_does_not_change_what_is_found(cast: Cast) -> None:
    found = article(cast)
    rewrite_article(found, Wording(title_zh="别的事", answer_zh="别的"), by=cast.mediator)
    assert articles_for(cast.street.code, "物业费怎么交")


def test_another_streets_articles_are_nobodys_here(cast: Cast) -> None:
    found = article(cast)
    assert articles_for("330105009", "物业费怎么交") == []
    assert article_in_use("330105009", found.pk) is None
    assert list(find_articles(cast.stranger)) == []


def test_words_typed_must_all_be_there_and_the_most_used_stand_first(cast: Cast) -> None:
    fees, noise = article(cast), article(cast, NOISE)
    count_answer(noise)
    assert list(find_articles(cast.operator)) == [noise, fees]
    assert list(find_articles(cast.operator, "物业 劝阻")) == [noise]
    assert list(find_articles(cast.operator, "物业")) == [noise, fees]
    assert list(find_articles(cast.operator, "火星")) == []


def test_finding_asks_once_however_many_there_are(cast: Cast, django_assert_num_queries: Any) -> None:
    for number in range(6):
        article(cast, Wording(title_zh=f"物业费怎么交{number}号楼", answer_zh="可以"))
    with django_assert_num_queries(1):
        assert len(articles_for(cast.street.code, "物业费怎么交")) == 3


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=4))
def test_nearness_is_a_share_and_names_what_it_found(said: str, ways: list[str]) -> None:
    near, why = nearness(words_of(said), ways)
    assert 0 <= near <= 1
    assert (why in ways) is (near > 0) or why == ""


def test_a_way_to_ask_that_stands_in_full_is_nearest() -> None:
    assert nearness(words_of("请问物管费怎么付呢"), ["物业费去哪里交", "物管费怎么付"]) == (1.0, "物管费怎么付")
