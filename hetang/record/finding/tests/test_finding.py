"""Finding: newest first, page by page, only what one may see, however old the entries are."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db.models import QuerySet

from hetang.ground.journal.api import catch_up
from hetang.record.cases.api import Case, set_sensitivity, void_case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast
from hetang.record.finding import facets, queries
from hetang.record.finding.facets import mark
from hetang.record.finding.models import Entry
from hetang.record.finding.queries import Wanted, few_page, found_page

LEAK = "楼上漏水，天花板湿了。"


def found(cast: Cast, who: str = "operator", **wanted: object) -> list[Case]:
    return list(found_page(getattr(cast, who), Wanted(**wanted)).items)  # type: ignore[arg-type]


def facets_of_key(key: int) -> list[str]:
    columns = {
        "district": "",
        "street": "",
        "community": "",
        "state": "",
        "kind": "",
        "category": "",
        "sensitivity": "",
    }
    case = SimpleNamespace(pk=key, unit_id=1, assignee_id=None, risk=0, is_open=False, **columns)
    return facets.facets_of(case, on=date(2026, 3, 9), channel="", accounts=(), units=())


def leaking(rows: QuerySet[Case]) -> QuerySet[Case]:
    return rows.filter(category="other_consumption")


def test_a_word_finds_the_cases_in_whose_text_it_stands(cast: Cast) -> None:
    ticket, leak = factories.case(cast), factories.case(cast, summary=LEAK)
    catch_up()
    assert found(cast, words="漏水") == [leak]
    assert found(cast, words="演唱会门票") == [ticket]
    assert found(cast, words="楼上 湿了") == [leak]
    assert found(cast, words="门票漏水") == []
    assert found(cast, words="，。") == [], "nothing that can be looked for finds nothing, not everything"


def test_nobody_finds_what_they_may_not_see(cast: Cast) -> None:
    case = factories.case(cast, summary=LEAK)
    catch_up()
    for who in ("operator", "lead", "leader", "follow_up_operator"):
        assert found(cast, who, words="漏水") == [case], who
    for who in ("stranger", "other_lead", "mediator", "far_operator"):
        assert found(cast, who, words="漏水") == [], who


def test_a_case_that_became_sensitive_a_moment_ago_is_not_found(cast: Cast) -> None:
    case = factories.case(cast, summary=LEAK)
    catch_up()
    set_sensitivity(case, to="sensitive", reason="涉未成年人", by=cast.lead)
    assert "kept:normal" in Entry.objects.get().facets, "the entry does not know yet"
    assert found(cast, words="漏水") == []
    assert found(cast, "leader", words="漏水") == [case]


def test_a_change_that_no_entry_has_yet_shows_in_lists_by_marks(cast: Cast) -> None:
    old, new = factories.case(cast), factories.case(cast)
    catch_up()
    void_case(old, note="重复登记", by=cast.lead)
    assert found(cast, all_of=("state:voided",), narrow=lambda rows: rows.filter(state="voided")) == [old]
    assert found(cast, all_of=("state:registered",), narrow=lambda rows: rows.filter(state="registered")) == [new]


@pytest.mark.parametrize(("spare", "many"), [(-2, 1500), (0, 2), (10, 0), (10, 1500)])
def test_pages_lead_down_and_up_again(cast: Cast, spare: int, many: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "SPARE", spare)
    monkeypatch.setattr(queries, "MANY", many)
    for module in (facets, queries):
        monkeypatch.setattr(module, "NARROW", 1)
        monkeypatch.setattr(module, "WIDE", 2)
    cases = [factories.case(cast, summary=LEAK if n % 3 else "停车") for n in range(12)]
    catch_up()
    wanted, expected = Wanted(words="漏水"), [case for n, case in enumerate(cases) if n % 3][::-1]
    first = found_page(cast.operator, wanted, size=3)
    second = found_page(cast.operator, wanted, first.older or "", size=3)
    last = found_page(cast.operator, wanted, second.older or "", size=3)
    assert [*first.items, *second.items, *last.items] == expected
    assert last.older is None
    assert first.newer is None
    back = found_page(cast.operator, wanted, last.newer or "", size=3)
    assert list(back.items) == list(second.items)
    assert list(found_page(cast.operator, wanted, back.newer or "", size=3).items) == list(first.items)


def test_cases_found_by_a_name_stand_among_the_others(cast: Cast) -> None:
    one, two = factories.case(cast), factories.case(cast, summary=LEAK)
    catch_up()
    assert found(cast, words="漏水", also=frozenset({one.pk})) == [two, one]
    assert found(cast, "stranger", words="漏水", also=frozenset({one.pk})) == []


def test_few_are_sorted_by_alarm_and_many_are_left_to_the_walk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    later, sooner = factories.case(cast), factories.case(cast)
    Case.objects.filter(pk=sooner.pk).update(due_at=factories.MONDAY)
    catch_up()
    wanted = Wanted(all_of=("open", mark("type", "other_consumption")), narrow=leaking)
    page = few_page(cast.operator, wanted)
    assert page is not None
    assert list(page.items) == [sooner, later]
    monkeypatch.setattr(queries, "FEW", 1)
    assert few_page(cast.operator, wanted) is None


def test_days_are_marked_by_month_where_whole() -> None:
    assert facets.days("day", date(2026, 1, 31), date(2026, 3, 1)) == [
        "day:2026-01-31",
        "day:2026-02",
        "day:2026-03-01",
    ]
    assert facets.days("day", date(2026, 3, 2), date(2026, 3, 1)) == []


def test_bands_meet_without_a_gap() -> None:
    for width in (facets.NARROW, facets.WIDE):
        low, high, mark_of_it = facets.band(70_000, width)
        assert low <= 70_000 <= high
        assert facets.band(high + 1, width)[0] == high + 1
        assert mark_of_it in facets_of_key(70_000)
