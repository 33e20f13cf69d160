"""Requests counted by route, method and answer; how long they took by route. Labels never name a case or a person.

Each process counts in memory and writes its counts to `<home>/metrics/<pid>.json` a second after a request, so that
whichever process is asked by Prometheus tells of all. The counts of a process that has ended go into `ended.json`:
a sum that fell would look like a flood of requests.
"""

import fcntl
import json
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hetang.config.machine.proc import is_alive

# Seconds. The house promises 30 ms for a case and 2 s for anything.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"})
WRITE_SECONDS = 1.0
ENDED = "ended"
# What middleware answers has no route.
NAMED = {"/live/news/": "live-news", "/health": "health", "/ready": "ready", "/metrics": "metrics"}

Key = tuple[str, str, int]  # route, method, status


class Counts:
    """`requests`: how many; `times`: for a route, how many in each bucket (the last is the rest) and the sum in seconds."""

    def __init__(self) -> None:
        self.requests: dict[Key, int] = {}
        self.times: dict[str, list[float]] = {}

    def add(self, key: Key, seconds: float) -> None:
        """One request."""
        self.requests[key] = self.requests.get(key, 0) + 1
        row = self.times.setdefault(key[0], [0.0] * (len(BUCKETS) + 2))
        row[bisect_left(BUCKETS, seconds)] += 1
        row[-1] += seconds

    def merge(self, other: "Counts") -> None:
        """All of another process."""
        for key, number in other.requests.items():
            self.requests[key] = self.requests.get(key, 0) + number
        for route, row in other.times.items():
            mine = self.times.setdefault(route, [0.0] * len(row))
            self.times[route] = [a + b for a, b in zip(mine, row, strict=True)]

    def dump(self) -> str:
        """As a file holds it."""
        return json.dumps({"requests": [[*key, n] for key, n in self.requests.items()], "times": self.times})

    @classmethod
    def load(cls, text: str) -> "Counts":
        """The counterpart of `dump`. Raises ValueError, KeyError, TypeError."""
        said, found = json.loads(text), cls()
        found.requests = {(str(r), str(m), int(s)): int(n) for r, m, s, n in said["requests"]}
        found.times = {route: [float(v) for v in row] for route, row in said["times"].items()}
        if any(len(row) != len(BUCKETS) + 2 for row in found.times.values()):
            raise ValueError("buckets of another release")
        return found


class Book:
    """The counts of this process, and those of the others on the same home."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts = Counts()
        self._is_due = False

    def add(self, key: Key, seconds: float) -> None:
        """Count, and have it written within a second."""
        with self._lock:
            self._counts.add(key, seconds)
            due, self._is_due = self._is_due, True
        if not due:
            timer = threading.Timer(WRITE_SECONDS, self.write)
            timer.daemon = True
            timer.start()

    def write(self) -> None:
        """Write this process's file. A home that takes no file costs only the others' view of us."""
        with self._lock:
            text, self._is_due = self._counts.dump(), False
        try:
            folder().mkdir(mode=0o700, parents=True, exist_ok=True)
            _replace(folder() / f"{os.getpid()}.json", text)
        except OSError:
            return

    def everybody(self) -> Counts:
        """What all processes together have counted, those that have ended included."""
        total = Counts()
        with self._lock:
            total.merge(self._counts)
        try:
            with _locked():
                for counts in _others():
                    total.merge(counts)
        except OSError:
            return total
        return total


book = Book()


class Meter:
    """First of all middleware, so that what others answer at once is counted too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        response = self.get_response(request)
        method = request.method if request.method in METHODS else "other"
        book.add((route_of(request), method or "other", response.status_code), time.perf_counter() - begun)
        return response


def route_of(request: HttpRequest) -> str:
    """The route's name, `static` for files, `none` for an address that leads nowhere."""
    match = request.resolver_match
    if match is not None:
        return match.view_name or "unnamed"
    path = request.path_info
    return NAMED.get(path) or ("static" if path.startswith(settings.STATIC_URL) else "none")


def folder() -> Path:
    """Where the processes of this home write their counts."""
    return Path(settings.HETANG_HOME) / "metrics"


def _others() -> Iterator[Counts]:
    """Of the living their own, of the ended one sum, into which those who ended since are put first."""
    ended, is_new = _read(folder() / f"{ENDED}.json") or Counts(), False
    for path in sorted(folder().glob("[0-9]*.json")):
        counts, pid = _read(path), int(path.stem)
        if pid == os.getpid():
            continue
        if is_alive(pid):
            yield counts or Counts()
            continue
        ended.merge(counts or Counts())
        path.unlink(missing_ok=True)
        is_new = True
    if is_new:
        _replace(folder() / f"{ENDED}.json", ended.dump())
    yield ended


def _read(path: Path) -> Counts | None:
    try:
        return Counts.load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _replace(path: Path, text: str) -> None:
    # Named by thread as well: two timers of one process may meet.
    draft = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


@contextmanager
def _locked() -> Iterator[Any]:
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder(), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
