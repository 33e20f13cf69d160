"""ClamAV for tests: the real one with a signature of its own where it is installed, and a stand-in that answers as told."""

import hashlib
import os
import shutil
import socketserver
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hetang.commons.documents.tests import samples

NOT_RUN = "没有 clamd：真实查毒测试没有运行（no clamd: the test with the real scanner was NOT run）"
_CONFIG = """
Foreground yes
LocalSocket {folder}/clamd.ctl
DatabaseDirectory {folder}/db
LogFile {folder}/clamd.log
PidFile {folder}/clamd.pid
StreamMaxLength 400M
"""


class Told(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A stand-in that reads INSTREAM as clamd does and answers `verdict`; "" hangs up without a word."""

    daemon_threads = True
    allow_reuse_address = True
    verdict = b"stream: OK\0"
    most = 1 << 62

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Stream)
        self.seen = b""

    @property
    def address(self) -> str:
        """As settings.CLAMD says it."""
        return f"tcp:127.0.0.1:{self.server_address[1]}"


class _Stream(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, Told)
        asked = self.rfile.read(6)
        if asked == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert asked + self.rfile.read(4) == b"zINSTREAM\0"
        server.seen = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            server.seen += self.rfile.read(size)
            if len(server.seen) > server.most:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        self.wfile.write(server.verdict)


@contextmanager
def told() -> Iterator[Told]:
    """The stand-in, listening."""
    with Told() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def program() -> str:
    """Where the real one is, "" where it is not."""
    return shutil.which("clamd") or next((p for p in ("/usr/sbin/clamd",) if Path(p).exists()), "")


@contextmanager
def real() -> Iterator[str]:
    """The real one, knowing EICAR and nothing else; yields settings.CLAMD."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "db").mkdir()
        mark = f"{hashlib.md5(samples.EICAR).hexdigest()}:{len(samples.EICAR)}:Eicar.Test\n"
        (folder / "db" / "test.hdb").write_text(mark, encoding="ascii")
        (folder / "clamd.conf").write_text(_CONFIG.format(folder=folder), encoding="ascii")
        process = subprocess.Popen(
            [program(), "--config-file", str(folder / "clamd.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _wait(folder / "clamd.ctl", process)
            yield f"unix:{folder}/clamd.ctl"
        finally:
            process.terminate()
            process.wait(20)


def _wait(line: Path, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 60
    while not line.exists():
        if process.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"clamd did not start: {os.fspath(line)}")
        time.sleep(0.1)
