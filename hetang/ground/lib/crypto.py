"""Sealing of personal fields: AES-256-GCM under a key per person, which a master key wraps; a keyed blind index.

Destroying a person's key makes every sealed field of that person unreadable here; a backup made before still holds the
wrapped key and has to age out.
The master key is a file in `<home>/keys/`, named by its own fingerprint, and is backed up apart from the data.
"""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

KEY_BYTES = 32
_NONCE_BYTES = 12
_ID_BYTES = 4


class KeyMissing(RuntimeError):
    """A sealed value names a master key that this installation does not have."""


class Unsealable(RuntimeError):
    """A sealed value was changed, or belongs to another person or field."""


def new_person_key() -> bytes:
    """A fresh key for one person, wrapped by the master key: what is stored."""
    return _wrap(os.urandom(KEY_BYTES))


def seal(person_key: bytes, text: str, field: str) -> bytes:
    """`text` sealed for `field` under the wrapped `person_key`."""
    return _encrypt(_unwrap(person_key), text.encode(), field.encode())


def unseal(person_key: bytes, sealed: bytes, field: str) -> str:
    """The text of `seal`. Raises `KeyMissing` or `Unsealable`."""
    return _decrypt(_unwrap(person_key), bytes(sealed), field.encode()).decode()


def blind_index(value: str, field: str) -> bytes:
    """A keyed digest (16 bytes) by which equal values are found without being readable."""
    key = hmac.digest(_master(_current_id()), b"blind-index:" + field.encode(), "sha256")
    return hmac.digest(key, value.encode(), "sha256")[:16]


def _wrap(key: bytes) -> bytes:
    key_id = _current_id()
    return bytes.fromhex(key_id) + _encrypt(_master(key_id), key, b"person-key")


def _unwrap(wrapped: bytes) -> bytes:
    wrapped = bytes(wrapped)
    return _decrypt(_master(wrapped[:_ID_BYTES].hex()), wrapped[_ID_BYTES:], b"person-key")


def _encrypt(key: bytes, data: bytes, context: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context)


def _decrypt(key: bytes, data: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(data[:_NONCE_BYTES], data[_NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:  # ValueError: cut so short that not even the nonce is whole
        raise Unsealable("a sealed value does not open: changed, or of another person or field") from error


def _folder() -> Path:
    return Path(settings.HETANG_HOME) / "keys"


def _current_id() -> str:
    return _find_or_make(str(_folder()))


@lru_cache(maxsize=4)
def _find_or_make(folder: str) -> str:
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = sorted(path.glob("master-*.key"), key=lambda p: p.stat().st_mtime_ns)
    if found:
        return found[-1].stem.removeprefix("master-")
    key = os.urandom(KEY_BYTES)
    key_id = hashlib.sha256(key).hexdigest()[: _ID_BYTES * 2]
    handle = os.open(path / f"master-{key_id}.key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)
    return key_id


def _master(key_id: str) -> bytes:
    return _load(str(_folder() / f"master-{key_id}.key"))


@lru_cache(maxsize=16)
def _load(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise KeyMissing(
            f"master key {Path(path).name} is not in {Path(path).parent}: restore the backup of the keys"
        ) from error
