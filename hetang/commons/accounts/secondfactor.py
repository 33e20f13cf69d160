"""Checking a second factor's code, and making the codes on paper."""

import hashlib
import secrets
from datetime import datetime

from hetang.commons.accounts import totp
from hetang.commons.accounts.models import Account, RecoveryCode, SecondFactor
from hetang.commons.accounts.policy import Policy, wall

# No letter that is read as another one: 32 signs, five bits each.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LETTERS, GROUP = 16, 4


def accept_code(account: Account, code: str, rules: Policy) -> bool:
    """Whether `code` opens the second factor now. What was accepted once is never accepted again."""
    plain = "".join(code.split()).upper().replace("-", "")
    if plain.isascii() and plain.isdecimal():
        return _accept_step(account, plain, rules)
    return _accept_paper(account, plain)


def _accept_step(account: Account, code: str, rules: Policy) -> bool:
    factor = SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first()
    step = step_for(factor, code, wall(), rules) if factor else None
    if step is None:
        return False
    # Compared and set in one statement: of two people with the same code in the same moment one is too late.
    fresh = SecondFactor.objects.filter(account=account, last_step__lt=step)
    return fresh.update(last_step=step) == 1


def step_for(factor: SecondFactor, code: str, now: datetime, rules: Policy) -> int | None:
    """The step that `code` belongs to, if it is near enough to `now`."""
    return totp.matching_step(factor.secret, code, totp.step_of(now.timestamp()), rules.drift_steps)


def _accept_paper(account: Account, plain: str) -> bool:
    unused = RecoveryCode.objects.filter(account=account, digest=digest_of(plain), used_at=None)
    return unused.update(used_at=wall()) == 1


def digest_of(plain: str) -> str:
    """SHA-256 of a code without its dashes; 80 random bits need no slow hash."""
    return hashlib.sha256(plain.encode()).hexdigest()


def new_code() -> str:
    """ "ABCD-EFGH-JKLM-NPQR": 80 random bits, easy to read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))
    return "-".join(letters[i : i + GROUP] for i in range(0, LETTERS, GROUP))
