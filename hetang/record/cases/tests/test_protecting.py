"""Personal numbers in a case's texts: a mark stays, the number is sealed apart and found again."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hetang.commons.people.api import AccessLog
from hetang.ground.journal.api import story
from hetang.ground.lib.references import MARK, mark, new_code, unmarked
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.parties import add_party, reveal_reference
from hetang.record.cases.actions.state import reopen_case
from hetang.record.cases.models import Case, Note, TextReference
from hetang.record.cases.protecting import Shield, protect
from hetang.record.cases.queries import cases_mentioning
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

PHONE = "13800135678"
SUMMARY = f"卖家电话 138-0013-5678，卡号6222021234567890128，付了 500 元。\n又打{PHONE}，身份证330105200001010017"


@pytest.fixture
def case(cast: Cast) -> Case:
    """Opened on a text full of numbers."""
    return factories.case(cast, summary=SUMMARY, place_text=f"3幢，找{PHONE}")


def columns() -> str:
    """Everything that the tables of cases hold, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(t::text, ' ') FROM (SELECT c::text FROM cases_case c UNION ALL SELECT n::text"
            " FROM cases_note n UNION ALL SELECT r::text FROM cases_textreference r"
            " UNION ALL SELECT e::text FROM journal_event e) t"
        )
        return str(cursor.fetchone()[0])


def test_no_number_of_the_text_stands_in_a_table(case: Case) -> None:
    held = columns()
    for digits in (PHONE, "138-0013-5678", "6222021234567890128", "330105200001010017"):
        assert digits not in held
        assert digits.encode().hex() not in held


def test_the_text_reads_on_with_masks_and_the_title_has_no_marks(case: Case) -> None:
    case.refresh_from_db()
    assert unmarked(case.summary) == (
        "卖家电话 138****5678，卡号6222****0128，付了 500 元。\n又打138****5678，身份证330105********0017"
    )
    assert unmarked(case.place_text) == "3幢，找138****5678"
    assert case.title == "卖家电话 138****5678，卡号6222****…"
    assert "⟦" not in case.title


def test_each_number_is_kept_once_under_a_key_of_its_own(case: Case) -> None:
    kept = {(r.kind, r.value) for r in TextReference.objects.all()}
    assert kept == {("phone", PHONE), ("bank_card", "6222021234567890128"), ("id_number", "330105200001010017")}
    assert TextReference.objects.count() == 3
    assert len({bytes(r.key) for r in TextReference.objects.all()}) == 3
    codes = set(TextReference.objects.values_list("code", flat=True))
    assert {code for _, code in MARK.findall(case.summary)} == codes


def test_a_note_is_protected_and_the_journal_holds_no_number(cast: Cast, case: Case) -> None:
    case = factories.put(case, "resolved", assignee=cast.mediator)
    reopen_case(case, note=f"对方换了号码 {PHONE}", by=cast.lead)
    event = list(story("case", case.pk))[-1]
    assert unmarked(Note.objects.get(pk=event.body["note"]).text) == "对方换了号码 138****5678"
    assert PHONE not in columns()


def test_what_is_saved_again_stays_as_it_is(case: Case) -> None:
    case.refresh_from_db()
    with transaction.atomic(), CaptureQueriesContext(connection) as asked:
        assert protect(case, case.summary) == case.summary
    assert len(asked) == 0


def test_a_text_without_numbers_costs_no_query(case: Case) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert protect(case, "付了 500 元，2026-03-09 来的") == "付了 500 元，2026-03-09 来的"
    assert len(asked) == 0


def test_a_mark_typed_by_hand_opens_nothing(cast: Cast, case: Case) -> None:
    other = factories.case(cast, parties=[], summary=f"打{PHONE}")
    stolen = TextReference.objects.get(case=other)
    text = f"{mark('138****5678', new_code())} {mark('138****5678', stolen.code)}"
    assert protect(case, text) == text
    assert not TextReference.objects.filter(case=case, code=stolen.code).exists()


def test_a_case_is_found_by_a_number_in_its_text(case: Case) -> None:
    for typed in (PHONE, "138 0013 5678", "330105 20000101 0017", "6222021234567890128"):
        assert cases_mentioning(typed) == [case.pk]
    for typed in ("13900000009", "张三", "", "500"):
        assert cases_mentioning(typed) == []


def test_a_relation_keeps_only_the_mask(cast: Cast, case: Case) -> None:
    seller = case.parties.get(role="respondent")
    added = add_party(case, name="母", role="relative", of=seller, relation=f"母亲{PHONE}", by=cast.operator)
    assert added.relation == "母亲138****5678"


def test_a_look_at_a_number_in_a_text_is_for_those_at_work_and_recorded(cast: Cast, case: Case) -> None:
    reference = TextReference.objects.get(case=case, kind="phone")
    assert reveal_reference(reference, reason="联系卖家", by=cast.operator) == PHONE
    read = AccessLog.objects.get()
    assert (read.account, read.kind, read.subject_kind, read.subject_key, read.subject, read.field, read.reason) == (
        cast.operator,
        "reveal",
        "case",
        case.pk,
        case.number,
        "phone",
        "联系卖家",
    )
    with refused(Invalid, "查看完整号码须写明原因。"):
        reveal_reference(reference, reason="", by=cast.operator)
    for who in (cast.colleague, cast.stranger, cast.leader):
        with refused(NotAllowed, "您不能查看这件案件当事人的完整信息。"):
            reveal_reference(reference, reason="好奇", by=who)


class AnyText(TestCase):
    """Whatever people type around it."""

    @given(st.text(alphabet="打电话13800 -．，元⟦⟧·abc\n", max_size=30), st.integers(0, 10**9 - 1))
    @settings(max_examples=60)
    def test_protecting_twice_is_protecting_once(self, around: str, tail: int) -> None:
        shield = Shield()
        once = shield.over(f"{around}，1{3 + tail % 7}{tail:09d}。{around}")
        assert Shield().over(once) == once
        assert not re.search(rf"1{3 + tail % 7}{tail:09d}", once)
