"""Keyset pages, with the content types as rows that every database has."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.lib.pagination import _parse, keyset_page

pytestmark = pytest.mark.django_db
ROWS = 11


@pytest.fixture(autouse=True)
def _rows(db: None) -> None:
    ContentType.objects.bulk_create(ContentType(app_label="page_test", model=f"m{n}") for n in range(ROWS))


def rows() -> QuerySet[ContentType]:
    return ContentType.objects.filter(app_label="page_test")


def ids() -> list[int]:
    return sorted(rows().values_list("id", flat=True), reverse=True)


@pytest.mark.parametrize("size", [1, 3, 4, 11, 12])
def test_walking_to_the_end_and_back_shows_every_row_once(size: int) -> None:
    page = keyset_page(rows(), "", size)
    pages = [page]
    while page.older:
        page = keyset_page(rows(), page.older, size)
        pages.append(page)
    assert [row.id for each in pages for row in each.items] == ids()
    back = [page]
    while page.newer:
        page = keyset_page(rows(), page.newer, size)
        back.insert(0, page)
    assert [row.id for each in back for row in each.items] == ids()


def test_ends_have_no_links() -> None:
    first = keyset_page(rows(), "", 4)
    assert first.newer is None
    assert first.older == f"b{ids()[3]}"
    last = keyset_page(rows(), f"b{ids()[7]}", 4)
    assert (last.older, len(last.items)) == (None, 3)
    assert keyset_page(rows().none(), "", 4).items == []


@pytest.mark.parametrize("cursor", ["x1", "b", "b-1", "b1;drop", "b²", "b" + "9" * 19, "ab1", "b1.5"])
def test_a_bad_cursor_is_the_start(cursor: str) -> None:
    assert [row.id for row in keyset_page(rows(), cursor, 4).items] == ids()[:4]


@given(st.text(max_size=24))
def test_no_cursor_is_an_error(cursor: str) -> None:
    _, key = _parse(cursor)
    assert 0 <= key < 2**63
