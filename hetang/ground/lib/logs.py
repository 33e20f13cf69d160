"""What stands in a log, which more people read and keep than any page: what happened and where, never about whom.

An exception's own words are left out (a database quotes the row it refused), and so is every run of signs that is not
ASCII, every long number, every query. What is left says enough to find the place: type, SQL state, constraint, stack.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import PurePath
from types import TracebackType
from typing import Any

from hetang.ground.lib import caller

LONGEST = 500
FRAMES = 25
LEFT_OUT = "…"
# A query, an address with @, numbers of seven digits and more however they are grouped, whatever is not ASCII.
_PERSONAL = re.compile(r"\?[^\s\"']+|[^\s\"'=]+@[^\s\"',]+|\d(?:[ -]?\d){6,}[\dXx]?|[^\x00-\x7f]+")
_OUR_CODE = re.compile(r".*/(?=hetang/|site-packages/)")


def cleaned(value: object) -> Any:
    """`value` as a log may hold it: numbers, short plain text; of anything else its kind."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 10**6 else LEFT_OUT
    if isinstance(value, str | PurePath):
        return _PERSONAL.sub(LEFT_OUT, str(value))[:LONGEST]
    if isinstance(value, BaseException):
        return type(value).__name__
    return f"<{type(value).__name__}>"


def message_of(record: logging.LogRecord) -> str:
    """The record's sentence with cleaned arguments. Of a request the route is named, never its address."""
    request = getattr(record, "request", None)
    args = record.args
    if request is not None:
        route = f"{request.method} {_route(request)}"
        told = [cleaned(arg) for arg in args if not str(arg).startswith("/")] if isinstance(args, tuple) else []
        return f"{' '.join(map(str, told)) or str(record.msg).split(':')[0]}: {route}"
    try:
        if isinstance(args, dict):
            text = str(record.msg) % {name: cleaned(value) for name, value in args.items()}
        else:
            text = str(record.msg) % tuple(cleaned(value) for value in args) if args else str(record.msg)
    except (TypeError, ValueError):
        # A number's place (%d, %.1f) that was given something else.
        text = str(record.msg)
    return str(cleaned(text))


def error_of(error: BaseException, trace: TracebackType | None) -> dict[str, Any]:
    """Type, what the database says by codes, and where: never the words."""
    found: dict[str, Any] = {"type": type(error).__name__}
    told = error if hasattr(error, "sqlstate") else error.__cause__
    if state := getattr(told, "sqlstate", None):
        found["sqlstate"] = state
        found["constraint"] = getattr(getattr(told, "diag", None), "constraint_name", None)
    frames = traceback.extract_tb(trace)[-FRAMES:]
    found["stack"] = [f"{_OUR_CODE.sub('', f.filename)}:{f.lineno} {f.name}" for f in frames]
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None:
        found["cause"] = type(cause).__name__
    return found


class JsonFormatter(logging.Formatter):
    """A line of JSON for each record: at, level, logger, message, and the error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": message_of(record),
        }
        if request := caller.request():
            line["request"] = request
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = error_of(record.exc_info[1], record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


class LineFormatter(logging.Formatter):
    """The same for a reader at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        request = caller.request()
        text = f"{self.formatTime(record)} {record.levelname} {record.name} {message_of(record)}"
        text += f" [{request}]" if request else ""
        if record.exc_info and record.exc_info[1] is not None:
            said = error_of(record.exc_info[1], record.exc_info[2])
            stack = said.pop("stack")
            facts = " ".join(f"{name}={value}" for name, value in said.items() if value)
            text += "".join(f"\n    {line}" for line in [*stack, facts])
        return text


def _route(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return match.view_name or LEFT_OUT if match else LEFT_OUT
