"""An S3-compatible store for tests: it checks each signature, keeps files in memory and hands out parts of them."""

import hashlib
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from hetang.commons.documents.store.signing import query_of, signed

KEY, SECRET, REGION, BUCKET = "KEY-OF-TESTS", "only-for-tests", "cn-test-1", "evidence"
_ASKED = re.compile(r"bytes=(\d+)-(\d+)")


class Kept(ThreadingHTTPServer):
    """`files` by name. `status` other than 0 is what everything is answered with."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.files: dict[str, bytes] = {}
        self.status = 0
        self._lines: list[socket.socket] = []

    def get_request(self) -> tuple[socket.socket, Any]:
        line, caller = super().get_request()
        self._lines.append(line)
        return line, caller

    def hang_up(self) -> None:
        """Close every line that is open, as a store does with those that were silent for a while."""
        for line in self._lines:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    @property
    def address(self) -> str:
        """As settings.BUCKET says it."""
        return f"http://127.0.0.1:{self.server_address[1]}/{BUCKET}?region={REGION}"


class _Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def kept(self) -> Kept:
        assert isinstance(self.server, Kept)
        return self.server

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the server's own name for it
        pass

    def _begin(self) -> tuple[str, bytes] | None:
        """The file's name and the body; None where that is answered already."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = self.kept.status or (0 if self._is_signed(body) else 403)
        path = unquote(urlsplit(self.path).path)
        if not status and not path.startswith(f"/{BUCKET}"):
            status = 404
        if status:
            self._say(status, b"<Error/>")
            return None
        return path.removeprefix(f"/{BUCKET}").removeprefix("/"), body

    def _is_signed(self, body: bytes) -> bool:
        digest, given = self.headers["x-amz-content-sha256"], self.headers.get("Authorization", "")
        at = datetime.strptime(self.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts = urlsplit(self.path)
        named = re.findall(r"SignedHeaders=([^,]+)", given)[0].split(";")
        headers = {name: self.headers[name] for name in named if not name.startswith("x-amz-")}
        proven = signed(
            self.command,
            parts.path,
            query_of(dict(parse_qsl(parts.query))),
            headers,
            digest=digest,
            key=KEY,
            secret=SECRET,
            region=REGION,
            at=at,
        )
        is_fresh = abs((datetime.now(UTC) - at).total_seconds()) < 900
        return is_fresh and given == proven["Authorization"] and digest == hashlib.sha256(body).hexdigest()

    def _say(self, status: int, content: bytes = b"") -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_PUT(self) -> None:
        if begun := self._begin():
            self.kept.files[begun[0]] = begun[1]
            self._say(200)

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if not (begun := self._begin()):
            return
        if not begun[0]:
            prefix = dict(parse_qsl(urlsplit(self.path).query))["prefix"]
            found = "".join(f"<Key>{name}</Key>" for name in sorted(self.kept.files) if name.startswith(prefix))
            self._say(200, f"<ListBucketResult>{found}</ListBucketResult>".encode())
            return
        content = self.kept.files.get(begun[0])
        if content is None:
            self._say(404)
        elif asked := _ASKED.fullmatch(self.headers.get("Range", "")):
            start, end = int(asked[1]), int(asked[2]) + 1
            self._say(206, content[start:end]) if start < len(content) else self._say(416)
        else:
            self._say(200, content)

    def do_DELETE(self) -> None:
        if begun := self._begin():
            self.kept.files.pop(begun[0], None)
            self._say(204)


@contextmanager
def bucket() -> Iterator[Kept]:
    """The store, listening."""
    with Kept() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield server
        server.shutdown()
