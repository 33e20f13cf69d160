"""The `words` process: suggestions over loopback. No database, no keys, no log of what is asked.

It holds a few streets' words in memory and nothing else; what it is sent is forgotten with the answer.
"""

import json
import resource
import socket
from collections import OrderedDict
from dataclasses import asdict
from datetime import date
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Lock
from typing import Any

from hetang.ground.words.client import UNKNOWN_WORDS
from hetang.ground.words.lexicons import Lexicons
from hetang.ground.words.suggesting import suggest

LOOPBACK = ("127.0.0.1", "::1", "localhost")
MOST_BYTES = 2 * 1024 * 1024
MOST_STREETS = 32
MOST_AT_ONCE = 8
MOST_MEMORY = 512 * 1024 * 1024
PATIENCE_SECONDS = 2.0


class WordsServer(ThreadingHTTPServer):
    """Answers at `address`; one question a thread, no more than `MOST_AT_ONCE` at once."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: str) -> None:
        host, _, port = address.rpartition(":")
        if host not in LOOPBACK:
            raise ValueError("the words process serves on loopback only: what is asked is personal")
        self._streets: OrderedDict[str, Lexicons] = OrderedDict()
        self._lock = Lock()
        self.places = BoundedSemaphore(MOST_AT_ONCE)
        super().__init__((host, int(port)), _Handler)

    def keep(self, lexicons: Lexicons) -> None:
        """Remember these words; those asked for longest ago go."""
        with self._lock:
            self._streets[lexicons.digest] = lexicons
            while len(self._streets) > MOST_STREETS:
                self._streets.popitem(last=False)

    def words(self, digest: str) -> Lexicons | None:
        """The words of this digest."""
        with self._lock:
            if digest in self._streets:
                self._streets.move_to_end(digest)
            return self._streets.get(digest)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Somebody hung up or sent nonsense: nothing of it is written down."""


class _Handler(BaseHTTPRequestHandler):
    server: WordsServer
    timeout = PATIENCE_SECONDS
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server calls
        self._answer(HTTPStatus.OK if self.path == "/health" else HTTPStatus.NOT_FOUND, {})

    def do_POST(self) -> None:  # noqa: N802
        body = self._body()
        if body is None:
            return
        if not self.server.places.acquire(blocking=False):
            self._answer(HTTPStatus.SERVICE_UNAVAILABLE, {})
            return
        try:
            self._serve(body)
        except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError):
            self._answer(HTTPStatus.BAD_REQUEST, {})
        finally:
            self.server.places.release()

    def _serve(self, body: Any) -> None:
        if self.path == "/words":
            self.server.keep(Lexicons.from_json(body))
            self._answer(HTTPStatus.OK, {})
        elif self.path == "/suggestions":
            words = self.server.words(str(body["words"]))
            if words is None:
                self._answer(UNKNOWN_WORDS, {})
            else:
                found = suggest(str(body["text"]), words, date.fromisoformat(body["base"]))
                self._answer(HTTPStatus.OK, [asdict(each) for each in found])
        else:
            self._answer(HTTPStatus.NOT_FOUND, {})

    def _body(self) -> Any:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self.close_connection = True
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {})
            return None
        try:
            return json.loads(self.rfile.read(int(length)))
        except ValueError:
            self._answer(HTTPStatus.BAD_REQUEST, {})
            return None

    def _answer(self, status: int, body: Any) -> None:
        sent = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, *_: Any) -> None:
        """Nothing is written down: texts are personal."""


def limit_memory() -> None:
    """What grows beyond the limit fails and is started again by the supervisor; intake goes on meanwhile."""
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def free_address() -> str:
    """A loopback address on which nobody serves now."""
    with socket.socket() as link:
        link.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{link.getsockname()[1]}"
