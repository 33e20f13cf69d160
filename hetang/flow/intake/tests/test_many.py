"""Many reports registered at once are what the same reports are one by one."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hetang.commons.people.api import Person
from hetang.flow.intake.actions.many import register_many
from hetang.flow.intake.actions.register import Report, register_case
from hetang.flow.intake.models import Contact
from hetang.flow.intake.tests.factories import open_stations, report
from hetang.ground.journal.api import Event, sequence_new, story, verify
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, Refused
from hetang.ground.lib.tests.refusing import all_rows, changed, refused
from hetang.record.cases.api import Case, timeline
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast

LONG_AGO = MONDAY - timedelta(days=900)
# What cannot be equal: keys, codes and what is sealed or hashed with them.
FREE = {"id", "key", "code", "number", "hash", "prev_hash", "head", "index", "sealed", "stream_key", "event"}


@pytest.fixture(autouse=True)
def _stations(request: Any) -> None:
    if "cast" in request.fixturenames and "committed" not in request.fixturenames:
        open_stations(request.getfixturevalue("cast"))


def one_by_one(reports: list[Report], by: Any) -> list[Case | Refused]:
    """The reference."""
    answers: list[Case | Refused] = []
    for each in reports:
        try:
            answers.append(register_case(each, by=by))
        except Refused as refusal:
            answers.append(refusal)
    return answers


def mixed(cast: Cast) -> list[Report]:
    """Reports of every sort, good and bad, some of the same people, some sent twice."""
    texts = ["楼上漏水，物业不管。", "电话13900000001和身份证不给", "退款 500 元没到账", "  ", "长" * 5001]
    people = [("丁晓雨", "13900000001"), ("丁晓雨", ""), ("未留姓名", ""), ("", ""), ("王五", "123456789012345")]
    found = []
    for at in range(60):
        applicant, phone = people[at % len(people)] if at % 7 else ("丁晓雨", "139 0000 0001")
        found.append(
            report(
                cast,
                text=texts[at % len(texts)] if at % 3 else texts[at % 3],
                applicant=applicant,
                applicant_phone=phone,
                respondent=["", "卖家", "丁晓雨"][at % 3],
                respondent_phone=["", "13900000002", "13900000001"][at % 3],
                community=cast.community if at % 2 else None,
                category=["", "neighbour", "no_such"][0 if at % 5 else at % 3],
                kind=list(Case.Kind.values)[at % 5],
                place_text=" 3 幢 " if at % 4 else "",
                amount_fen=at * 100 if at % 6 else None,
                event_on=date(2026, 3, 1) if at % 11 else None,
                past_at=LONG_AGO if at % 8 == 5 else None,
                submission=f"s{at if at % 9 else 0}",
            )
        )
    return found


def story_of(model: type[Any], seen: dict[Any, int]) -> list[tuple[Any, ...]]:
    """A table's rows as they can be compared: keys as the how-manyth row they name."""
    rows: list[tuple[Any, ...]] = []
    for row in model._default_manager.order_by("pk"):
        values: list[Any] = []
        for field in model._meta.concrete_fields:
            value = getattr(row, field.attname)
            if field.name.endswith(("_sealed", "_index")) or field.name == "name_tokens":
                values.append(bool(value))
            elif field.is_relation:
                values.append(seen.get((field.related_model, value), value))
            elif field.name not in FREE:
                values.append(re.sub(r"·[a-z]{10}⟧", "·⟧", value) if isinstance(value, str) else value)
        seen[model, row.pk] = len(rows)
        rows.append(tuple(values))
    return rows


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """Every table of the house that holds something."""
    seen: dict[Any, int] = {}
    names = ("people.Person", "cases.Case", "cases.Party", "cases.CaseClock", "cases.TextReference", "cases.CaseAccess")
    models = [apps.get_model(name) for name in (*names, "archive.CaseFile", "intake.Contact")]
    return {model.__name__: story_of(model, seen) for model in models}


def events() -> list[tuple[Any, ...]]:
    """The journal, streams by the order in which they began."""
    first = {key: at for at, key in enumerate(Case.objects.order_by("pk").values_list("pk", flat=True))}
    rows = Event.objects.filter(stream_kind="case").order_by("id")
    return [
        (first[e.stream_key], e.seq, e.verb, e.actor, e.at, e.day, e.district, e.street, e.community, e.body)
        for e in rows
    ]


def people() -> list[tuple[str, str]]:
    return [(p.name, p.phone) for p in Person.objects.order_by("pk")]


class _Undone(Exception):
    pass


def test_many_at_once_are_what_they_are_one_by_one(cast: Cast) -> None:
    reports = mixed(cast)
    register_case(report(cast, submission="known to another"), by=cast.operator)
    reports.append(report(cast, submission="known to another"))
    with pytest.raises(_Undone), transaction.atomic():
        one = one_by_one(reports, cast.lead)
        expected, told, named = everything(), events(), people()
        raise _Undone
    many = register_many(reports, by=cast.lead)
    assert [_answer(a) for a in many] == [_answer(a) for a in one]
    assert len([a for a in one if isinstance(a, Case)]) > 20
    assert len([a for a in one if isinstance(a, Refused)]) > 10
    found = everything()
    for table, rows in expected.items():
        assert found[table] == rows, table
    assert people() == named
    assert events() == told
    kept = [a for a in many if isinstance(a, Case)]
    assert [c.number for c in kept] == [Case.objects.get(pk=c.pk).number for c in kept]
    assert len({c.number for c in kept}) == len({c.pk for c in kept})


def test_nothing_else_is_written_than_by_one(cast: Cast) -> None:
    reports = mixed(cast)
    with pytest.raises(_Undone), transaction.atomic():
        one_by_one(reports, cast.lead)
        expected = _sizes()
        raise _Undone
    register_many(reports, by=cast.lead)
    assert _sizes() == expected


def test_all_refused_leaves_everything_as_it_was(cast: Cast) -> None:
    before = all_rows()
    answers = register_many([report(cast), report(cast, submission="2", past_at=LONG_AGO)], by=cast.stranger)
    assert [type(answer) for answer in answers] == [NotAllowed, NotAllowed]
    assert register_many([], by=cast.operator) == []
    assert changed(before) == {}


def test_an_operator_keeps_no_matter_of_the_past(cast: Cast) -> None:
    today, past = register_many([report(cast), report(cast, submission="2", past_at=LONG_AGO)], by=cast.operator)
    assert isinstance(today, Case)
    assert isinstance(past, NotAllowed)


def test_a_matter_of_the_past_rings_no_clock_and_counts_in_no_figure(cast: Cast) -> None:
    (past,) = register_many([report(cast, past_at=LONG_AGO)], by=cast.lead)
    kept = Case.objects.get(pk=past.pk)  # type: ignore[union-attr]
    assert (kept.state, kept.due_at, kept.is_open, kept.registered_at) == ("archived", None, False, LONG_AGO)
    assert kept.number.startswith(f"ST{LONG_AGO.year}-")
    assert kept.clocks.count() == 0
    assert kept.parties.count() == 2
    assert [e.verb for e in story("case", kept.pk)] == ["keep_past"]
    assert timeline(kept, [])[0].text
    assert kept.file.keep_until.year >= LONG_AGO.year  # type: ignore[union-attr]
    assert Contact.objects.get().at == LONG_AGO


def test_a_time_to_come_is_no_past(cast: Cast) -> None:
    with refused(Invalid, "历史工单的时间还没有到。"):
        register_case(report(cast, past_at=MONDAY + timedelta(days=1)), by=cast.lead)


@pytest.mark.parametrize("year", [1, 1989])
def test_a_time_that_nobody_kept_is_refused(cast: Cast, year: int) -> None:
    with refused(Invalid, "历史工单的时间应当在 1990 年以后。"):
        register_case(report(cast, past_at=datetime(year, 6, 1, tzinfo=UTC)), by=cast.lead)


def test_a_thousand_reports_ask_the_database_no_more_often_than_thirty(cast: Cast) -> None:
    counts = []
    register_many([report(cast)], by=cast.operator)
    for size in (30, 300):
        reports = [report(cast, submission=f"{size} {at}", applicant=f"第{at}人") for at in range(size)]
        with CaptureQueriesContext(connection) as asked:
            register_many(reports, by=cast.operator)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 15


@pytest.fixture
def committed(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        found = cases.cast()
        open_stations(found)
        yield found


@pytest.mark.django_db(transaction=True)
def test_several_at_once_register_each_report_once_and_the_chains_hold(committed: Cast) -> None:
    reports = [report(committed, submission=f"s{at}", applicant=f"第{at % 50}人") for at in range(120)]
    answers: list[list[Case | Refused]] = []
    start = threading.Barrier(3)

    def work(own: list[Report]) -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                answers.append(register_many(own, by=committed.operator))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(reports[at : at + 80],)) for at in (0, 20, 40)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert [len([a for a in each if isinstance(a, Case)]) for each in answers] == [80, 80, 80]
    assert Case.objects.count() == Contact.objects.count() == 120
    assert Case.objects.values("number").distinct().count() == 120
    while sequence_new():
        pass
    assert list(verify()) == []


def _sizes() -> dict[str, int]:
    return {table: len(rows) for table, rows in all_rows().items()}


def _answer(answer: Case | Refused) -> Any:
    return (
        (answer.what, answer.params)
        if isinstance(answer, Refused)
        else (answer.kind, answer.state, answer.registered_at)
    )
