"""What the children print, line by line to our own stdout with the child's name before it.

No log files of our own: a terminal shows it, and journald or a container's runtime keeps and rotates it.
"""

import os
import sys

from hetang.config.processes.child import Child

CHUNK = 65536
LONGEST_LINE = 64 * 1024  # bytes; a longer one is cut in pieces


def say(line: str) -> None:
    """One line of our own."""
    _write(f"hetang  | {line}\n".encode())


def pump(child: Child, handle: int) -> bool:
    """Pass on what `handle` holds now. False when the child has closed it."""
    while True:
        try:
            piece = os.read(handle, CHUNK)
        except BlockingIOError:
            return True
        except OSError:
            piece = b""
        if not piece:
            flush(child)
            return False
        *lines, child.unfinished = (child.unfinished + piece).split(b"\n")
        if len(child.unfinished) > LONGEST_LINE:
            lines, child.unfinished = [*lines, child.unfinished], b""
        _write(b"".join(_label(child) + line + b"\n" for line in lines))


def flush(child: Child) -> None:
    """A last line without its end."""
    if child.unfinished:
        _write(_label(child) + child.unfinished + b"\n")
        child.unfinished = b""


def _label(child: Child) -> bytes:
    return f"{child.spec.name:<8}| ".encode()


def _write(data: bytes) -> None:
    """Whoever read us may have gone (a closed terminal, `| head`): going on serving matters more than the line."""
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except (OSError, ValueError):
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, sys.stdout.fileno())
        os.close(quiet)
