"""The cast on a Monday morning, a case, and what was handed to the carrier."""

from collections.abc import Iterator

import pytest

from hetang.flow.inquiry import sending
from hetang.flow.inquiry.tests.factories import Sent
from hetang.ground.lib import caller, clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    caller.tell("10.0.0.1")
    return factories.case(cast)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Letters, as the carrier would get them."""
    found = Sent()
    monkeypatch.setattr(sending, "hand_over", found.take)
    return found
