"""Which event counts towards which figure."""

from typing import Any

import pytest

from hetang.insight.rules import counted


@pytest.mark.parametrize(
    ("verb", "body", "counts"),
    [
        ("register", {"category": "other"}, {"taken_in": 1, "disputes": 1}),
        ("register", {"kind": "dispute", "category": "other", "origin": 7}, {"disputes": 1}),
        ("register", {"kind": "petition", "category": "other"}, {"taken_in": 1, "petitions": 1}),
        ("assign", {"account": 1, "unit": 2}, {}),
        (
            "settle",
            {"round": 1, "first": True, "amount_fen": 500},
            {"mediated": 1, "settled": 1, "settled_first": 1, "settled_fen": 500},
        ),
        (
            "settle",
            {"round": 1, "first": True, "amount_fen": 500, "returned_as": "other"},
            {"mediated_other": 1, "settled_other": 1},
        ),
        ("reply", {"first": True}, {"closed": 1}),
        ("settle", {"round": 2, "first": False, "amount_fen": 500}, {}),
        ("settle", {"round": 2, "first": True, "amount_fen": 500}, {"settled": 1, "settled_fen": 500}),
        ("terminate", {"round": 1, "reason": "refused"}, {"mediated": 1, "terminated": 1}),
        ("follow_up", {"solved": "yes", "satisfaction": "very"}, {"asked": 1, "solved": 1, "rated": 1, "content": 1}),
        ("follow_up", {"solved": "partly", "satisfaction": "fair"}, {"asked": 1, "rated": 1, "content": 1}),
        ("follow_up", {"solved": "no", "satisfaction": "unsatisfied"}, {"asked": 1, "rated": 1}),
        ("follow_up", {"solved": "yes", "satisfaction": "refused"}, {"asked": 1, "solved": 1}),
        ("follow_up", {"solved": "yes", "satisfaction": ""}, {"asked": 1, "solved": 1}),
        ("miss_follow_up", {"solved": "unreached", "satisfaction": ""}, {}),
        ("archive", {"file": 1}, {"archived": 1}),
        ("void", {}, {"voided": 1}),
    ],
)
def test_an_event_counts_towards_these(verb: str, body: dict[str, Any], counts: dict[str, int]) -> None:
    assert dict(counted(verb, body)) == counts
