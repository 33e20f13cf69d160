"""The cast of the cases, on a Monday morning, with tokens."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hetang.faces.api.tests.factories import Programs
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.lib import clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everybody; the clock stands at `factories.MONDAY`."""
    with clock.fixed_at(factories.MONDAY):
        found = factories.cast()
        open_stations(found)
        yield found


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """An empty home folder, for files."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


@pytest.fixture
def programs(cast: Cast) -> Programs:
    """Programs that act as one or another of the cast."""
    return Programs(cast)
