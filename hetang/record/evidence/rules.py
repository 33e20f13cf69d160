"""How much a party may hand in by themselves, from the rule pack `portal`. Plain Python."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

MB = 1 << 20


@dataclass(frozen=True)
class Terms:
    """One version of the pack, typed: of one party in one matter. Sizes in bytes; `receipt`: how long after filing the
    receipt's page takes files."""

    files: int
    total: int
    each: int
    kinds: tuple[str, ...]
    receipt: timedelta

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Terms":
        """From the body of the pack."""
        told = body["handing_in"]
        return cls(
            files=told["files"],
            total=told["mb"] * MB,
            each=told["file_mb"] * MB,
            kinds=tuple(told["kinds"]),
            receipt=timedelta(hours=told["receipt_hours"]),
        )
