"""A quick hash for initial passwords, which are 80 random bits and live for days: 500 at once take milliseconds."""

import hashlib
import secrets
from typing import Any

from django.contrib.auth.hashers import BasePasswordHasher, get_hasher


class InitialCodeHasher(BasePasswordHasher):
    """One round of SHA-256. Never for a password that a person thought up; those get the preferred hasher."""

    algorithm = "initial_sha256"

    def salt(self) -> str:
        return secrets.token_hex(8)

    def encode(self, password: str, salt: str) -> str:
        return f"{self.algorithm}${salt}${hashlib.sha256(f'{salt}{password}'.encode()).hexdigest()}"

    def decode(self, encoded: str) -> dict[str, Any]:
        algorithm, salt, digest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": digest}

    def verify(self, password: str, encoded: str) -> bool:
        """A wrong one takes as long as with the preferred hasher: time must not tell who has never signed in."""
        right = secrets.compare_digest(encoded, self.encode(password, self.decode(encoded)["salt"]))
        if not right:
            get_hasher("default").encode(password, secrets.token_hex(8))
        return right

    def safe_summary(self, encoded: str) -> dict[Any, Any]:
        return {"algorithm": self.decode(encoded)["algorithm"]}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """`verify` has seen to it."""
