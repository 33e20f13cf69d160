"""Canonical text and hash of an event. Plain Python."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


def canonical(body: Mapping[str, Any]) -> str:
    """`body` as the one JSON text that its hash covers: sorted keys, no spaces, UTF-8, no NaN."""
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def event_hash(
    *,
    prev: str,
    stream: str,
    seq: int,
    verb: str,
    actor: int | None,
    at: datetime,
    places: tuple[str, str, str],
    body: str,
) -> str:
    """SHA-256 (hex) over the whole event and the hash before it, one item a line."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    lines = [prev, stream, str(seq), verb, "" if actor is None else str(actor), moment, *places, body]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
