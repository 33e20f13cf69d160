"""Canonical text and hash of an event. Plain Python."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from hetang.ground.journal.digests import DIGESTS, SHA256

# Made once: `json.dumps` makes one anew for every event.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical(body: Mapping[str, Any]) -> str:
    """`body` as the one JSON text that its hash covers: sorted keys, no spaces, UTF-8, no NaN."""
    return _ENCODER.encode(body)


def moment_text(at: datetime) -> str:
    """An aware time as hashes cover it: UTC with microseconds, `2026-03-09T02:00:00.000000+00:00`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


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
    algorithm: str = SHA256,
) -> str:
    """Digest (64 hex digits) over the whole event and the hash before it, one item a line.

    `algorithm` is one of `digests.DIGESTS`; KeyError for another.
    """
    lines = [prev, stream, str(seq), verb, "" if actor is None else str(actor), moment_text(at), *places, body]
    return DIGESTS[algorithm]("\n".join(lines).encode()).hex()
