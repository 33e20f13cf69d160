"""The algorithms behind one small interface: AES-256-GCM with SHA-256, and SM4-GCM with SM3 (GB/T 32907, 32905).

What is sealed carries the number of its provider, so that data of both stays readable after an installation changes.
A further one (a cipher machine, SM2 envelopes) is a class with these three methods and a number of its own.
"""

import hmac
import os
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES, _TAG_BYTES, _SM4_KEY_BYTES = 12, 16, 16


class Unsealable(RuntimeError):
    """A sealed value was changed, or belongs to another person or field."""


class Provider(Protocol):
    """`number` stands in front of everything this provider seals; keys are 32 bytes whatever the cipher takes."""

    number: int
    name: str

    def encrypt(self, key: bytes, data: bytes, context: bytes) -> bytes:
        """`data` sealed and bound to `context`; no two results are equal."""
        ...

    def decrypt(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        """What was encrypted. Raises `Unsealable`."""
        ...

    def mac(self, key: bytes, data: bytes) -> bytes:
        """The keyed digest, 32 bytes."""
        ...


class Aes:
    """AES-256-GCM, HMAC-SHA-256."""

    number, name = 1, "aes"

    def encrypt(self, key: bytes, data: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, data, context)

    def decrypt(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        try:
            return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context)
        except (InvalidTag, ValueError) as error:  # ValueError: cut so short that not even the nonce is whole
            raise unsealable() from error

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, "sha256")


class Sm4:
    """SM4-GCM under a key drawn from ours by HMAC-SM3, so that no key serves two ciphers; HMAC-SM3."""

    number, name = 2, "sm4"

    def encrypt(self, key: bytes, data: bytes, context: bytes) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        work = Cipher(algorithms.SM4(self._key(key)), modes.GCM(nonce)).encryptor()
        work.authenticate_additional_data(context)
        return nonce + work.update(data) + work.finalize() + work.tag

    def decrypt(self, key: bytes, sealed: bytes, context: bytes) -> bytes:
        if len(sealed) < _NONCE_BYTES + _TAG_BYTES:
            raise unsealable()
        nonce, body, tag = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:-_TAG_BYTES], sealed[-_TAG_BYTES:]
        work = Cipher(algorithms.SM4(self._key(key)), modes.GCM(nonce, tag)).decryptor()
        work.authenticate_additional_data(context)
        try:
            return work.update(body) + work.finalize()
        except InvalidTag as error:
            raise unsealable() from error

    def mac(self, key: bytes, data: bytes) -> bytes:
        return hmac.digest(key, data, "sm3")

    def _key(self, key: bytes) -> bytes:
        return self.mac(key, b"sm4-gcm")[:_SM4_KEY_BYTES]


PROVIDERS: dict[str, Provider] = {provider.name: provider for provider in (Aes(), Sm4())}
_BY_NUMBER = {provider.number: provider for provider in PROVIDERS.values()}


def provider_of(sealed: bytes) -> Provider:
    """Who sealed this, by its first byte. Raises `Unsealable`."""
    found = _BY_NUMBER.get(sealed[0]) if sealed else None
    if found is None:
        raise unsealable()
    return found


def unsealable() -> Unsealable:
    """The one message: it must not tell a changed value from a wrong key."""
    return Unsealable("a sealed value does not open: changed, or of another person or field")
