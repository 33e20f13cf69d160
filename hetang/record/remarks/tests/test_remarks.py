"""Notes to colleagues: in the story, for staff, and on the desk of who is called, until read."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from hetang.commons.accounts.tests import factories as accounts
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.api import Case, Frozen, parties_of, set_sensitivity, timeline
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.remarks.api import read_mention, unread_mentions, write_remark
from hetang.record.remarks.models import Mention
from hetang.record.remarks.rules import called

EMPTY = "请写 1 到 %(most)s 个字的留言。"


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY), translation.override("zh-hans"):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    return factories.in_hand(cast)


def test_a_note_stands_in_the_story(cast: Cast, case: Case) -> None:
    assert write_remark(case, text="卖家说周五退款，我的号码13912345601", by=cast.operator) == []
    entry = timeline(case, parties_of(case))[-1]
    assert (entry.text, entry.actor) == ("内部留言", "周晴")
    assert "13912345601" not in entry.detail
    assert "139****5601" in entry.detail


def test_who_is_called_finds_it_on_the_desk_until_it_is_read(cast: Cast, case: Case, client: Client) -> None:
    (mention,) = write_remark(case, text="@沈站长 请看一下，@陈调解自己不用看", to=[], by=cast.mediator)
    assert mention.account == cast.lead
    assert timeline(case, parties_of(case))[-1].text == "内部留言，提醒沈站长"
    client.force_login(cast.lead)
    assert "提到您" in client.get("/desk/").content.decode()
    answer = client.post(reverse("mention-reading", args=[mention.pk]))
    assert answer["Location"] == f"{case.get_absolute_url()}#timeline"
    assert "提到您" not in client.get("/desk/").content.decode()
    assert client.post(reverse("mention-reading", args=[mention.pk])).status_code == 404


def test_who_may_not_see_the_case_is_not_called(cast: Cast, case: Case) -> None:
    for text, to in (("@马站长 帮忙", []), ("帮忙", [cast.other_lead]), ("帮忙", [cast.stranger])):
        with refused(Invalid, "%(name)s看不到这件案件，不能提醒。"):
            write_remark(case, text=text, to=to, by=cast.lead)


def test_who_no_longer_sees_the_case_is_not_reminded(cast: Cast, case: Case) -> None:
    write_remark(case, text="@周晴 请回电", by=cast.lead)
    assert unread_mentions(cast.operator).count() == 1
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert unread_mentions(cast.operator).count() == 0


def test_a_name_that_two_bear_is_asked_back(cast: Cast, case: Case) -> None:
    other = accounts.staff("shen2", "沈站长", "station_lead", cast.station)
    with refused(Invalid, "有两位同事都叫“%(name)s”。"):
        write_remark(case, text="@沈站长 请看", by=cast.mediator)
    (mention,) = write_remark(case, text="@沈站长 请看", to=[other], by=cast.mediator)
    assert mention.account == other


@pytest.mark.parametrize("text", ["", "  ", "长" * 501])
def test_an_empty_or_endless_note_is_refused(cast: Cast, case: Case, text: str) -> None:
    with refused(Invalid, EMPTY):
        write_remark(case, text=text, by=cast.lead)


def test_a_stranger_writes_nothing(cast: Cast, case: Case) -> None:
    for who in (cast.stranger, cast.other_lead, cast.second_mediator):
        with refused(NotAllowed, "您不能在这件案件上留言。"):
            write_remark(case, text="看看", by=who)


def test_a_closed_case_takes_no_more_notes(cast: Cast, case: Case) -> None:
    factories.put(case, "closed")
    with refused(Frozen, factories.FROZEN):
        write_remark(case, text="补一句", by=cast.lead)


def test_only_the_one_called_has_read_it_and_once(cast: Cast, case: Case) -> None:
    (mention,) = write_remark(case, text="@沈站长", by=cast.mediator)
    with refused(NotAllowed, "这条提醒不是给您的。"):
        read_mention(mention, by=cast.leader)
    read_mention(mention, by=cast.lead)
    with refused(WrongState, "这条提醒已经读过了。"):
        read_mention(mention, by=cast.lead)


def test_the_page_takes_a_note(cast: Cast, case: Case, client: Client) -> None:
    client.force_login(cast.mediator)
    assert "写 @姓名 提醒同事" in client.get(case.get_absolute_url()).content.decode()
    client.post(reverse("case-remark", args=[case.number]), {"text": "请核对", "to": cast.lead.pk})
    assert Mention.objects.get().account == cast.lead
    assert "内部留言，提醒沈站长" in client.get(case.get_absolute_url()).content.decode()


def test_the_longest_name_is_meant() -> None:
    names = {"王": [1], "王芳": [2], "王芳芳": [3], "李雷": [4, 5]}
    assert called("＠王芳芳和@ 王芳", names) == ({3, 2}, [])
    assert called("@李雷", names) == ({4, 5}, ["李雷"])
    assert called("a@b.cn 王芳", names) == (set(), [])
