"""Saved filters and columns: one's own, a unit's; refused ones change nothing."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.faces.desk.columns import USUAL, chosen
from hetang.faces.desk.models import SavedView
from hetang.faces.desk.preferences import MOST_VIEWS, columns_of, delete_view, save_view, set_columns, views_for
from hetang.ground.lib import clock
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import refused
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast

NAME = "请给这个视图起一个名称，不超过 30 个字。"
LATE = {"late": "1", "category": ""}


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


def names(who: Account) -> list[str]:
    return [view.name for view in views_for(who)]


def test_ones_own_view_is_ones_own(cast: Cast) -> None:
    view = save_view(name=" 超期的 ", query=LATE, by=cast.mediator)
    assert (view.name, view.query) == ("超期的", "late=1")
    assert names(cast.mediator) == ["超期的"]
    assert names(cast.lead) == []


def test_a_lead_shares_a_view_with_the_unit(cast: Cast) -> None:
    save_view(name="超期的", query=LATE, unit=cast.station.pk, by=cast.lead)
    assert names(cast.mediator) == ["超期的"]
    assert names(cast.colleague) == []
    assert names(cast.stranger) == []


def test_a_number_in_a_name_is_masked(cast: Cast) -> None:
    assert save_view(name="催13912345601", query=LATE, by=cast.mediator).name == "催139****5601"


@pytest.mark.parametrize(
    ("change", "what"),
    [({"name": " "}, NAME), ({"name": "长" * 31}, NAME), ({"query": {"late": ""}}, "还没有选择任何条件。")],
)
def test_a_view_without_name_or_filter_is_refused(cast: Cast, change: dict[str, object], what: str) -> None:
    words: dict[str, object] = {"name": "超期的", "query": LATE, **change}
    with refused(Invalid, what):
        save_view(**words, by=cast.mediator)  # type: ignore[arg-type]


def test_only_the_lead_shares_and_names_are_taken_once(cast: Cast) -> None:
    with refused(NotAllowed, "只有本单位的负责人可以共享视图。"):
        save_view(name="超期的", query=LATE, unit=cast.station.pk, by=cast.mediator)
    with refused(NotAllowed, "只有本单位的负责人可以共享视图。"):
        save_view(name="超期的", query=LATE, unit=cast.station.pk, by=cast.other_lead)
    save_view(name="超期的", query=LATE, by=cast.mediator)
    with refused(WrongState, "已经有同名的视图。"):
        save_view(name="超期的", query=LATE, by=cast.mediator)


def test_there_is_an_end_to_views(cast: Cast) -> None:
    for n in range(MOST_VIEWS):
        save_view(name=f"视图{n}", query=LATE, by=cast.mediator)
    with refused(WrongState, "保存的视图已经很多。"):
        save_view(name="再一个", query=LATE, by=cast.mediator)


def test_a_shared_view_is_deleted_by_its_maker_or_the_lead(cast: Cast) -> None:
    view = save_view(name="超期的", query=LATE, unit=cast.station.pk, by=cast.leader)
    with refused(NotAllowed, "这个视图不是您保存的。"):
        delete_view(view, by=cast.mediator)
    delete_view(view, by=cast.lead)
    assert not SavedView.objects.exists()


def test_columns_are_known_few_and_ones_own(cast: Cast) -> None:
    assert chosen(["due", "due", "name; DROP", "number"]) == ("due", "number")
    assert chosen([]) == USUAL
    set_columns("cases", columns=["category", "due"], by=cast.lead)
    assert columns_of(cast.lead, "cases") == ("category", "due")
    assert columns_of(cast.mediator, "cases") == USUAL


def test_the_page_saves_shows_and_forgets(cast: Cast, client: Client) -> None:
    factories.case(cast)
    client.force_login(cast.lead)
    kept = client.post(reverse("view-new"), {"name": "超期的", "query": "late=1&evil=1", "unit": cast.station.pk})
    assert kept["Location"] == "/cases/?late=1"
    client.post(reverse("columns"), {"column": ["category", "amount"], "next": "/cases/?late=1"})
    page = client.get("/cases/").content.decode()
    assert "?late=1" in page
    assert "超期的" in page
    assert "涉及金额</th>" in page
    assert "编号</th>" not in page
    view = SavedView.objects.get()
    assert client.post(reverse("view-removal", args=[view.pk])).status_code == 302
    assert not SavedView.objects.exists()
    client.force_login(cast.stranger)
    assert client.post(reverse("view-removal", args=[view.pk])).status_code == 404
