"""Keeps a few children and the database running until told to stop. One thread, one loop.

Order: children start in the order given and stop in it too (web, worker, words); the database is stopped by whoever started
it, after us.
"""

import contextlib
import os
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Protocol

from hetang.config.processes.child import Child, ChildSpec
from hetang.config.processes.output import pump, say
from hetang.config.trouble import NOTHING_LOST, SetupError

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a restart
PROVEN_AFTER = 60.0  # seconds of life after which a child's earlier failures are forgotten
TICK_STARTING, TICK = 0.03, 1.0  # seconds
START_PATIENCE = 90.0  # seconds
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Database(Protocol):
    """What the supervisor needs of `Cluster`."""

    def is_ready(self) -> bool: ...

    def ensure(self) -> str: ...


class Supervisor:
    """`run` returns when a stop signal came, or raises SetupError when a child could not be started at all.

    `ready` is called once, when every child with an `answers` check serves.
    """

    def __init__(
        self,
        specs: Sequence[ChildSpec],
        *,
        database: Database | None = None,
        ready: Callable[[], None] = lambda: None,
    ) -> None:
        self.children = [Child(spec) for spec in specs]
        self._database = database
        self._database_retry_at = 0.0
        self._database_failures = 0
        self._ready = ready
        self._is_ready = False
        self._stopping = False
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        with self._signals():
            begun = time.monotonic()
            try:
                while not self._stopping:
                    self._step(time.monotonic(), begun)
            finally:
                self._stop_children()

    def _step(self, now: float, begun: float) -> None:
        if self._check_database(now):
            for child in self.children:
                self._check_child(child, now)
        if not self._is_ready:
            self._check_ready(now - begun)
        self._listen(TICK if self._is_ready else TICK_STARTING)

    # The database

    def _check_database(self, now: float) -> bool:
        """True when the children may be started; a dead database is brought back first."""
        if self._database is None or self._database.is_ready():
            return True
        if now < self._database_retry_at:
            return False
        say("数据库意外停止，正在恢复 · the database stopped unexpectedly, recovering")
        try:
            self._database.ensure()
        except SetupError as trouble:
            self._database_failures += 1
            self._database_retry_at = time.monotonic() + pause(self._database_failures)
            say(str(trouble))
            return False
        self._database_failures = 0
        say("数据库已恢复 · the database is back")
        return True

    # The children

    def _check_child(self, child: Child, now: float) -> None:
        if child.is_running:
            if child.failures and now - child.started_at > PROVEN_AFTER:
                child.failures = 0
        elif child.process is None and now >= child.restart_at:
            self._selector.register(child.start(now), selectors.EVENT_READ, child)
        elif child.process is not None:
            self._bury(child, now)

    def _bury(self, child: Child, now: float) -> None:
        code = self._let_go(child)
        if not self._is_ready and child.spec.answers:
            raise SetupError(
                (
                    f"{child.spec.name} 没有启动（退出码 {code}）。",
                    f"{child.spec.name} did not start (exit code {code}).",
                ),
                NOTHING_LOST,
                ("原因见上面的输出。", "The reason is in its output above."),
            )
        child.failures += 1
        wait = pause(child.failures)
        child.restart_at = now + wait
        text = f"{child.spec.name} 已退出（{code}），{wait:g} 秒后重启"
        say(f"{text} · {child.spec.name} ended ({code}), restarting in {wait:g} s")

    def _let_go(self, child: Child) -> int:
        """Last words, then nothing of it may stay behind. Returns the exit code."""
        if child.process is None:
            return 0
        code = child.end()
        pipe = child.process.stdout
        if pipe and not pipe.closed:
            pump(child, pipe.fileno())
            with contextlib.suppress(KeyError):
                self._selector.unregister(pipe)
            pipe.close()
        child.process = None
        return code

    def _check_ready(self, waited: float) -> None:
        if all(child.is_running and (not child.spec.answers or child.spec.answers()) for child in self.children):
            self._is_ready = True
            self._ready()
        elif waited > START_PATIENCE:
            raise SetupError(
                ("启动超时，网页服务没有应答。", f"Nothing answered within {START_PATIENCE:g} s."),
                NOTHING_LOST,
                ("原因见上面的输出。", "See the output above."),
            )

    def _stop_children(self) -> None:
        for child in self.children:
            child.ask_to_stop()
            limit = time.monotonic() + child.spec.stop_seconds
            while child.is_running and time.monotonic() < limit:
                self._listen(0.05)
            self._let_go(child)
        self._selector.close()

    # Waiting

    def _listen(self, seconds: float) -> None:
        """Sleep until output, a signal or the end of the tick; pass output on."""
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Child):
                if not pump(key.data, key.fd):
                    self._selector.unregister(key.fd)
            else:
                with contextlib.suppress(BlockingIOError):
                    os.read(key.fd, 4096)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        """Signals wake the loop through a pipe; the old handlers come back afterwards."""
        reader, writer = os.pipe()
        for end in (reader, writer):
            os.set_blocking(end, False)
        self._selector.register(reader, selectors.EVENT_READ, None)
        before = {number: signal.signal(number, self._note_stop) for number in STOP_SIGNALS}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        old_wakeup = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        try:
            yield
        finally:
            signal.set_wakeup_fd(old_wakeup)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(reader)
            os.close(writer)

    def _note_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True


def pause(failures: int) -> float:
    """Seconds to wait before the next try: 0.5, 1, 2 … 30."""
    return float(min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1)))
