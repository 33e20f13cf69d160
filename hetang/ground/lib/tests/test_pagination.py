"""Keyset pages, with the content types as rows that every database has."""

from datetime import UTC, datetime

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, DateTimeField, QuerySet
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib.pagination import NEWEST, Order, Page, count_up_to, merged_page, read_cursor

BY_MOMENT = Order((("at", DateTimeField()), ("id", BigIntegerField())))
pytestmark = pytest.mark.django_db
ROWS = 11


@pytest.fixture(autouse=True)
def _rows(db: None) -> None:
    ContentType.objects.bulk_create(ContentType(app_label="page_test", model=f"m{n}") for n in range(ROWS))


def rows() -> QuerySet[ContentType]:
    return ContentType.objects.filter(app_label="page_test")


def paged(found: QuerySet[ContentType], cursor: str, size: int) -> Page:
    """Of two overlapping halves: each row still comes once."""
    whole = ids()
    halves = [found.filter(id__gte=whole[7]), found.filter(id__lte=whole[4])]
    return merged_page(halves, NEWEST, cursor, size)


def ids() -> list[int]:
    return sorted(rows().values_list("id", flat=True), reverse=True)


@pytest.mark.parametrize("size", [1, 3, 4, 11, 12])
def test_walking_to_the_end_and_back_shows_every_row_once(size: int) -> None:
    page = paged(rows(), "", size)
    pages = [page]
    while page.older:
        page = paged(rows(), page.older, size)
        pages.append(page)
    assert [row.id for each in pages for row in each.items] == ids()
    back = [page]
    while page.newer:
        page = paged(rows(), page.newer, size)
        back.insert(0, page)
    assert [row.id for each in back for row in each.items] == ids()


def test_ends_have_no_links() -> None:
    first = paged(rows(), "", 4)
    assert first.newer is None
    assert first.older == f"b{ids()[3]}"
    last = paged(rows(), f"b{ids()[7]}", 4)
    assert (last.older, len(last.items)) == (None, 3)
    assert paged(rows().none(), "", 4).items == []


@pytest.mark.parametrize("cursor", ["x1", "b", "b-1", "b1;drop", "b²", "b" + "9" * 19, "ab1", "b1.5"])
def test_a_bad_cursor_is_the_start(cursor: str) -> None:
    assert [row.id for row in paged(rows(), cursor, 4).items] == ids()[:4]


@given(st.text(max_size=24))
def test_no_cursor_is_an_error(cursor: str) -> None:
    _, key = read_cursor(cursor, NEWEST)
    assert all(0 <= part < 2**63 for part in key)
    assert len(paged(rows(), cursor, 4).items) <= 4


@given(st.text(alphabet="ab_0123456789", max_size=44))
def test_no_cursor_of_a_moment_is_an_error(cursor: str) -> None:
    _, key = read_cursor(cursor, BY_MOMENT)
    assert key == [] or key[0] <= datetime(9999, 12, 31, tzinfo=UTC)


@pytest.mark.parametrize(("most", "said"), [(0, 1), (3, 4), (10, 11), (11, 11), (99, 11)])
def test_counting_stops_one_after_the_limit(most: int, said: int) -> None:
    assert count_up_to([rows(), rows().filter(id__lte=ids()[4])], most) == said


def test_nothing_to_merge_is_an_empty_page() -> None:
    assert merged_page([], NEWEST, "", 4).items == []
    assert count_up_to([], 10) == 0
