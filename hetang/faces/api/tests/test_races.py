"""The same request sent many times at one moment has one effect and one answer."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from hetang.faces.api.models import Rate
from hetang.faces.api.tests.factories import CONTACT, Programs
from hetang.flow.dispatch.tests.factories import accepted
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, last_seq
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def cast(transactional_db: None) -> Iterator[Cast]:
    """Everybody, committed, so that other connections see them."""
    with clock.fixed_at(MONDAY):
        found = cases.cast()
        open_stations(found)
        yield found


def at_once(times: int, send: Callable[[int], Any]) -> list[Any]:
    """The answers to so many requests at the same moment, each from a thread of its own."""
    start, found = threading.Barrier(times), list[Any]()

    def one(number: int) -> None:
        try:
            with clock.fixed_at(MONDAY):
                start.wait(10)
                found.append(send(number))
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(times)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return found


@pytest.mark.django_db(transaction=True)
def test_requests_at_one_moment_have_one_effect(cast: Cast) -> None:
    programs = Programs(cast)
    many = [programs.of(cast.operator) for _ in range(6)]
    answers = at_once(6, lambda n: many[n].post("/contacts", CONTACT, idempotency_key="same"))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert len({answer.content for answer in answers}) == 1 and Case.objects.count() == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == 5
    # With bodies of their own one of them is done, and the others are told that the key is taken.
    others = at_once(4, lambda n: many[n].post("/contacts", {**CONTACT, "text": f"第 {n} 件"}, idempotency_key="mixed"))
    assert sorted(answer.status_code for answer in others) == [201, 422, 422, 422]
    assert Case.objects.count() == 2
    # A verb that may be done once: those that saw the same case are not all let through.
    case = accepted(cast)
    mine = [programs.of(cast.mediator) for _ in range(4)]
    tag = mine[0].get(f"/cases/{case.number}").headers["ETag"]
    before = last_seq(case)
    tried = at_once(4, lambda n: mine[n].post(f"/cases/{case.number}/recusal", {"note": "邻居"}, if_match=tag))
    assert sorted(answer.status_code for answer in tried)[0] == 200
    assert {answer.status_code for answer in tried} <= {200, 403, 409, 412}
    assert last_seq(case) == before + 1
    # None of all these requests was lost in counting: each token has one, or one more for the look at the case.
    counts = dict(Rate.objects.filter(subject__startswith="t:").values_list("subject", "count"))
    assert sum(counts.values()) == 6 + 4 + 1 + 4
