"""Files in a bucket of an S3-compatible store: AWS, MinIO, Ceph, and what clouds here offer under that name.

What goes there is sealed; the store sees random names and sizes. One line a thread is kept open.
"""

import hashlib
import http.client
import re
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import unescape

from hetang.commons.documents.refusing import StoreSilent
from hetang.commons.documents.store.drafts import draft_at
from hetang.commons.documents.store.signing import EMPTY, encoded, query_of, signed
from hetang.ground.lib.labels import N_

SECONDS = 30.0
MOST_ANSWER = 4 << 20
REGION = "us-east-1"
_KEY = re.compile(r"<Key>([^<]+)</Key>")


@dataclass(frozen=True)
class Address:
    """`https://host[:port]/bucket[?region=…]`, taken apart."""

    secure: bool
    host: str
    bucket: str
    region: str


@dataclass(frozen=True)
class _Answer:
    status: int
    length: int
    body: bytes


def address_of(url: str) -> Address:
    """The address that settings.BUCKET gives. Raises ValueError."""
    parts = urlsplit(url)
    bucket = parts.path.strip("/")
    if parts.scheme not in ("http", "https") or not parts.netloc or not bucket or "/" in bucket or "@" in parts.netloc:
        raise ValueError("HETANG_BUCKET: https://host/bucket?region=…")
    region = parse_qs(parts.query).get("region", [REGION])[0]
    return Address(parts.scheme == "https", parts.netloc, bucket, region)


class Bucket:
    """A `Store` in a bucket, written by path (`/bucket/name`), which every such store understands."""

    def __init__(self, address: Address, key: str, secret: str, drafts: Path) -> None:
        self._address, self._key, self._secret, self._drafts = address, key, secret, drafts
        self._lines = threading.local()

    def draft(self, name: str) -> AbstractContextManager[Path]:
        return draft_at(self._drafts / f"{name}.part")

    def keep(self, name: str, draft: Path) -> None:
        with draft.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            self._ask("PUT", name, body=file, length=draft.stat().st_size, digest=digest)

    def size(self, name: str) -> int:
        return self._ask("HEAD", name).length

    def read(self, name: str, start: int, size: int) -> bytes:
        answer = self._ask("GET", name, headers={"Range": f"bytes={start}-{start + size - 1}"}, more={206, 416})
        if answer.status == 416:
            return b""
        # A store that knows no ranges hands out everything.
        return answer.body if answer.status == 206 else answer.body[start : start + size]

    def remove(self, name: str) -> None:
        found = self._ask("GET", "", query={"list-type": "2", "prefix": name}).body.decode()
        for each in _KEY.findall(found):
            self._ask("DELETE", unescape(each), more={204, 404})

    def _ask(
        self,
        method: str,
        name: str,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        body: BinaryIO | None = None,
        length: int = 0,
        digest: str = EMPTY,
        more: frozenset[int] | set[int] = frozenset(),
    ) -> _Answer:
        """One request, tried again once where the kept line was closed meanwhile. Raises FileNotFoundError, `StoreSilent`."""
        path = f"/{encoded(self._address.bucket)}/{encoded(name)}" if name else f"/{encoded(self._address.bucket)}"
        asked = query_of(query or {})
        told = {"Host": self._address.host, **(headers or {})} | ({"Content-Length": str(length)} if body else {})
        for is_last in (False, True):
            proven = signed(
                method,
                path,
                asked,
                told,
                digest=digest,
                key=self._key,
                secret=self._secret,
                region=self._address.region,
                at=datetime.now(UTC),
            )
            try:
                answer = self._answer(method, f"{path}?{asked}" if asked else path, proven, body)
                break
            except (OSError, http.client.HTTPException) as error:
                self._hang_up()
                if is_last:
                    raise _silent() from error
        if answer.status == 404 and 404 not in more:
            raise FileNotFoundError(name)
        if answer.status not in {200, *more}:
            raise _silent() from RuntimeError(f"{method}: {answer.status} {answer.body[:300]!r}")
        return answer

    def _answer(self, method: str, address: str, headers: dict[str, str], body: BinaryIO | None) -> _Answer:
        line = self._line()
        if body is not None:
            body.seek(0)
        line.request(method, address, body=body, headers=headers)
        with line.getresponse() as response:
            length = int(response.headers.get("Content-Length") or 0)
            content = response.read(MOST_ANSWER) if method != "HEAD" else b""
            if response.read(1):
                raise http.client.HTTPException("more than was asked for")
            return _Answer(response.status, length, content)

    def _line(self) -> http.client.HTTPConnection:
        line: http.client.HTTPConnection | None = getattr(self._lines, "line", None)
        if line is None:
            kind = http.client.HTTPSConnection if self._address.secure else http.client.HTTPConnection
            line = self._lines.line = kind(self._address.host, timeout=SECONDS)
        return line

    def _hang_up(self) -> None:
        line: http.client.HTTPConnection | None = getattr(self._lines, "line", None)
        self._lines.line = None
        if line is not None:
            line.close()


def _silent() -> StoreSilent:
    return StoreSilent(
        N_("存放文件的服务没有回应。"),
        safe=N_("已经收下的文件都在，正在上传的会自动再试。"),
        then=N_("请过一会儿再打开；一直不行时请联系系统管理员查看文件存储。"),
    )
