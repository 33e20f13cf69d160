"""The suggested category."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.flow.intake.rules import FALLBACK, FEWEST_WORDS, Seen, likely_same, likeness, suggest_category

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


WORDS = st.frozensets(st.text(alphabet="漏水楼上物业", min_size=2, max_size=2), max_size=12)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one: frozenset[str], other: frozenset[str]) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == (len(one) >= FEWEST_WORDS)


@given(WORDS, st.lists(WORDS, max_size=6))
def test_whatever_is_offered_says_why_and_the_likeliest_stands_first(
    words: frozenset[str], others: list[frozenset[str]]
) -> None:
    seen = [Seen(key, each, "c", "neighbour", is_callers=key % 2 == 0) for key, each in enumerate(others)]
    found = likely_same(words, "c", "neighbour", seen, least=0.5)
    assert all(each.reasons for each in found)
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert {each.key for each in found} >= {each.key for each in seen if each.is_callers}
