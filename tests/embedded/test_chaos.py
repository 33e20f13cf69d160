"""A short storm: web, worker, database and its backends are killed under load, and every promise holds."""

import re
from pathlib import Path

import pytest

from tests.embedded.actors import measured

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


def test_nothing_acknowledged_is_lost_or_doubled(home: Path) -> None:
    said = measured("chaos", "--minutes", "0.7", "--every", "2", "5", "--operators", "2", home=home)
    told = re.search(r"(\d+) kills .*: (\d+) registrations", said)
    assert told, said
    assert int(told[1]) >= 4
    assert int(told[2]) >= 5
