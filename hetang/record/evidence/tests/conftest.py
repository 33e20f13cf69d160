"""The cast on a Monday morning, with a home of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from hetang.ground.lib import clock
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import MONDAY, Cast


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """An empty home folder."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


@pytest.fixture
def cast(db: None, home: Path) -> Iterator[Cast]:
    """Everybody; the clock stands at `MONDAY`."""
    with clock.fixed_at(MONDAY), translation.override("zh-hans"):
        yield factories.cast()


@pytest.fixture
def case(cast: Cast) -> Case:
    """A case that the mediator has in hand."""
    return factories.in_hand(cast)
