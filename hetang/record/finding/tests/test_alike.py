"""Cases told in nearly the same words: by the rarest words, within a place and some weeks, only what one may see."""

from datetime import timedelta

import pytest
from django.db import connection

from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.ground.words.api import index_tokens
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.finding import alike
from hetang.record.finding.alike import common_words, nearest_cases, rarest
from hetang.record.finding.facets import mark

LEAK = "楼上漏水，天花板湿了，墙皮也掉了。"
# As who asks does it: a single sign tells nothing.
TOLD = [word for word in index_tokens("天花板湿了，墙皮掉了，楼上还在漏水").split() if len(word) > 1]


def nearest(cast: Cast, who: str = "operator", **other: object) -> list[int]:
    given = {"since": clock.today() - timedelta(days=30), "most": 40, **other}
    return nearest_cases(getattr(cast, who), TOLD, **given)  # type: ignore[arg-type]


def test_the_nearest_words_stand_first(cast: Cast) -> None:
    far = factories.case(cast, summary="墙皮掉了，门口停车堵路，谁来管一下这件事，已经说过好几次了。")
    leak, _ticket = factories.case(cast, summary=LEAK), factories.case(cast)
    catch_up()
    assert nearest(cast) == [leak.pk, far.pk]
    assert nearest(cast, most=1) == [leak.pk]


def test_a_short_text_is_not_drowned_by_long_ones(cast: Cast) -> None:
    short = factories.case(cast, summary="天花板湿了")
    long = factories.case(cast, summary="墙皮掉了，楼上还有人住，" + "".join(chr(0x4E00 + n) for n in range(400)))
    catch_up()
    assert nearest(cast) == [short.pk, long.pk]


def test_only_of_the_place_of_these_days_and_of_what_one_may_see(cast: Cast) -> None:
    leak = factories.case(cast, summary=LEAK)
    catch_up()
    assert nearest(cast, all_of=[mark("c", cast.community.code)]) == [leak.pk]
    assert nearest(cast, all_of=[mark("c", "elsewhere")]) == []
    assert nearest(cast, "far_operator") == []
    with clock.fixed_at(MONDAY + timedelta(days=31)):
        assert nearest(cast) == []


def test_what_the_entries_do_not_know_yet_is_a_candidate(cast: Cast) -> None:
    leak = factories.case(cast, summary=LEAK)
    assert nearest(cast) == [leak.pk]


def test_the_rarest_words_are_asked_for(cast: Cast) -> None:
    common = {"电话": 0.3, "物业": 0.04, "漏水": 0.005}
    told = ["电话", "物业", "漏水", "墙皮", "湿了"]
    assert rarest(told, common, share=0.05) == ["墙皮", "湿了", "漏水", "物业"]
    assert rarest(told, common, share=0.01) == ["墙皮", "湿了", "漏水"]
    assert rarest(["电话", "物业"], common, share=0.0) == ["物业", "电话"], "a few are asked for in any case"
    assert rarest(told, {}, share=0.05) == sorted(told), "nothing is counted yet"


def test_the_database_says_which_words_are_common(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        factories.case(cast, summary=LEAK)
    catch_up()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE finding_entry")
    alike._kept.forget()
    assert common_words()["漏水"] == pytest.approx(1.0)
