"""The cast on a Monday morning, its stations, and forms that need not be looked at for two seconds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hetang.faces.portal import forms
from hetang.flow.intake.tests.factories import open_stations
from hetang.ground.lib import clock
from hetang.record.cases.tests import factories
from hetang.record.cases.tests.factories import Cast


@pytest.fixture
def cast(db: None, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    monkeypatch.setattr(forms, "QUICKEST_SECONDS", 0)
    settings.HETANG_HOME = tmp_path
    with clock.fixed_at(factories.MONDAY):
        made = factories.cast()
        open_stations(made)
        yield made
