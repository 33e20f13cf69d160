"""Keys of persons and texts, wrapped by the master; values sealed under them.

A wrapped key: provider (1 byte), master's fingerprint (4), sealed key. A sealed value: provider (1), sealed text.
"""

import os
from functools import lru_cache

from hetang.ground.lib.crypto.masters import ID_BYTES, keyring, provider
from hetang.ground.lib.crypto.providers import KEY_BYTES, provider_of

_PERSON_KEY = b"person-key"
_HEAD = 1 + ID_BYTES
# What sealing adds, whoever seals: the provider's number, a nonce of 12 bytes and a tag of 16.
OVERHEAD = 1 + 12 + 16


def new_key() -> bytes:
    """A fresh key for one person or text, wrapped by the current master: what is stored."""
    return wrap(os.urandom(KEY_BYTES))


def seal(key: bytes, text: str, field: str) -> bytes:
    """`text` sealed for `field` under the wrapped `key`."""
    return seal_bytes(key, text.encode(), field)


def unseal(key: bytes, sealed: bytes, field: str) -> str:
    """The text of `seal`. Raises `KeyMissing` or `Unsealable`."""
    return unseal_bytes(key, sealed, field).decode()


def seal_bytes(key: bytes, data: bytes, field: str) -> bytes:
    """`data` sealed for `field` under the wrapped `key`: `OVERHEAD` bytes more than it was."""
    by = provider()
    return bytes((by.number,)) + by.encrypt(unwrap(bytes(key)), data, field.encode())


def unseal_bytes(key: bytes, sealed: bytes, field: str) -> bytes:
    """The data of `seal_bytes`. Raises `KeyMissing` or `Unsealable`."""
    sealed = bytes(sealed)
    return provider_of(sealed).decrypt(unwrap(bytes(key)), sealed[1:], field.encode())


def rewrap(wrapped: bytes) -> bytes:
    """The same key under the current master and provider; unchanged where it is so already."""
    return wrapped if is_current(wrapped) else wrap(unwrap(bytes(wrapped)))


def is_current(wrapped: bytes) -> bool:
    """Whether the current master and provider wrapped this key."""
    return bytes(wrapped[:_HEAD]) == head()


def head() -> bytes:
    """How everything begins that is wrapped now."""
    return bytes((provider().number,)) + bytes.fromhex(keyring().current)


def wrapped_by(wrapped: bytes) -> str:
    """Fingerprint of the master that wrapped this key."""
    return bytes(wrapped[1:_HEAD]).hex()


def wrap(key: bytes) -> bytes:
    """`key` under the current master."""
    ring = keyring()
    by = provider()
    return bytes((by.number,)) + bytes.fromhex(ring.current) + by.encrypt(ring.masters[ring.current], key, _PERSON_KEY)


def try_key(wrapped: bytes) -> None:
    """Raises `KeyMissing` or `Unsealable` where the masters at hand do not open this key."""
    unwrap(bytes(wrapped))


# Safe to remember: whoever asks must hold the wrapped key, and that is what erasing a person destroys. Small, so that
# little of it lies in memory at any time.
@lru_cache(maxsize=256)
def _unwrapped(wrapped: bytes, master: bytes) -> bytes:
    return provider_of(wrapped).decrypt(master, wrapped[_HEAD:], _PERSON_KEY)


def unwrap(wrapped: bytes) -> bytes:
    """The key itself. Raises `KeyMissing` or `Unsealable`."""
    provider_of(wrapped)
    return _unwrapped(wrapped, keyring().master(wrapped_by(wrapped)))
