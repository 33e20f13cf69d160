"""The digests an installation may choose between. Each event and each root says which one it was made with."""

import hashlib
from collections.abc import Callable, Mapping

from cryptography.hazmat.primitives import hashes

SHA256, SM3 = "sha256", "sm3"


def sha256(data: bytes) -> bytes:
    """FIPS 180-4, 32 bytes."""
    return hashlib.sha256(data).digest()


def sm3(data: bytes) -> bytes:
    """GB/T 32905-2016, 32 bytes. From `cryptography`: whether hashlib knows it depends on how Python was built."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


Digest = Callable[[bytes], bytes]
DIGESTS: Mapping[str, Digest] = {SHA256: sha256, SM3: sm3}
