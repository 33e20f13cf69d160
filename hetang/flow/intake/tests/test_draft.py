"""What is typed and not sent is kept, sealed, for its own account, and not for ever."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.people.api import record_person
from hetang.flow.intake.actions.draft import delete_old_drafts, discard_draft, save_draft
from hetang.flow.intake.actions.register import register_case
from hetang.flow.intake.models import Draft
from hetang.flow.intake.personal import erase
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid
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


def test_thrown_away_by_hand(cast: Cast) -> None:
    desk = client(cast)
    desk.post(reverse("registration-draft"), {"submission": "one", **TYPED})
    desk.post(reverse("registration-draft-discarding"), {"submission": "one"})
    assert Draft.objects.count() == 0
