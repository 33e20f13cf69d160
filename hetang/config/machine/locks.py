"""Locks the kernel gives back when their holder dies, however it dies."""

import errno
import fcntl
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType


class FileLock:
    """flock on a file: exclusive or shared. The file itself stays; only the lock on it means anything.

    Python opens files close-on-exec, so no child program can keep the lock alive after us.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._fd = -1

    def try_acquire(self, *, shared: bool = False) -> bool:
        """Take the lock now or return False. OSError where the file cannot be opened for writing."""
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError as refused:
            os.close(fd)
            if refused.errno in (errno.EWOULDBLOCK, errno.EACCES):
                return False
            raise
        self._fd = fd
        return True

    def acquire(self, *, timeout: float, shared: bool = False, waiting: Callable[[], None] | None = None) -> bool:
        """Wait up to `timeout` seconds; `waiting` is called once when the wait has lasted two seconds."""
        begun = time.monotonic()
        while not self.try_acquire(shared=shared):
            waited = time.monotonic() - begun
            if waited > timeout:
                return False
            if waiting and waited > 2:
                waiting()
                waiting = None
            time.sleep(0.05)
        return True

    def note(self, text: str) -> None:
        """Write `text` into the locked file, for whoever finds it taken."""
        os.ftruncate(self._fd, 0)
        os.pwrite(self._fd, text.encode(), 0)

    def read_note(self) -> str:
        """What the holder wrote, or nothing."""
        try:
            return self.path.read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def __enter__(self) -> "FileLock":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()
