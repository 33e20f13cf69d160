"""Codes that cannot be guessed and survive being read out over the telephone."""

import secrets

# Crockford's alphabet: no I, L, O, U, so nothing sounds or looks alike. Its index is an element of GF(32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOKALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "-": "", " ": ""})
RANDOM_CHARS = 11  # 55 bits


def new_code() -> str:
    """A random code such as `7K3M-9QZT-4V2D`: 55 random bits and a check character."""
    # 32 letters divide 256 evenly: one draw serves all places.
    body = "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(RANDOM_CHARS))
    return _grouped(body + check_char(body))


def normalise_code(text: str) -> str | None:
    """`text` as typed by a person in canonical form, or None where the check character says it is mistyped."""
    plain = text.strip().upper().translate(_LOOKALIKE)
    if len(plain) != RANDOM_CHARS + 1 or any(c not in ALPHABET for c in plain):
        return None
    return _grouped(plain) if check_char(plain[:-1]) == plain[-1] else None


def check_char(body: str) -> str:
    """Weighted sum over GF(32): finds every single wrong character and every swap of two neighbours."""
    total = 0
    for char in body:
        total = _times_two(total ^ ALPHABET.index(char))
    return ALPHABET[total]


def _times_two(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value


def _grouped(plain: str) -> str:
    return "-".join(plain[i : i + 4] for i in range(0, len(plain), 4))
