"""Names as people gave them are shown, never followed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.documents.names import MOST_CHARS, clean_name, name_to_save


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("微信图片_2026.jpg", "微信图片_2026.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\照片\\楼道.jpg", "楼道.jpg"),
        ("图\u202egpj.exe", "图gpj.exe"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("  ", "未命名"),
        ("", "未命名"),
        ("..", "未命名"),
    ],
)
def test_a_name_is_shown_without_tricks(given: str, shown: str) -> None:
    assert clean_name(given) == shown


@given(st.text())
def test_any_name_is_one_short_line(given: str) -> None:
    name = clean_name(given)
    assert 0 < len(name) <= MOST_CHARS
    assert "/" not in name
    assert name.isprintable()


@pytest.mark.parametrize(
    ("name", "ending", "saved"),
    [("照片.png", "jpg", "照片.jpg"), ("病毒.exe", "jpg", "病毒.jpg"), ("第2.3版说明", "pdf", "第2.3版说明.pdf")],
)
def test_it_is_saved_with_the_ending_of_what_it_is(name: str, ending: str, saved: str) -> None:
    assert name_to_save(name, ending) == saved
