"""A line to a server that is slow and breaks every few seconds, whatever is on its way."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

PIECE = 16 << 10


class BrokenLine:
    """Hands on between a port of its own and the server's; `cuts` counts how often it broke."""

    def __init__(self, port: int, *, every: float, bytes_per_second: int) -> None:
        self._to, self._every, self._pace = port, every, PIECE / bytes_per_second
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._over = threading.Event()
        self.cuts = 0

    def run(self) -> None:
        for work in (self._accept, self._break):
            threading.Thread(target=work, daemon=True).start()

    def end(self) -> None:
        self._over.set()
        self._listener.close()
        self._cut()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                browser, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                continue
            self._open |= {browser, server}
            threading.Thread(target=self._hand_on, args=(browser, server, self._pace), daemon=True).start()
            threading.Thread(target=self._hand_on, args=(server, browser, 0.0), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket, pace: float) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                other.sendall(piece)
                time.sleep(pace)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            self._open.discard(each)

    def _break(self) -> None:
        while not self._over.wait(self._every):
            self.cuts += bool(self._open)
            self._cut()

    def _cut(self) -> None:
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


@contextmanager
def broken_line(url: str, *, every: float, bytes_per_second: int) -> Iterator[tuple[str, BrokenLine]]:
    """The server's address over such a line, and the line."""
    line = BrokenLine(int(url.rsplit(":", 1)[1]), every=every, bytes_per_second=bytes_per_second)
    line.run()
    try:
        yield f"http://127.0.0.1:{line.port}", line
    finally:
        line.end()
