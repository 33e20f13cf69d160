"""The two providers against published vectors, and against changed bytes."""

import hmac

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from hetang.ground.lib.crypto.providers import PROVIDERS, Provider, Unsealable, provider_of

KEY = bytes(range(32))


@pytest.fixture(params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


def test_sm4_is_the_cipher_of_gb_t_32907_annex_a1() -> None:
    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    work = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305 - the standard's example is one block
    assert work.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_sm4_gcm_is_that_of_rfc_8998_annex_a1() -> None:
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    work = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    work.authenticate_additional_data(bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2"))
    letters = [b"a", b"b", b"c", b"d", b"e", b"f", b"e", b"a"]
    plain = b"".join(bytes.fromhex((2 * x).decode()) * 8 for x in letters)
    sealed = work.update(plain) + work.finalize()
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
    )
    assert work.tag.hex() == "83de3541e4c2b58177e065a9bf7b62ec"


def test_sm3_is_the_digest_of_gb_t_32905_annex_a() -> None:
    for text, digest in (
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ):
        work = hashes.Hash(hashes.SM3())
        work.update(text)
        assert work.finalize().hex() == digest


def test_the_keyed_digests_are_hmac_by_its_definition() -> None:
    for name, algorithm in (("aes", hashes.SHA256), ("sm4", hashes.SM3)):
        padded = KEY.ljust(64, b"\0")
        inner, outer = hashes.Hash(algorithm()), hashes.Hash(algorithm())
        inner.update(bytes(x ^ 0x36 for x in padded) + b"13900000001")
        outer.update(bytes(x ^ 0x5C for x in padded) + inner.finalize())
        assert hmac.compare_digest(PROVIDERS[name].mac(KEY, b"13900000001"), outer.finalize())


def test_what_was_encrypted_comes_back_and_only_in_its_context(provider: Provider) -> None:
    sealed = provider.encrypt(KEY, b"13900000001", b"phone")
    assert sealed != provider.encrypt(KEY, b"13900000001", b"phone")
    assert provider.decrypt(KEY, sealed, b"phone") == b"13900000001"
    with pytest.raises(Unsealable):
        provider.decrypt(KEY, sealed, b"id_number")
    with pytest.raises(Unsealable):
        provider.decrypt(KEY[::-1], sealed, b"phone")


def test_every_changed_or_missing_byte_is_noticed(provider: Provider) -> None:
    sealed = provider.encrypt(KEY, b"13900000001", b"phone")
    wrong = [sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :] for at in range(len(sealed))]
    for bad in [*wrong, *(sealed[:length] for length in range(len(sealed)))]:
        with pytest.raises(Unsealable):
            provider.decrypt(KEY, bad, b"phone")


def test_the_first_byte_names_the_provider() -> None:
    assert [provider_of(bytes([p.number, 7])) is p for p in PROVIDERS.values()] == [True, True]
    for unknown in (b"", b"\0", b"\x03"):
        with pytest.raises(Unsealable):
            provider_of(unknown)
