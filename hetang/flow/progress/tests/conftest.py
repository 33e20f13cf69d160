from collections.abc import Iterator

import pytest

from hetang.ground.lib import clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody, on a Monday morning."""
    with clock.fixed_at(factories.MONDAY):
        yield factories.cast()
