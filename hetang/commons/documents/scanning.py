"""The virus scanner, where one is set up (settings.CLAMD): ClamAV's INSTREAM over its socket, piece by piece.

`unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`; "" for none. A scanner that does not answer makes a file wait: it
is never taken unseen, and never lost.
"""

import socket
from contextlib import suppress
from types import TracebackType

from django.conf import settings

from hetang.commons.documents.refusing import Infected, NotScanned
from hetang.ground.lib.labels import N_

SECONDS = 60.0
MOST_ANSWER = 4096
SCANNER = "clamav"


def is_set_up() -> bool:
    """Whether files are scanned here."""
    return bool(settings.CLAMD)


def answers() -> bool:
    """Whether the scanner that is set up answers (PING)."""
    try:
        with _connect(settings.CLAMD) as line:
            line.sendall(b"zPING\0")
            return line.recv(MOST_ANSWER).startswith(b"PONG")
    except (OSError, ValueError):
        return False


class Scan:
    """One file on its way through the scanner; does nothing where none is set up."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._line: socket.socket | None = None
        # A scanner that has found something, or thinks it is too much, hangs up before the end.
        self._hung_up = False

    def __enter__(self) -> "Scan":
        if is_set_up():
            try:
                self._line = _connect(settings.CLAMD)
                self._line.sendall(b"zINSTREAM\0")
            except OSError as error:
                raise _silent() from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._line is not None:
            self._line.close()

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        if self._line is None or self._hung_up or not piece:
            return
        try:
            self._line.sendall(len(piece).to_bytes(4, "big") + piece)
        except (BrokenPipeError, ConnectionResetError):
            self._hung_up = True
        except OSError as error:
            raise _silent() from error

    def finish(self) -> str:
        """What scanned it, "" for nothing. Raises `Infected`, or `NotScanned` where the scanner does not say it is clean."""
        if self._line is None:
            return ""
        answer = self._answer()
        if answer.endswith(b"OK"):
            return SCANNER
        if answer.endswith(b"FOUND"):
            raise Infected(
                N_("“%(name)s”里发现了病毒。"),
                then=N_("请不要打开它，也不要转发；请发送人换一份，或截图上传。"),
                name=self._name,
            )
        raise _silent()

    def _answer(self) -> bytes:
        assert self._line is not None
        answer = b""
        with suppress(OSError):
            if not self._hung_up:
                self._line.sendall(b"\0\0\0\0")
            while b"\0" not in answer and len(answer) < MOST_ANSWER and (more := self._line.recv(MOST_ANSWER)):
                answer += more
        return answer.partition(b"\0")[0].strip()


def _connect(address: str) -> socket.socket:
    kind, _, rest = address.partition(":")
    if kind == "unix":
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(SECONDS)
        try:
            line.connect(rest)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = rest.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=SECONDS)


def _silent() -> NotScanned:
    return NotScanned(
        N_("查毒程序没有回应，文件还没有收下。"),
        safe=N_("已经传上来的部分都在，没有丢。"),
        then=N_("系统会自动再试；一直不行时请联系系统管理员查看查毒程序。"),
    )
