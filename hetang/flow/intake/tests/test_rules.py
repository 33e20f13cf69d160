"""The suggested category."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.flow.intake.rules import FALLBACK, suggest_category

CATEGORIES: list[dict[str, Any]] = [
    {"key": "neighbour", "words": ["邻居", "楼道", "漏水"]},
    {"key": "property", "words": ["物业", "楼道", "电梯"]},
    {"key": "other"},
]
TOPICS: list[dict[str, Any]] = [{"key": "clutter", "fits": ["property"], "words": ["纸箱", "堆物"]}]


@pytest.mark.parametrize(
    ("text", "topics", "key"),
    [
        ("邻居漏水", (), "neighbour"),
        ("物业不修电梯", (), "property"),
        ("楼道", (), "neighbour"),
        ("楼道里的纸箱", TOPICS, "property"),
        ("天气不错", TOPICS, "other"),
        ("", TOPICS, "other"),
        ("邻居邻居邻居 物业电梯", (), "property"),
    ],
)
def test_the_category_with_most_words_wins(text: str, topics: Any, key: str) -> None:
    assert suggest_category(text, CATEGORIES, topics) == key


@given(st.text())
def test_any_text_has_a_category(text: str) -> None:
    assert suggest_category(text, CATEGORIES, TOPICS) in {"neighbour", "property", FALLBACK}
