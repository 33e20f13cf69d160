"""What PostgreSQL finds is what stands in the text, and what is marked on the page is what PostgreSQL found."""

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from hetang.ground.words.api import highlight, index_tokens, query
from hetang.ground.words.tokens import composed

pytestmark = pytest.mark.django_db
SIGNS = "噪音扰民退𠀀々カ한"
LETTERS = st.text(alphabet=SIGNS + "abＡ19é ，。", max_size=20)


def finds(text: str, typed: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('simple', %s) @@ to_tsquery('simple', %s)", [index_tokens(text), query(typed)]
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("text", "typed", "found"),
    [
        ("楼上噪音扰民三个月", "噪音", True),
        ("楼上噪音扰民三个月", "音扰民", True),
        ("楼上噪音扰民三个月", "三个月 楼上", True),
        ("楼上噪音扰民三个月", "噪音三个月", False),
        ("你好，世界", "你好世界", False),
        ("你好，世界", "“你好 世界”", True),
        ("家里养狗", "狗", True),
        ("狗叫", "狗", True),
        ("养猫", "狗", False),
        ("买了 iPhone 15", "IPHONE１５", True),
        ("买了iPhone15", "phone", False),
        ("合同123", "12", False),
        ("A座 3 单元", "A座3单元", True),
    ],
)
def test_examples(text: str, typed: str, *, found: bool) -> None:
    assert finds(text, typed) is found
    assert any(hit for _, hit in highlight(text, typed)) is found or " " in typed


@given(LETTERS, st.data())
@settings(max_examples=150)
def test_every_stretch_of_a_text_finds_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    # A question cut out of the middle of a word of letters or digits is another word.
    edges = [text[at] for at in (start - 1, start, start + len(part) - 1, start + len(part)) if 0 <= at < len(text)]
    if query(part) and all(edge in SIGNS or not edge.isalnum() for edge in edges):
        assert finds(text, f'"{part}"')


@given(LETTERS, LETTERS)
@settings(max_examples=150)
def test_what_is_marked_is_what_was_found(text: str, typed: str) -> None:
    pieces = highlight(text, typed)
    assert "".join(piece for piece, _ in pieces) == composed(text)
    if query(typed) and finds(text, typed):
        assert any(hit for _, hit in pieces)
    if query(typed) and " & " not in query(typed) and not finds(text, typed):
        assert not any(hit for _, hit in pieces)


@given(st.text(max_size=60), st.text(max_size=30))
@settings(max_examples=100)
def test_nothing_typed_is_an_error_in_the_database(text: str, typed: str) -> None:
    assert finds(text, typed) in (True, False)


def test_a_single_sign_is_marked_and_its_neighbour_is_not() -> None:
    assert highlight("家里养狗叫", "狗") == [("家里养", False), ("狗", True), ("叫", False)]


def test_overlapping_hits_are_one() -> None:
    assert highlight("噪音扰民", "噪音 音扰") == [("噪音扰", True), ("民", False)]


def test_text_is_kept_as_it_is_written() -> None:
    assert highlight("ＡＢＣ座", "abc") == [("ＡＢＣ", True), ("座", False)]
    assert highlight("没有", "") == [("没有", False)]
    assert highlight("", "没有") == []
