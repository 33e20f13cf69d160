"""What is typed and not sent is kept, sealed, for its own account, and not for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.people.api import record_person
from hetang.flow.intake.actions.draft import Page, delete_old_drafts, discard_draft, save_draft
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Draft
from hetang.flow.intake.personal import erase
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import MONDAY, Cast

TYPED = {"text": "楼上漏水，号码 13912345678", "applicant": "丁晓雨"}


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)


def test_a_draft_is_sealed_and_comes_back_as_it_was(cast: Cast) -> None:
    kept = save_draft("one", TYPED, by=cast.operator)
    assert kept is not None
    row = Draft.objects.get()
    assert row.fields == TYPED
    assert "漏水".encode() not in bytes(row.sealed)


def test_each_pause_replaces_the_words_of_before(cast: Cast) -> None:
    save_draft("one", {"text": "楼上"}, by=cast.operator)
    with clock.fixed_at(MONDAY + timedelta(minutes=1)):
        save_draft("one", {"text": "楼上漏水"}, by=cast.operator)
    row = Draft.objects.get()
    assert (row.fields, row.begun_at, row.saved_at) == ({"text": "楼上漏水"}, MONDAY, MONDAY + timedelta(minutes=1))


def test_several_calls_are_several_drafts_and_nobody_elses(cast: Cast) -> None:
    save_draft("one", TYPED, by=cast.operator)
    save_draft("two", TYPED, by=cast.operator)
    before = all_rows()
    assert save_draft("one", {"text": "别人"}, by=cast.lead) is None
    assert discard_draft("one", by=cast.lead) is False
    assert changed(before) == {}
    assert discard_draft("one", by=cast.operator) is True


@pytest.mark.parametrize("typed", [{}, {"text": "  "}])
def test_nothing_typed_is_nothing_kept(cast: Cast, typed: dict[str, str]) -> None:
    assert save_draft("one", typed, by=cast.operator) is None
    assert Draft.objects.count() == 0


def test_a_pause_that_arrives_after_the_form_was_sent_keeps_nothing(cast: Cast) -> None:
    register_case(report(cast), by=cast.operator)
    assert save_draft("first", TYPED, by=cast.operator) is None


def test_endless_texts_and_endless_drafts_are_refused(cast: Cast) -> None:
    with refused(Invalid, "文字太长，没有存成草稿。"):
        save_draft("one", {"text": "长" * 200_001}, by=cast.operator)
    for number in range(20):
        save_draft(str(number), TYPED, by=cast.operator)
    with refused(Invalid, "没写完的登记已有 %(most)s 份，没有再存。"):
        save_draft("20", TYPED, by=cast.operator)
    assert save_draft("19", {"text": "还能改"}, by=cast.operator) is not None


def test_what_nobody_touches_for_three_days_goes(cast: Cast) -> None:
    save_draft("one", TYPED, by=cast.operator)
    with clock.fixed_at(MONDAY + timedelta(hours=71)):
        assert delete_old_drafts() == 0
    with clock.fixed_at(MONDAY + timedelta(hours=73)):
        assert delete_old_drafts() == 1


def test_an_erased_persons_name_and_number_stand_in_no_draft(cast: Cast) -> None:
    person = record_person(name="丁晓雨", phone="13912345678")
    save_draft("named", {"applicant": "丁 晓雨"}, by=cast.operator)
    save_draft("rung", {"applicant_phone": "13912345678"}, by=cast.operator)
    save_draft("other", {"text": "路灯不亮"}, by=cast.operator)
    assert erase(person, [])["intake_draft.sealed"] == 2
    assert Draft.objects.get().submission == "other"


def client(cast: Cast) -> Client:
    found = Client()
    found.force_login(cast.operator)
    return found


def test_a_closed_tab_is_gone_on_with(cast: Cast) -> None:
    desk = client(cast)
    answer = desk.post(reverse("registration-draft"), {"submission": "one", **TYPED, "then": "register"})
    assert answer.content.decode() == "10:00 已存草稿"
    page = desk.get(reverse("registration")).content.decode()
    assert "没写完的登记 1 份" in page
    assert "丁晓雨" not in page
    page = desk.get(reverse("registration"), {"draft": "one"}).content.decode()
    assert TYPED["text"] in page
    assert 'value="one"' in page, "sending it is sending the same form"
    other = Client()
    other.force_login(cast.lead)
    assert TYPED["text"] not in other.get(reverse("registration"), {"draft": "one"}).content.decode()


def test_a_form_that_is_sent_leaves_no_draft(cast: Cast) -> None:
    desk = client(cast)
    desk.post(reverse("registration-draft"), {"submission": "one", **TYPED})
    sent = {"submission": "one", **TYPED, "channel": "hotline", "then": "register"}
    assert desk.post(reverse("registration"), sent).status_code == 302
    assert (Draft.objects.count(), Case.objects.count()) == (0, 1)


def test_after_an_expired_login_the_words_come_back_to_the_page(cast: Cast) -> None:
    """What the sign-in page carries along is sent with `keep`: the draft, and the page that shows it."""
    answer = client(cast).post(reverse("registration"), {"submission": "one", **TYPED, "then": "keep"})
    assert answer.headers["Location"] == f"{reverse('registration')}?draft=one"
    assert Draft.objects.get().fields == TYPED


def test_a_sent_form_is_not_lost_by_keeping_it_once_more(cast: Cast) -> None:
    """Back to a form that was sent, words added, kept: another draft, and the page says so."""
    register_case(report(cast), by=cast.operator)
    desk = client(cast)
    sent = {"submission": "first", "text": "还有一件"}
    answer = desk.post(reverse("registration-draft"), sent)
    assert (answer.status_code, "已经送出" in answer.content.decode()) == (409, True)
    answer = desk.post(reverse("registration"), {**sent, "then": "keep"}, follow=True)
    kept = Draft.objects.get()
    assert (kept.fields, kept.submission != "first") == ({"text": "还有一件"}, True)
    page = answer.content.decode()
    assert "另存为一份草稿" in page
    assert "还有一件" in page


def test_somebody_elses_form_is_kept_as_ones_own(cast: Cast) -> None:
    save_draft("one", TYPED, by=cast.lead)
    client(cast).post(reverse("registration"), {"submission": "one", "text": "我的", "then": "keep"})
    assert Draft.objects.get(account=cast.operator).fields == {"text": "我的"}
    assert Draft.objects.get(account=cast.lead).fields == TYPED


def test_what_was_sent_with_other_words_is_shown_again_as_a_new_form(cast: Cast) -> None:
    register_case(report(cast), by=cast.operator)
    desk = client(cast)
    sent = {"submission": "first", "text": "另一段话", "channel": "hotline", "then": "register"}
    answer = desk.post(reverse("registration"), sent)
    page, kept = answer.content.decode(), Draft.objects.get()
    assert (answer.status_code, kept.fields["text"]) == (409, "另一段话")
    assert "那时写的不一样" in page
    assert f'value="{kept.submission}"' in page
    assert desk.post(reverse("registration"), {**sent, "submission": kept.submission}).status_code == 302
    assert Case.objects.count() == 2


def test_two_tabs_do_not_overwrite_one_another(cast: Cast) -> None:
    first, second = Page("a", 1), Page("b", 2)
    save_draft("one", {"text": "甲"}, by=cast.operator, page=first)
    with refused(WrongState, "另一个标签页改过这份草稿，没有覆盖它。"):
        save_draft("one", {"text": "乙"}, by=cast.operator, page=second)
    save_draft("one", {"text": "甲乙"}, by=cast.operator, page=Page("b", 2, seen="a:1"))
    with refused(WrongState, "另一个标签页改过这份草稿，没有覆盖它。"):
        save_draft("one", {"text": "甲丙"}, by=cast.operator, page=Page("a", 3))
    assert Draft.objects.get().fields == {"text": "甲乙"}


def test_a_saving_that_comes_late_changes_nothing(cast: Cast) -> None:
    save_draft("one", {"text": "写完了"}, by=cast.operator, page=Page("a", 2))
    before = all_rows()
    save_draft("one", {"text": "写"}, by=cast.operator, page=Page("a", 1))
    assert changed(before) == {}


def test_the_page_knows_which_saving_it_shows(cast: Cast) -> None:
    desk = client(cast)
    typed = {"submission": "one", "text": "甲"}
    desk.post(reverse("registration-draft"), {**typed, "tab": "a", "turn": "5"})
    page = desk.get(reverse("registration"), {"draft": "one"}).content.decode()
    assert 'name="seen" value="a:5"' in page
    stale = {**typed, "text": "乙", "tab": "b", "turn": "6"}
    answer = desk.post(reverse("registration-draft"), stale)
    assert (answer.status_code, "另一个标签页" in answer.content.decode()) == (409, True)
    assert desk.post(reverse("registration-draft"), {**stale, "seen": "a:5"}).status_code == 200


def test_thrown_away_by_hand(cast: Cast) -> None:
    desk = client(cast)
    desk.post(reverse("registration-draft"), {"submission": "one", **TYPED})
    desk.post(reverse("registration-draft-discarding"), {"submission": "one"})
    assert Draft.objects.count() == 0
