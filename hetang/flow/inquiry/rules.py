"""Secrets of residents' visits, and how long they hold. Plain Python."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

DIGITS = 6


@dataclass(frozen=True)
class Terms:
    """How long a code holds and how often it may be tried; how long a visit may rest, and last."""

    code: timedelta
    tries: int
    idle: timedelta
    longest: timedelta

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Terms":
        """From the body of the pack `portal`."""
        codes, visits = body["codes"], body["visits"]
        return cls(
            code=timedelta(minutes=codes["minutes"]),
            tries=int(codes["tries"]),
            idle=timedelta(minutes=visits["idle_minutes"]),
            longest=timedelta(minutes=visits["longest_minutes"]),
        )


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def new_secret() -> str:
    """256 random bits that a browser keeps."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> bytes:
    """SHA-256 of such a secret: what is random enough needs no slow hash."""
    return hashlib.sha256(secret.encode()).digest()


def tidy(code: str) -> str:
    """A code as it was typed: full-width digits and blanks are forgiven."""
    return "".join(code.translate(str.maketrans("０１２３４５６７８９", "0123456789")).split())
