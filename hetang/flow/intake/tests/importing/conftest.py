"""A street with its stations, and a file in it."""

import pytest

from hetang.flow.intake.tests.factories import open_stations
from hetang.record.cases.tests.factories import Cast


@pytest.fixture(autouse=True)
def _stations(cast: Cast) -> None:
    open_stations(cast)
