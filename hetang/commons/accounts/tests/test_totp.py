"""One-time codes against the vectors of RFC 6238 and RFC 4226."""

import base64

import pytest

from hetang.commons.accounts.totp import address, code_at, matching_step, new_secret, step_of

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(SECRET, step_of(seconds), digits=8) == code


def test_the_vectors_of_rfc_4226() -> None:
    codes = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
    assert [code_at(SECRET, step) for step in range(10)] == codes


def test_one_step_before_and_after_now_is_accepted_and_two_are_not() -> None:
    found = [matching_step(SECRET, code_at(SECRET, step), now_step=100, drift=1) for step in range(97, 104)]
    assert found == [None, None, 99, 100, 101, None, None]
    assert matching_step(SECRET, "零一二三四五", 100, 1) is None


def test_a_secret_is_160_random_bits_and_its_address_is_what_apps_read() -> None:
    assert len(base64.b32decode(new_secret())) == 20
    assert new_secret() != new_secret()
    assert address("ABC", "zhou", "Hetang") == "otpauth://totp/Hetang:zhou?secret=ABC&issuer=Hetang"
