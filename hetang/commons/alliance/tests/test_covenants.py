"""Covenants kept on pages: drafted from the one in force, adopted once, never altered after."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office
from hetang.commons.alliance import covenant_keeping as keeping
from hetang.commons.alliance.api import Clause, Covenant, clauses_by_key, clauses_for, covenant_clauses
from hetang.commons.alliance.tests import factories
from hetang.commons.places.api import Place
from hetang.commons.places.tests import factories as places
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused

pytestmark = pytest.mark.django_db
STREET = "330105008"
RECORD = "居民代表会议，到会 58 人，53 人同意；已备案"


@pytest.fixture
def office(db: None) -> Office:
    return accounts.office()


@pytest.fixture
def community(office: Office) -> Place:
    return places.community(office.street, "001", "善贤社区")


@pytest.fixture
def old(community: Place) -> Clause:
    """The first clause of the covenant in force; it speaks of noise."""
    return factories.clause(community, 1, "noise")


def texts(community: Place) -> list[str]:
    return [clause.text_zh for clause in clauses_for(community.code, {"noise"})]


def adopt(draft: Covenant, office: Office, on: date | None = None) -> Covenant:
    return keeping.adopt_covenant(draft, adopted_on=on or clock.today(), record=RECORD, by=office.system)


def write(draft: Covenant, office: Office, number: int, text: str = "晚上十点以后不装修", *fits: str) -> Clause:
    return keeping.write_clause(
        draft, number=number, text_zh=text, text_en="", fits=fits or ("noise",), by=office.system
    )


def test_a_new_version_begins_as_the_one_in_force_and_holds_once_it_is_adopted(
    office: Office, community: Place, old: Clause
) -> None:
    draft = keeping.draft_covenant(community, by=office.system)
    assert [(c.number, c.text_zh, c.fits) for c in draft.clauses.all()] == [(1, "第1条", ["noise"])]
    write(draft, office, 1, "晚上九点以后不装修")
    write(draft, office, 2, "遛狗牵绳", "pets")
    assert texts(community) == ["第1条"], "a draft is quoted by nobody"
    assert [c.pk for c in covenant_clauses(STREET)] == [old.pk]
    adopt(draft, office)
    assert texts(community) == ["晚上九点以后不装修"]
    assert [c.number for c in covenant_clauses(STREET)] == [1, 2], "of the two versions one is shown"
    told = list(story("covenant", draft.pk).order_by("seq").values_list("verb", flat=True))
    assert told == ["draft_covenant", "write_clause", "write_clause", "adopt_covenant"]


def test_a_clause_that_was_quoted_reads_as_it_did(office: Office, community: Place, old: Clause) -> None:
    draft = keeping.draft_covenant(community, by=office.system)
    write(draft, office, 1, "改过的")
    adopt(draft, office)
    assert clauses_by_key([old.pk])[old.pk].text_zh == "第1条"
    with refused(WrongState, "这一版公约已经通过，不能再改。"):
        write(old.covenant, office, 1, "偷偷改")
    with refused(WrongState, "这一版公约已经通过，不能再改。"):
        keeping.drop_clause(draft, number=1, by=office.system)
    with refused(WrongState, "这一版公约已经通过，不能再改。"):
        keeping.name_covenant(draft, title_zh="别名", title_en="", by=office.system)
    with refused(WrongState, "这一版公约已经通过，不能再改。"):
        keeping.drop_draft(draft, by=office.system)
    with refused(WrongState, "这一版公约已经通过，不能再改。"):
        adopt(draft, office)


def test_the_database_itself_keeps_what_was_adopted(old: Clause) -> None:
    covenant = Covenant.objects.filter(pk=old.covenant_id)
    for change in (
        lambda: Clause.objects.filter(pk=old.pk).update(text_zh="别的"),
        lambda: Clause.objects.filter(pk=old.pk).delete(),
        lambda: covenant.update(adopted_on=None),
        lambda: covenant.update(title_zh="别的"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    old.refresh_from_db()
    assert old.text_zh == "第1条"


def test_one_draft_at_a_time_and_it_can_be_thrown_away(office: Office, community: Place, old: Clause) -> None:
    draft = keeping.draft_covenant(community, by=office.system)
    with refused(WrongState, "这个社区已经有一份正在起草的公约。"):
        keeping.draft_covenant(community, by=office.system)
    keeping.drop_draft(draft, by=office.system)
    assert list(Clause.objects.all()) == [old]
    with refused(WrongState, "这份草稿刚被别人删去。"):
        write(draft, office, 1)
    assert not keeping.draft_covenant(community, by=office.system).clauses.filter(number=2).exists()


def test_clauses_that_are_left_out_let_the_others_move_up(office: Office, community: Place) -> None:
    draft = keeping.draft_covenant(community, by=office.system)
    assert draft.title_zh == "善贤社区居民公约"
    for number, text in enumerate(("一", "二", "三"), start=1):
        write(draft, office, number, text)
    keeping.drop_clause(draft, number=1, by=office.system)
    assert list(draft.clauses.order_by("number").values_list("number", "text_zh")) == [(1, "二"), (2, "三")]
    with refused(Invalid, "公约没有这一条。"):
        write(draft, office, 4)
    with refused(Invalid, "条文要有内容，最多 %(most)s 个字。"):
        write(draft, office, 1, " ")
    with refused(Invalid, "规则包里没有纠纷类型“%(name)s”。"):
        write(draft, office, 1, "一", "weather")
    with refused(WrongState, "公约没有这一条。"):
        keeping.drop_clause(draft, number=3, by=office.system)


def test_an_adoption_needs_clauses_a_record_and_a_day_after_the_last(
    office: Office, community: Place, old: Clause
) -> None:
    draft = keeping.draft_covenant(community, by=office.system)
    with refused(Missing, "公约还不能通过。"):
        keeping.adopt_covenant(draft, adopted_on=clock.today(), record=" ", by=office.system)
    with refused(Invalid, "已经有 %(day)s 通过的一版，新的一版要在它之后。"):
        adopt(draft, office, on=date(2024, 1, 1))
    with refused(Invalid, "通过日期不对。"):
        adopt(draft, office, on=clock.today() + timedelta(days=400))
    keeping.drop_clause(draft, number=1, by=office.system)
    with refused(Missing, "公约还不能通过。"):
        adopt(draft, office)
    write(draft, office, 1, "晚上九点以后不装修")
    adopt(draft, office, on=clock.today() + timedelta(days=3))
    assert texts(community) == ["第1条"], "what begins in three days is not quoted today"


@pytest.mark.parametrize("who", ["mediator", "leader", "security", "audit", "stranger"])
def test_nobody_else_keeps_covenants(office: Office, community: Place, old: Clause, who: str) -> None:
    other, draft = getattr(office, who), keeping.draft_covenant(community, by=office.system)
    for act in (
        lambda: keeping.draft_covenant(community, by=other),
        lambda: keeping.name_covenant(draft, title_zh="别名", title_en="", by=other),
        lambda: keeping.write_clause(draft, number=1, text_zh="一", text_en="", fits=(), by=other),
        lambda: keeping.drop_clause(draft, number=1, by=other),
        lambda: keeping.adopt_covenant(draft, adopted_on=clock.today(), record=RECORD, by=other),
        lambda: keeping.drop_draft(draft, by=other),
    ):
        with refused(NotAllowed, "公约和品牌由本街道的系统管理员维护。"):
            act()
    client = Client()
    client.force_login(other)
    assert client.get(reverse("covenants")).status_code == 403
    assert client.get(reverse("covenant", args=[draft.pk])).status_code == 403


def test_the_pages_draft_change_and_adopt(office: Office, community: Place, old: Clause) -> None:
    admin = Client()
    admin.force_login(office.system)
    assert "现行" in admin.get(reverse("covenants")).content.decode()
    answer = admin.post(reverse("covenant-drafting"), {"community": community.code})
    draft = Covenant.objects.get(adopted_on=None)
    assert answer.headers["Location"] == reverse("covenant", args=[draft.pk])
    assert "第1条" in admin.get(reverse("clause", args=[draft.pk, 1])).content.decode()
    added = {"text_zh": "遛狗牵绳", "text_en": "Dogs on the lead", "fits": ["pets"]}
    assert admin.post(reverse("clause", args=[draft.pk, 2]), added).status_code == 302
    assert admin.post(reverse("clause", args=[draft.pk, 3]), {"text_zh": ""}).status_code == 422
    assert admin.post(reverse("clause-dropping", args=[draft.pk, 1])).status_code == 302
    assert admin.post(reverse("covenant", args=[draft.pk]), {"title_zh": "善贤公约"}).status_code == 302
    assert admin.post(reverse("covenant-adoption", args=[draft.pk]), {"adopted_on": "x"}).status_code == 422
    adopted = {"adopted_on": clock.today().isoformat(), "record": RECORD}
    assert admin.post(reverse("covenant-adoption", args=[draft.pk]), adopted).status_code == 302
    page = admin.get(reverse("covenant", args=[draft.pk])).content.decode()
    assert RECORD in page
    assert "加一条" not in page, "an adopted one offers no change"
    english = admin.get(reverse("covenant", args=[draft.pk]), headers={"accept-language": "en"}).content.decode()
    assert "Dogs on the lead" in english
    assert admin.post(reverse("covenant-drafting"), {"community": community.code}).status_code == 302
    again = Covenant.objects.get(adopted_on=None)
    assert admin.post(reverse("covenant-dropping", args=[again.pk])).status_code == 302
    assert not Covenant.objects.filter(adopted_on=None).exists()


def test_the_covenant_of_another_street_is_not_found(office: Office) -> None:
    far = factories.clause(places.community(office.far_station.place, "001", "祥符社区"), 1, "noise")
    admin = Client()
    admin.force_login(office.system)
    assert admin.get(reverse("covenant", args=[far.covenant_id])).status_code == 404
