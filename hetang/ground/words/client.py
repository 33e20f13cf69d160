"""Asking the `words` process, and going on without it: what takes down a call must never wait for a helper.

The process has no database: whoever asks sends the words once, and then only their digest.
"""

import http.client
import json
import time
from datetime import date
from typing import Any

from hetang.ground.words.lexicons import Lexicons
from hetang.ground.words.suggesting import suggest
from hetang.ground.words.suggestion import Suggestion

# How long the process may take, and how long nobody asks again after it did not answer.
LIMIT_SECONDS = 0.15
REST_SECONDS = 5.0
UNKNOWN_WORDS = 409


class _Rest:
    """Until when the process is left alone, in this process."""

    until = 0.0


def ask(text: str, lexicons: Lexicons, base: date, address: str) -> list[Suggestion]:
    """What `suggest` gives, from the `words` process at `address` where it answers in time, else worked out here."""
    if address and time.monotonic() >= _Rest.until:
        try:
            return _ask(address, text, lexicons, base)
        except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
            _Rest.until = time.monotonic() + REST_SECONDS
    try:
        return suggest(text, lexicons, base)
    except ArithmeticError:
        # A text that cannot be reckoned with gets no suggestion; taking it down goes on.
        return []


def is_answering(address: str) -> bool:
    """Whether a `words` process serves at this address."""
    try:
        status, _ = _send(address, "GET", "/health", None)
    except (OSError, http.client.HTTPException):
        return False
    return status == http.HTTPStatus.OK


def _ask(address: str, text: str, lexicons: Lexicons, base: date) -> list[Suggestion]:
    question = {"text": text, "words": lexicons.digest, "base": base.isoformat()}
    status, body = _send(address, "POST", "/suggestions", question)
    if status == UNKNOWN_WORDS:
        _send(address, "POST", "/words", lexicons.as_json())
        status, body = _send(address, "POST", "/suggestions", question)
    if status != http.HTTPStatus.OK:
        raise ValueError(f"the words process answered {status}")
    return [Suggestion(**found) for found in json.loads(body)]


def _send(address: str, method: str, path: str, body: Any) -> tuple[int, bytes]:
    host, _, port = address.rpartition(":")
    link = http.client.HTTPConnection(host, int(port), timeout=LIMIT_SECONDS)
    try:
        sent = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        link.request(method, path, sent, {"Content-Type": "application/json"})
        answer = link.getresponse()
        return answer.status, answer.read()
    finally:
        link.close()
