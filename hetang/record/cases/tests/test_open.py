"""Opening a case."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from django.db import connection

from hetang.commons.people.tests import factories as people
from hetang.ground.journal.api import story
from hetang.ground.lib import clock
from hetang.ground.lib.ids import normalise_code
from hetang.ground.lib.refusals import Invalid, NotAllowed
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.actions.open import open_case
from hetang.record.cases.models import NEVER, Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, TEXT, Cast

HANGZHOU = timezone(timedelta(hours=8))


def test_a_new_case_has_its_number_parties_clock_and_event(cast: Cast) -> None:
    case = Case.objects.get(pk=factories.case(cast).pk)
    assert case.number == f"ST2026-{int(case.number[-5:]):05d}"
    assert normalise_code(case.code) == case.code
    assert (case.state, case.is_open, case.registered_at) == ("registered", True, MONDAY)
    assert (case.district, case.street, case.community) == ("330105", "330105008", "330105008001")
    assert [(p.role, p.person.name, p.identity) for p in case.parties.order_by("id")] == [
        ("applicant", "丁晓雨", ""),
        ("respondent", "卖家", ""),
    ]
    assert not case.grants.exists()  # its station sees it by the column
    (running,) = case.clocks.all()
    # One working day: Tuesday ends at midnight.
    assert (running.name, running.due_at) == ("dispatch", datetime(2026, 3, 11, tzinfo=HANGZHOU))
    assert case.due_at == case.sort_due == running.due_at
    (event,) = story("case", case.pk)
    assert (event.verb, event.actor, event.street, event.community) == (
        "register",
        cast.operator.pk,
        case.street,
        case.community,
    )
    assert event.body == {
        "kind": "dispute",
        "category": "other_consumption",
        "unit": cast.station.pk,
        "channel": "hotline",
    }


def test_the_journal_holds_no_name_no_number_and_no_text(cast: Cast) -> None:
    case = factories.case(cast)
    text = "".join(e.body_text for e in story("case", case.pk))
    assert not [word for word in ("丁晓雨", "卖家", "13900000001", "演唱会") if word in text]


def test_numbers_rise_and_codes_differ(cast: Cast) -> None:
    first = factories.case(cast, parties=[])
    second = factories.case(cast, parties=[])
    assert int(second.number[-5:]) == int(first.number[-5:]) + 1
    assert first.code != second.code


def test_the_year_of_the_number_is_the_local_one(cast: Cast) -> None:
    with clock.fixed_at(datetime(2026, 12, 31, 23, 59, tzinfo=HANGZHOU)):
        assert factories.case(cast, parties=[]).number.startswith("ST2026-")
    with clock.fixed_at(datetime(2027, 1, 1, 0, 0, tzinfo=HANGZHOU)):
        assert factories.case(cast, parties=[]).number == "ST2027-00001"


def test_the_title_is_the_first_line_cut_to_fit(cast: Cast) -> None:
    assert factories.case(cast, parties=[], summary="\n  楼道堆物\n详情").title == "楼道堆物"
    assert factories.case(cast, parties=[], summary="长" * 60).title == "长" * 27 + "…"
    assert factories.case(cast, parties=[], summary="长" * 28).title == "长" * 28


def test_a_station_lead_opens_a_case_too(cast: Cast) -> None:
    assert open_case(factories.opening(cast), by=cast.lead).state == "registered"


def test_a_case_without_a_clock_sorts_last(cast: Cast) -> None:
    case = factories.put(factories.case(cast), "voided")
    assert (case.due_at, case.sort_due, case.is_open) == (None, NEVER, False)


@pytest.mark.parametrize(
    "who", ["mediator", "follow_up_operator", "leader", "colleague", "stranger", "far_operator", "far_mediator"]
)
def test_who_has_no_duty_to_register_in_this_street_is_refused(cast: Cast, who: str) -> None:
    with refused(NotAllowed, "您没有在这个街道登记案件的职责。"):
        open_case(factories.opening(cast), by=getattr(cast, who))


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"summary": ""}, "还没有写事情经过。"),
        ({"summary": " \n\t"}, "还没有写事情经过。"),
        ({"summary": "长" * 5001}, "事情经过超过 %(limit)s 字。"),
        ({"category": "no_such"}, "不认识纠纷类型“%(category)s”。"),
        ({"category": ""}, "不认识纠纷类型“%(category)s”。"),
    ],
    ids=["empty", "blank", "long", "category", "no category"],
)
def test_what_cannot_be_right_is_refused(cast: Cast, other: dict[str, str], what: str) -> None:
    with refused(Invalid, what):
        open_case(factories.opening(cast, **other), by=cast.operator)


def test_nobody_is_on_both_sides(cast: Cast) -> None:
    student = people.person()
    both = replace(factories.opening(cast), parties=[("applicant", student), ("respondent", student)])
    with refused(Invalid, "同一个人不能同时是双方当事人。"):
        open_case(both, by=cast.operator)


def test_a_text_as_long_as_allowed_is_kept_whole(cast: Cast) -> None:
    assert len(open_case(factories.opening(cast, summary="长" * 5000), by=cast.operator).summary) == 5000
    assert factories.case(cast).summary == TEXT


def test_what_is_handed_back_is_what_is_kept(cast: Cast) -> None:
    case = factories.case(cast)
    kept = Case.objects.get(pk=case.pk)
    assert [getattr(case, f.attname) for f in Case._meta.concrete_fields if not f.generated] == [
        getattr(kept, f.attname) for f in Case._meta.concrete_fields if not f.generated
    ]
    (running,) = kept.clocks.all()
    assert (running.name, running.started_at, running.due_at) == ("dispatch", kept.registered_at, kept.due_at)
    assert kept.sort_due == kept.due_at


def test_a_number_grows_beyond_five_digits(cast: Cast) -> None:
    factories.case(cast)
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('number_st2026', 99999)")
    assert factories.case(cast).number == "ST2026-100000"


def test_a_case_is_not_opened_outside_a_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        open_case(None, by=None)  # type: ignore[arg-type]
