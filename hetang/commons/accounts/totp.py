"""One-time codes of RFC 6238 (HMAC-SHA-1, six digits, 30 seconds), as every authenticator app shows them.

Thirty lines of the standard library; a package for them would bring more code to trust than it saves.
"""

import base64
import hashlib
import hmac
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(seconds: float) -> int:
    """The number of the 30-second step that holds the Unix time `seconds`."""
    return int(seconds // STEP_SECONDS)


def code_at(secret: str, step: int, digits: int = DIGITS) -> str:
    """The code of one step (RFC 4226 §5.3 over the step's number)."""
    mac = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1)
    offset = mac[-1] & 0x0F
    number = struct.unpack(">I", mac[offset : offset + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: str, code: str, now_step: int, drift: int) -> int | None:
    """The step within `drift` of `now_step` whose code is `code`. Every step is compared, so time tells nothing."""
    found = None
    for step in range(now_step - drift, now_step + drift + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()):
            found = step
    return found


def address(secret: str, username: str, issuer: str) -> str:
    """The `otpauth:` address that the QR code carries."""
    query = urlencode({"secret": secret, "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(username)}?{query}"
