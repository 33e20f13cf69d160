"""The installed command `hetang`.

It only calls Django management commands: those in `hetang/config/management/commands/` (each file there is a command,
`verify_journal.py` is typed `verify-journal`) and a few of Django's own. Where no DATABASE_URL is given, commands that
need the database run inside the embedded one.

Exit codes: 0 done · 1 failed, the reason is on stderr · 2 bad usage · 130 interrupted (Ctrl-C) · 143 told to end.
"""

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import django
from django.core.management import CommandError, load_command_class
from django.db import OperationalError, ProgrammingError, connections
from psycopg.errors import InsufficientPrivilege

from hetang import __version__
from hetang.config.catalogue import Entry, entries, overview, similar
from hetang.config.environment import Environment
from hetang.config.home import Home
from hetang.config.postgres import Cluster
from hetang.config.trouble import NOTHING_CHANGED, SetupError

FAILED, BAD_USAGE, INTERRUPTED, TERMINATED = 1, 2, 130, 143
ASKS_FOR_HELP = {"-h", "--help"}
NO_RIGHT = """\
数据库角色没有这项权限：{reason}。没有改动任何数据。请运行 hetang migrate 补齐权限，或用 hetang roles 查看。
The database's role has no right to that: {reason}. Nothing was changed. Run `hetang migrate`, or look at `hetang roles`."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] in ASKS_FOR_HELP or words == ["help"]:
        sys.stdout.write(overview())
        return 0 if words else BAD_USAGE
    if words[0] == "--version":
        sys.stdout.write(f"hetang {__version__}\n")
        return 0
    known = entries()
    entry = known.get(words[0].replace("-", "_"))
    if entry is None:
        hint = similar(words[0], known)
        _complain(f"没有命令 {words[0]}。{hint}输入 hetang --help 查看全部命令。\nUnknown command: {words[0]}. {hint}")
        return BAD_USAGE
    return _guarded(entry, words[1:])


def _guarded(entry: Entry, words: list[str]) -> int:
    """Every way a command can end, as an exit code."""
    try:
        return _prepare_and_call(entry, words)
    except SetupError as trouble:
        _complain(str(trouble))
        return FAILED
    except KeyboardInterrupt:
        _complain("已中断 · interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except SystemExit as end:
        if isinstance(end.code, str):
            _complain(end.code)
            return FAILED
        return end.code or 0


def _prepare_and_call(entry: Entry, words: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hetang.config.settings")
    if ASKS_FOR_HELP.intersection(words):
        return _call(entry, words)
    # As little as the command needs: the owner only where tables change.
    os.environ["HETANG_ROLE"] = entry.role
    try:
        environment = Environment.read()
    except ValueError as wrong:
        raise SetupError(
            (f"环境变量写错了：{wrong}。", f"An environment variable is wrong: {wrong}."),
            NOTHING_CHANGED,
            ("请改正后再运行。", "Correct it and run again."),
        ) from wrong
    # The settings read both files when they are imported, so they must be there before Django is.
    if entry.needs_database and Home(environment.home).is_embedded():
        with _ends_gently(), Cluster(environment.home).running():
            return _call(entry, words)
    if not environment.secret_key:
        Home(environment.home).prepare()
    return _call(entry, words)


def _call(entry: Entry, words: list[str]) -> int:
    """What Django's own command line does, with our exit codes and messages."""
    django.setup()
    command = load_command_class(entry.app, entry.name)
    command._called_from_command_line = True  # type: ignore[attr-defined]  # bad usage ends with 2
    options = vars(command.create_parser("hetang", entry.typed).parse_args(words))
    try:
        command.execute(*options.pop("args", ()), **options)
    except CommandError as failed:
        _complain(str(failed))
        return failed.returncode
    except OperationalError as failed:
        _complain(f"无法连接数据库，请检查 DATABASE_URL。\nThe database cannot be reached: {failed}")
        return FAILED
    except (ProgrammingError, InsufficientPrivilege) as failed:
        if not isinstance(failed.__cause__ or failed, InsufficientPrivilege):
            raise
        _complain(NO_RIGHT.format(reason=str(failed).splitlines()[0]))
        return FAILED
    finally:
        connections.close_all()
    return 0


@contextmanager
def _ends_gently() -> Iterator[None]:
    """SIGTERM and SIGHUP unwind the stack, so that the last user of the embedded database stops it."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(TERMINATED)

    before = {number: signal.signal(number, end) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _complain(text: str) -> None:
    sys.stderr.write(text.rstrip() + "\n")
