"""Who asks too often waits, from wherever they ask and with whatever token."""

import time
from typing import Any

import pytest

from hetang.commons.accounts.api import Rates
from hetang.faces.api import limits
from hetang.faces.api.models import Rate
from hetang.faces.api.tests.factories import Programs
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three requests a minute of a token, five of an address; the minute does not end in the middle."""
    monkeypatch.setattr(limits, "rates", lambda: Rates(token=3, address=5))
    monkeypatch.setattr(limits.time, "time", lambda: 1_800_000_010)
    return monkeypatch


def test_a_token_is_counted_wherever_it_is_used_from(cast: Cast, programs: Programs, few: Any) -> None:
    program = programs.of(cast.operator)

    def ask(address: str) -> Any:
        headers = {"Authorization": f"Bearer {program.token}"}
        return program.client.get("/api/v1/me", headers=headers, REMOTE_ADDR=address)

    assert [ask(f"203.0.113.{n}").status_code for n in range(4)] == [200, 200, 200, 429]
    last = ask("203.0.113.9")
    assert (last.json()["type"], last.headers["Retry-After"]) == ("urn:hetang:problem:too-many", "50")
    few.setattr(limits.time, "time", lambda: 1_800_000_060)
    assert ask("203.0.113.9").status_code == 200


def test_known_and_unknown_tokens_of_one_address_are_counted_together_and_told_the_same(
    cast: Cast, programs: Programs, few: Any
) -> None:
    known, unknown = programs.of(cast.operator), programs.nobody()
    unknown.token = "hetang_" + "a" * 43
    assert [unknown.get("/me").status_code for _ in range(5)] == [401] * 5
    told, other = unknown.get("/me"), known.get("/me")
    assert told.status_code == other.status_code == 429
    assert told.content == other.content and told.headers["Retry-After"] == other.headers["Retry-After"]


def test_an_office_behind_one_ipv6_network_is_one_address(cast: Cast, programs: Programs, few: Any) -> None:
    nobody = programs.nobody()
    answers = [nobody.client.get("/api/v1/me", REMOTE_ADDR=f"2001:db8:1:2::{n:x}").status_code for n in range(1, 8)]
    assert answers == [401] * 5 + [429] * 2


def test_counts_of_minutes_that_are_over_are_forgotten(cast: Cast, programs: Programs) -> None:
    programs.nobody().get("/me")
    assert limits.forget_old_counts() == 0
    Rate.objects.update(minute=int(time.time()) // 60 - 10)
    assert limits.forget_old_counts() == 1
