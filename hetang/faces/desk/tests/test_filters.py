"""Each filter of the list keeps what fits and nothing else, before and after the entries have followed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client

from hetang.faces.desk.listing import Filters
from hetang.faces.desk.search import keep
from hetang.faces.desk.snippets import LONGEST, snippet
from hetang.ground.journal.api import catch_up
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, set_sensitivity
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast
from hetang.record.finding.api import read_search


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(MONDAY):
        yield factories.cast()


def listed(cast: Cast, query: str, who: str = "operator") -> set[Case]:
    return set(Filters.read(QueryDict(query)).page(getattr(cast, who)).items)


@pytest.fixture
def cases(cast: Cast) -> dict[str, Case]:
    """One that differs in everything, and an ordinary one beside it."""
    with clock.fixed_at(MONDAY - timedelta(days=40)):
        cast.fresh()
        odd = factories.case(cast, kind="request", category="neighbour", community=None, unit=cast.other_station)
    cast.fresh()
    factories.put(odd, "in_progress", assignee=cast.colleague)
    return {"odd": odd, "plain": factories.case(cast)}


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("state=in_progress", "odd"),
        ("category=neighbour", "odd"),
        ("kind=request", "odd"),
        ("unit=st-2", "odd"),
        ("community=330105008001", "plain"),
        ("assignee=nobody", "plain"),
        ("from=2026-03-01", "plain"),
        ("to=2026-02-28", "odd"),
        ("from=2026-01-28&to=2026-01-28", "odd"),
        ("kind=request&category=neighbour&from=2026-01-01&to=2026-01-31", "odd"),
    ],
)
@pytest.mark.parametrize("folded", [True, False], ids=["folded", "not yet folded"])
def test_a_filter_keeps_what_fits(cast: Cast, cases: dict[str, Case], query: str, name: str, folded: bool) -> None:
    if folded:
        catch_up()
        touch(cases["odd"], cast)
    assert listed(cast, query) == {cases[name]}
    assert listed(cast, query, "stranger") == set()


def touch(case: Case, cast: Cast) -> None:
    """An event, so that the entry sees what the factory set without one."""
    set_sensitivity(case, to="sensitive", reason="核实", by=cast.other_lead)
    set_sensitivity(case, to="normal", reason="核实", by=cast.other_lead)
    catch_up()


def test_assignee_channel_and_sensitivity(cast: Cast, cases: dict[str, Case]) -> None:
    touch(cases["odd"], cast)
    assert listed(cast, f"assignee={cast.colleague.pk}") == {cases["odd"]}
    assert listed(cast, "channel=hotline") == set(cases.values())
    assert listed(cast, "channel=web") == set()
    set_sensitivity(cases["plain"], to="sensitive", reason="涉未成年人", by=cast.lead)
    assert listed(cast, "kept=sensitive", "leader") == {cases["plain"]}
    assert listed(cast, "kept=sensitive") == set(), "an operator sees no sensitive case by any filter"


@pytest.mark.parametrize("other", ["channel=web", "measure=resolved"])
def test_of_many_open_cases_what_only_an_entry_knows_still_counts(
    cast: Cast, cases: dict[str, Case], other: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    touch(cases["odd"], cast)
    monkeypatch.setattr("hetang.record.finding.queries.FEW", -1)
    assert listed(cast, "state=open&channel=hotline") == set(cases.values())
    assert listed(cast, f"state=open&{other}") == set()


def test_late_with_another_filter(cast: Cast, cases: dict[str, Case]) -> None:
    Case.objects.filter(pk=cases["plain"].pk).update(due_at=MONDAY - timedelta(hours=1))
    catch_up()
    assert listed(cast, "late=1") == {cases["plain"]}
    assert listed(cast, "late=1&category=other_consumption") == {cases["plain"]}
    assert listed(cast, "late=1&category=neighbour") == set()


@pytest.mark.parametrize(
    "query", ["state=x", "assignee=1e3", "from=yesterday", "from=0001-01-01&to=9999-12-31", "kept=top"]
)
def test_nonsense_asks_for_nothing(cast: Cast, cases: dict[str, Case], query: str) -> None:
    catch_up()
    assert listed(cast, query) == set(cases.values())


def test_a_hit_is_marked_in_the_list_and_names_stay_masked(cast: Cast, client: Client) -> None:
    factories.case(cast, summary="丁晓雨说楼上又漏水，物业不管。")
    catch_up()
    for who, name in (("lead", "丁晓雨"), ("leader", "丁**")):
        client.force_login(getattr(cast, who))
        session = client.session
        key = keep(session, read_search("漏水", getattr(cast, who)))
        session.save()
        page = client.get(f"/cases/?s={key}").content.decode()
        assert "<mark>漏水</mark>" in page
        assert name[:2] in page
        assert ("丁晓雨" in page) is (who == "lead")


def test_a_snippet_is_short_and_around_the_hit() -> None:
    text = "前" * 200 + "楼上漏水" + "后" * 200
    pieces = snippet(text, "漏水")
    assert ("漏水", True) in pieces
    assert sum(len(words) for words, _ in pieces) <= LONGEST + 2
    assert pieces[0][0].startswith("…")
    assert pieces[-1] == ("…", False)
    assert snippet("楼上漏水", "停车") == []
