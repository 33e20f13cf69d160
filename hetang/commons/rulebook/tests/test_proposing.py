"""A rule is changed on a page by two people: handed in, compared, looked at by somebody else, in force from its day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.accounts.tests.factories import Office, office
from hetang.commons.places.api import Place
from hetang.commons.rulebook.actions import propose_pack, refuse_proposal, take_proposal, withdraw_proposal
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.reading import Faulty, PackText, begun_text, read_pack_text
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.ground.rulepacks import api as rulepacks

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(settings: Any) -> Iterator[Office]:
    """One street with its administrators; the other has none of its own."""
    settings.DEMO = True
    with clock.fixed_at(MONDAY):
        made = office()
        yield made
    rulepacks.forget()


def edited(name: str, old: str, new: str) -> PackText:
    text = begun_text(name)
    assert old in text
    return read_pack_text(text.replace(old, new, 1))


def shorter() -> PackText:
    """Mediation in 20 days."""
    return edited("deadlines", "amount: 30", "amount: 20")


def proposed(house: Office) -> Proposal:
    return propose_pack(shorter(), note="街道会议纪要第三条", by=house.system)


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_what_an_edit_begins_with_is_the_newest_version_with_an_own_number_from_tomorrow() -> None:
    read = read_pack_text(begun_text("deadlines"))
    newest = rulepacks.versions("deadlines")[0]
    assert (read.version, read.effective_on) == (1000, date(2026, 3, 3))
    assert (read.body, read.basis) == (newest.body, newest.basis)


def test_nothing_holds_before_a_second_person_has_taken_it(house: Office) -> None:
    found = proposed(house)
    assert rulepacks.versions("deadlines")[0].version == 1
    taken = take_proposal(found, by=house.leader)
    assert (taken.state, taken.decided_by) == ("taken", house.leader)
    newest = rulepacks.versions("deadlines")[0]
    assert (newest.version, newest.effective_on, newest.body) == (1000, date(2026, 3, 3), found.body)
    assert rulepacks.pack("deadlines").version == 1, "only from its day"
    with clock.fixed_at(datetime(2026, 3, 3, 1, tzinfo=UTC)):
        assert rulepacks.pack("deadlines").version == 1000


def test_the_story_says_who_proposed_and_who_took_what(house: Office) -> None:
    found = proposed(house)
    take_proposal(found, by=house.leader)
    told = [(event.verb, event.actor) for event in story("rule_proposal", found.pk).order_by("seq")]
    assert told == [("propose", house.system.pk), ("take", house.leader.pk)]
    rows = rulepacks.versions("deadlines")
    loaded = story("rule_pack", min(row.pk for row in rows)).get()
    assert (loaded.actor, loaded.body["version"]) == (house.leader.pk, 1000)


def test_nobody_is_their_own_second_pair_of_eyes(house: Office) -> None:
    found = proposed(house)
    with refused(NotAllowed, "自己提交的规则由另一个人复核。"):
        take_proposal(found, by=house.system)
    # Not even with a duty to look: the database says no as well.
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=found.pk).update(state="taken", decided_by=house.system)


@pytest.mark.parametrize("who", ["mediator", "audit", "stranger", "security", "leader"])
def test_only_the_system_administrator_proposes(house: Office, who: str) -> None:
    with refused(NotAllowed, "新的规则由系统管理员提交。"):
        propose_pack(shorter(), note="试试", by=getattr(house, who))


@pytest.mark.parametrize("who", ["mediator", "audit", "stranger"])
def test_others_take_and_refuse_nothing(house: Office, who: str) -> None:
    found, other = proposed(house), getattr(house, who)
    with refused(NotAllowed, "这份规则不归您复核。"):
        take_proposal(found, by=other)
    with refused(NotAllowed, "这份规则不归您复核。"):
        refuse_proposal(found, answer="不行", by=other)
    with refused(NotAllowed, "新的规则由系统管理员提交。"):
        withdraw_proposal(found, by=other)


def test_where_streets_have_administrators_of_their_own_rules_are_changed_for_all_or_not_at_all(house: Office) -> None:
    accounts.staff("far-sys", "祥管理", "system_admin", house.far_station)
    with refused(NotAllowed, "新的规则由系统管理员提交。"):
        propose_pack(shorter(), note="试试", by=house.system)
    district = Place.objects.create(code="330105", kind="district", name_zh="拱墅区", name_en="Gongshu")
    house.system.duties.update(place=district)
    found = propose_pack(shorter(), note="区里统一", by=_again(house.system))
    with refused(NotAllowed, "这份规则不归您复核。"):
        take_proposal(found, by=house.leader)
    house.security.duties.update(place=district)
    assert take_proposal(found, by=_again(house.security)).state == "taken"


def _again(account: Account) -> Account:
    return Account.objects.get(pk=account.pk)


def test_how_people_sign_in_is_looked_at_by_the_security_administrator_alone(house: Office) -> None:
    old, new = ("minutes: 30", "minutes: 20") if "minutes: 30" in begun_text("security") else ("basis: ", "basis: 新 ")
    found = propose_pack(edited("security", old, new), note="等保整改", by=house.system)
    with refused(NotAllowed, "这份规则不归您复核。"):
        take_proposal(found, by=house.leader)
    assert take_proposal(found, by=house.security).state == "taken"


def test_one_version_of_a_pack_waits_at_a_time(house: Office) -> None:
    found = proposed(house)
    with refused(WrongState, "这个规则包已经有一版在等待复核。"):
        proposed(house)
    withdraw_proposal(found, by=house.system)
    assert proposed(house).state == "waiting"


def test_what_was_decided_stays_decided(house: Office) -> None:
    found = refuse_proposal(proposed(house), answer="没有会议纪要", by=house.security)
    assert (found.state, found.answer) == ("refused", "没有会议纪要")
    with refused(WrongState, "这一版已经处理过了。"):
        take_proposal(found, by=house.leader)
    with refused(WrongState, "这一版已经处理过了。"):
        withdraw_proposal(found, by=house.system)


def test_a_day_that_has_passed_meanwhile_is_not_taken(house: Office) -> None:
    found = proposed(house)
    with clock.fixed_at(datetime(2026, 3, 9, 1, tzinfo=UTC)), refused(WrongState, "这一版现在不能采用：%(fault)s"):
        take_proposal(found, by=house.leader)


def test_a_reason_and_a_difference_are_asked_for(house: Office) -> None:
    with refused(Missing, "还不能提交。"):
        propose_pack(shorter(), note=" ", by=house.system)
    with refused(Invalid, "与现有的最新版没有差别。"):
        propose_pack(read_pack_text(begun_text("deadlines")), note="试试", by=house.system)
    found = proposed(house)
    with refused(Missing, "还不能退回。"):
        refuse_proposal(found, answer=" ", by=house.leader)


def test_a_calendar_sets_off_the_reckoning(house: Office, settings: Any) -> None:
    settings.RULES_CHANGED = f"{__name__}.asked"
    ASKED.clear()
    found = propose_pack(edited("calendars", "basis: ", "basis: 又及 "), note="国办通知", by=house.system)
    assert ASKED == []
    take_proposal(found, by=house.leader)
    assert ASKED == [1]


ASKED: list[int] = []


def asked() -> None:
    ASKED.append(1)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("version: 1000", "version: 1", 2, "版本号应当更大"),
        ("version: 1000", "version: 99999", 2, "不能超过"),
        ("effective_on: 2026-03-03", "effective_on: 2026-02-01", 3, "已经过去"),
        ("effective_on: 2026-03-03", "effective_on: 2026-02-30", 3, "值不存在"),
        ("name: deadlines", "name: nothing", 1, "没有规则包"),
        ("name: deadlines", "name: &a deadlines", 1, "不接受"),
        ("name: deadlines", "name: !!python/name:os.system x", 1, "值不存在"),
        ("unit: days", "unit: fortnights", 0, "应当是其中之一"),
        ("version: 1000", "version: [", 0, "YAML"),
    ],
)
def test_a_faulty_text_names_its_line(old: str, new: str, line: int, says: str) -> None:
    text = begun_text("deadlines")
    assert old in text
    with pytest.raises(Faulty) as faulty:
        read_pack_text(text.replace(old, new, 1))
    [first, *_] = faulty.value.lines
    assert says in first.says["zh"]  # type: ignore[index]
    assert first.number == line or (not line and first.number > 3)


@pytest.mark.parametrize(
    "text", ["[" * 5000, "a: &x [1]\nb: [*x, *x]", 'a: "\\0"', "? [a]\n: b", "", "- 1", "a: " + "9" * 6000]
)
def test_a_text_made_to_hurt_is_only_faulty(text: str) -> None:
    with pytest.raises(Faulty):
        read_pack_text(text)


def test_the_pages_go_from_edit_to_taken(house: Office) -> None:
    admin, leader = browser(house.system), browser(house.leader)
    shown = admin.get(reverse("rule-proposal-new") + "?of=deadlines").content.decode()
    assert "version: 1000" in shown
    text = begun_text("deadlines").replace("amount: 30", "amount: 20", 1)
    bad = admin.post(
        reverse("rule-proposal-new"), {"text": text.replace("version: 1000", "version: x"), "note": "会议"}
    )
    assert bad.status_code == 422
    assert "第 2 行" in bad.content.decode()
    assert Proposal.objects.count() == 0
    answer = admin.post(reverse("rule-proposal-new"), {"text": text, "note": "街道会议纪要"})
    found = Proposal.objects.get()
    assert answer.headers["Location"] == found.get_absolute_url()
    mine = admin.get(found.get_absolute_url()).content.decode()
    assert "30 → 20" in mine
    assert reverse("rule-proposal-taking", args=[found.pk]) not in mine
    assert found.get_absolute_url() in leader.get(reverse("rule-proposals")).content.decode()
    assert reverse("rule-proposal-taking", args=[found.pk]) in leader.get(found.get_absolute_url()).content.decode()
    assert leader.post(reverse("rule-proposal-taking", args=[found.pk])).status_code == 302
    assert "第 1000 版待生效" in leader.get(reverse("rules")).content.decode()


def test_a_file_counts_before_the_text_and_comes_back_editable(house: Office) -> None:
    admin = browser(house.system)
    file = _file(begun_text("deadlines").replace("version: 1000", "version: x"))
    bad = admin.post(reverse("rule-proposal-new"), {"text": "", "note": "会议", "file": file})
    assert bad.status_code == 422
    assert "version: x" in bad.content.decode()
    good = _file(begun_text("deadlines").replace("amount: 30", "amount: 20", 1))
    assert admin.post(reverse("rule-proposal-new"), {"text": "", "note": "会议", "file": good}).status_code == 302


@pytest.mark.parametrize("content", [b"x" * (256 * 1024 + 1), "规则".encode("gbk")])
def test_a_file_that_is_no_text_or_too_large_is_refused(house: Office, content: bytes) -> None:
    admin = browser(house.system)
    bad = admin.post(reverse("rule-proposal-new"), {"text": "", "note": "会议", "file": _file(content)})
    assert bad.status_code == 422
    assert Proposal.objects.count() == 0


def _file(content: str | bytes) -> Any:
    raw = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile("rules.yaml", raw, content_type="application/yaml")


def test_the_second_person_sees_in_the_navigation_that_something_waits(house: Office) -> None:
    def count(who: Account) -> str:
        shown = browser(who).get(reverse("rules")).content.decode()
        start = shown.index(f'href="{reverse("rules")}"')
        return shown[start : shown.index("</a>", start)]

    found = proposed(house)
    assert '<span class="count">1</span>' in count(house.leader)
    assert "count" not in count(house.system)
    assert "count" not in count(house.audit)
    take_proposal(found, by=house.leader)
    assert "count" not in count(house.leader)


def test_who_may_not_see_proposals_is_told_so(house: Office) -> None:
    found = proposed(house)
    for address in (reverse("rule-proposals"), found.get_absolute_url(), reverse("rule-proposal-new")):
        assert browser(house.mediator).get(address).status_code == 403
    assert browser(house.audit).get(found.get_absolute_url()).status_code == 200


def test_the_english_page_has_english_words(house: Office) -> None:
    found = proposed(house)
    shown = browser(house.leader).get(found.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "Differences from the newest version" in shown
    assert "Take it" in shown
