"""The list's filters over the cases that somebody may see."""

import re
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from django.http import QueryDict

from hetang.commons.people.api import record_person
from hetang.faces.desk.listing import Filters
from hetang.faces.desk.search import KEPT, keep, kept
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, add_party, stop_clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.finding.api import direct, read_search


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case with two parties, the other side known by telephone."""
    case = factories.case(cast)
    add_party(case, name="罗浩", phone="16000009902", role="respondent", by=cast.operator)
    add_party(case, name="罗父", phone="", role="applicant", by=cast.operator)
    return case


def found(cast: Cast, text: str, who: str = "operator") -> list[Case]:
    catch_up()
    user = getattr(cast, who)
    return list(Filters.read(QueryDict(), read_search(text, user)).page(user).items)


def test_a_case_with_several_parties_is_listed_once(cast: Cast, case: Case) -> None:
    assert found(cast, "演唱会") == [case]


@pytest.mark.parametrize("text", ["罗浩", "160 0000 9902"])
def test_a_party_is_found_by_name_and_by_telephone(cast: Cast, case: Case, text: str) -> None:
    record_person(name="罗浩", phone="16000009977")
    assert found(cast, text) == [case]


def test_number_and_code_as_a_person_types_them(cast: Cast, case: Case) -> None:
    assert direct(cast.operator, f" {case.number.lower()} ") == case
    assert direct(cast.operator, case.code.replace("-", " ").lower()) == case
    assert direct(cast.operator, "演唱会") is None
    assert direct(cast.operator, f"演唱会 {case.number.lower()} 退票") == case
    assert direct(cast.operator, f"{case.number} {factories.case(cast).number}") is None


@pytest.mark.parametrize("text", ["演唱会", "罗浩", "16000009902"])
def test_a_stranger_finds_nothing(cast: Cast, case: Case, text: str) -> None:
    assert direct(cast.stranger, case.number) is None
    assert direct(cast.stranger, case.code) is None
    assert found(cast, text, "stranger") == []
    assert found(cast, text, "other_lead") == []


def test_a_word_finds_however_old_the_case_is(cast: Cast, case: Case) -> None:
    for _ in range(3):
        factories.case(cast, summary="楼上漏水")
    assert found(cast, "演唱会") == [case]


def test_a_number_never_stands_in_the_session(cast: Cast, case: Case) -> None:
    session: dict[str, object] = {}
    key = keep(session, read_search("160 0000 9902", cast.operator))
    search = kept(session, key)
    assert search is not None
    assert search.shown == "160****9902"
    assert "16000009902" not in str(session)
    assert "9902" not in key
    assert list(Filters.read(QueryDict(), search).page(cast.operator).items) == [case]
    assert "330105" not in str(asdict(read_search("330105199001011234", cast.operator)))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("罗浩 16000009902 演唱会", "罗浩 160****9902 演唱会"),
        ("罗先生，电话160-0000-9902。", "罗先生，电话160****9902。"),
        ("证件330105200001010017罗浩", "证件330105********0017罗浩"),
    ],
)
def test_a_number_among_words_is_masked_and_finds_whom_it_leads_to(
    cast: Cast, case: Case, text: str, shown: str
) -> None:
    factories.case(cast, summary="又是演唱会")
    add_party(case, name="罗浩浩", id_number="330105200001010017", role="respondent", by=cast.operator)
    search = read_search(text, cast.operator)
    assert search.shown == shown
    assert not re.search(r"[0-9]{5}", str(asdict(search)["text"]))
    assert found(cast, text) == [case]


def test_where_the_number_leads_to_nobody_the_words_are_looked_for(cast: Cast, case: Case) -> None:
    assert found(cast, "演唱会 13912345609") == [case]
    assert read_search("演唱会 13912345609", cast.operator).shown == "演唱会 139****5609"
    assert found(cast, "13912345609 x") == []


def test_what_is_kept_with_the_session_is_sealed(cast: Cast, case: Case) -> None:
    session: dict[str, object] = {}
    key = keep(session, read_search("罗浩 演唱会", cast.operator))
    assert "罗浩" not in str(session)
    assert r"\u7f57" not in str(session)
    search = kept(session, key)
    assert search is not None
    assert (search.shown, search.word) == ("罗浩 演唱会", "罗浩 演唱会")
    session["searches"] = {key: ["x", "y"]}
    assert kept(session, key) is None


@pytest.mark.parametrize("text", ["罗浩", "16000009902", "13700000033"])
def test_other_peoples_cases_of_the_same_name_or_number_push_none_out(
    cast: Cast, case: Case, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hetang.record.finding.asking.PEOPLE", 1)
    monkeypatch.setattr("hetang.record.finding.asking.CASES", 1)
    monkeypatch.setattr("hetang.record.finding.asking.PIECE", 2)
    mine = factories.case(cast, summary="打13700000033没人接", parties=[])
    if text != "13700000033":
        Case.objects.filter(pk=mine.pk).update(street=cast.other_street.code, unit=cast.far_station)
        mine = case
    for at in range(5):
        far = factories.case(cast, summary="打13700000033没人接", parties=[])
        add_party(far, name="罗浩" if at % 2 else f"罗浩{at}", phone="16000009902", role="respondent", by=cast.operator)
        Case.objects.filter(pk=far.pk).update(
            district="330106", street=cast.other_street.code, community="", unit=cast.far_station
        )
    assert found(cast, text) == [mine]


def test_few_searches_are_kept_and_an_unknown_key_is_none(cast: Cast) -> None:
    session: dict[str, object] = {}
    keys = [keep(session, read_search(f"词{n}", cast.operator)) for n in range(KEPT + 3)]
    assert [kept(session, k) is not None for k in keys] == [False] * 3 + [True] * KEPT
    assert kept(session, "x") is None
    assert kept({}, keys[-1]) is None


def test_open_cases_are_sorted_by_what_goes_wrong_first(cast: Cast, case: Case) -> None:
    later = factories.case(cast, summary="楼上漏水")
    stop_clock(later)
    first = factories.case(cast, summary="停车")
    Case.objects.filter(pk=first.pk).update(due_at=factories.MONDAY)
    newest = Filters.read(QueryDict("")).page(cast.operator).items
    due = Filters.read(QueryDict("state=open")).page(cast.operator).items
    assert list(newest) == [first, later, case]
    assert list(due) == [first, case, later]


def test_kind_and_risk_narrow_the_list(cast: Cast, case: Case) -> None:
    factories.rate(factories.case(cast), "violence", cast)
    petition = factories.case(cast, kind="petition")
    risky = Case.objects.exclude(risk=0).get()
    level = risky.risk_level

    def listed(query: str) -> set[Case]:
        return set(Filters.read(QueryDict(query)).page(cast.operator).items)

    assert listed("kind=petition") == {petition}
    assert listed(f"risk={level}") == {risky}
    assert listed(f"kind=petition&risk={level}") == set()


def test_a_figure_without_days_is_of_this_year(cast: Cast, case: Case) -> None:
    asked = Filters.read(QueryDict("measure=taken_in"))
    catch_up()
    assert list(asked.page(cast.operator).items) == [case]
    with clock.fixed_at(factories.MONDAY.replace(year=factories.MONDAY.year + 1)):
        cast.fresh()
        assert list(asked.page(cast.operator).items) == []
