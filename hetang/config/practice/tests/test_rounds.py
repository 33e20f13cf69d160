"""Round after round: until it ends by itself, anew when asked, never left running."""

import os
import sys
from datetime import datetime
from pathlib import Path

import pytest

from hetang.config.practice import rounds
from hetang.config.practice.place import AGAIN, MARK, prepare
from hetang.config.practice.rounds import Rounds, _next_night

# The first time it asks for a fresh place and goes on, the second time it ends.
PLACE = """
import os, pathlib, sys, time
home = pathlib.Path(os.environ["HETANG_HOME"])
log = pathlib.Path(sys.argv[1])
log.write_text(log.read_text() + f"{os.getpid()} {(home / 'made').exists()}\\n")
(home / "made").write_text("practised")
if len(log.read_text().splitlines()) == 2:
    sys.exit(7)
(home / sys.argv[2]).write_text("asked")
time.sleep(60)
"""


def test_asked_for_a_fresh_place_the_old_one_is_ended_and_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "LOOK_SECONDS", 0.01)
    home, log, filled = tmp_path / "home", tmp_path / "log", []
    log.write_text("")
    prepare(home)
    command = [sys.executable, "-c", PLACE, str(log), AGAIN]
    made = Rounds(home, command, {**os.environ, "HETANG_HOME": str(home)}, lambda: filled.append(1))
    assert made.run() == 7
    first, second = (line.split() for line in log.read_text().splitlines())
    assert (first[1], second[1]) == ("False", "False"), "the second began with an empty place"
    assert filled == [1, 1]
    assert (home / MARK).exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int(first[0]), 0)


@pytest.mark.parametrize(
    ("now", "then"), [("2026-11-23T02:59", "2026-11-23T03:00"), ("2026-11-23T03:00", "2026-11-24T03:00")]
)
def test_the_next_night(now: str, then: str) -> None:
    assert _next_night(datetime.fromisoformat(now).astimezone()) == datetime.fromisoformat(then).astimezone()
