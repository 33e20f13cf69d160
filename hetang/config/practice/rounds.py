"""Running the practice place: until somebody asks for a fresh one, or the night comes; then it is thrown away and made anew."""

import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hetang.config.practice.place import AGAIN, throw_away
from hetang.config.processes.child import follow_parent
from hetang.config.processes.output import say

LOOK_SECONDS = 0.5
STOP_SECONDS = 60.0
NIGHT_HOUR = 3


@dataclass
class Rounds:
    """`command` runs the place in `home`; `fill` is called before each start; `nightly`: anew at three."""

    home: Path
    command: Sequence[str]
    environment: Mapping[str, str]
    fill: Callable[[], None]
    nightly: bool = False

    def run(self) -> int:
        """Round after round; the exit code of the place where it ended by itself."""
        while True:
            (self.home / AGAIN).unlink(missing_ok=True)
            self.fill()
            code = self._one()
            if code is not None:
                return code
            say("练习环境清空重来 · the practice place is made anew")
            throw_away(self.home)

    def _one(self) -> int | None:
        """One round: its exit code, None where a fresh place is wanted."""
        me = os.getpid()
        process = subprocess.Popen(  # noqa: S603 - our own command
            self.command, env=dict(self.environment), preexec_fn=lambda: follow_parent(me)
        )
        night = _next_night(datetime.now().astimezone()) if self.nightly else None
        try:
            while process.poll() is None:
                if (self.home / AGAIN).exists() or (night and datetime.now().astimezone() >= night):
                    return None
                time.sleep(LOOK_SECONDS)
            return process.returncode
        finally:
            # Also when we are told to end: the place must not outlive us.
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _next_night(now: datetime) -> datetime:
    """The next three o'clock by this machine's clock."""
    tonight = now.replace(hour=NIGHT_HOUR, minute=0, second=0, microsecond=0)
    return tonight if tonight > now else tonight + timedelta(days=1)
