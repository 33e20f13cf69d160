"""A home of its own, the packs, and somebody who sends."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.places.tests import factories as places
from hetang.ground.lib import clock
from hetang.ground.rulepacks.tests.factories import load_packs


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """An empty home folder."""
    settings.HETANG_HOME = tmp_path
    return tmp_path


@pytest.fixture
def sender(db: None, home: Path) -> Iterator[Account]:
    """Somebody of a station, on a day on which the packs hold."""
    load_packs()
    with clock.fixed_at(clock.now()):
        yield accounts.staff("chen", "陈调解", "mediator", places.unit(places.street(), "st-1", "蔡马驿站"))
