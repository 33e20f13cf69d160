"""Canonical text and hash."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.ground.journal.rules import canonical, event_hash

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
EVENT: dict[str, Any] = {
    "prev": "p",
    "stream": "case/1",
    "seq": 2,
    "verb": "assign",
    "actor": 7,
    "at": datetime(2026, 3, 9, 2, 0, tzinfo=UTC),
    "places": ("330105", "330105008", "330105008001"),
    "body": '{"unit":1}',
}


@given(st.dictionaries(st.text(), JSON, max_size=4))
def test_the_order_of_keys_does_not_matter(body: dict[str, Any]) -> None:
    turned = dict(reversed(list(body.items())))
    assert canonical(body) == canonical(turned)


def test_the_text_is_compact_and_readable() -> None:
    assert canonical({"b": [1, None], "a": "中文"}) == '{"a":"中文","b":[1,null]}'


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_the_hash_is_sha_256_over_one_item_a_line() -> None:
    lines = (
        "p\ncase/1\n2\nassign\n7\n2026-03-09T02:00:00.000000+00:00\n330105\n330105008\n330105008001\n" + '{"unit":1}'
    )
    assert event_hash(**EVENT) == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("prev", "q"),
        ("stream", "case/2"),
        ("seq", 3),
        ("verb", "accept"),
        ("actor", 8),
        ("actor", None),
        ("at", EVENT["at"] + timedelta(microseconds=1)),
        ("places", ("330105", "330105008", "")),
        ("body", '{"unit":2}'),
    ],
)
def test_every_part_of_an_event_is_in_its_hash(name: str, value: Any) -> None:
    assert event_hash(**{**EVENT, name: value}) != event_hash(**EVENT)


def test_the_same_moment_in_another_zone_has_the_same_hash() -> None:
    local = EVENT["at"].astimezone(timezone(timedelta(hours=8)))
    assert event_hash(**{**EVENT, "at": local}) == event_hash(**EVENT)
