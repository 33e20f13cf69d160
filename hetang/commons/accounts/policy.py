"""The numbers of signing in, from the rule pack `security`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from hetang.commons.accounts.rules import ADMIN_ROLES
from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import pack

NAME = "security"


@dataclass(frozen=True)
class PasswordRules:
    """What a password must be like; see the comments in the pack."""

    shorter_length: int
    shorter_classes: int
    longer_length: int
    least_different: int
    history: int
    longest_days: int
    initial_days: int


@dataclass(frozen=True)
class StaffListLimits:
    """How big a staff list may be: the file, what it unpacks to, its rows."""

    most_bytes: int
    most_unpacked_bytes: int
    most_rows: int


@dataclass(frozen=True)
class Policy:
    """One version of the pack, typed."""

    account_failures: int
    address_failures: int
    window: timedelta
    lock: timedelta
    known_address: timedelta
    code_time: timedelta
    idle: timedelta
    longest: timedelta
    seen_every: timedelta
    password: PasswordRules
    second_factor_roles: frozenset[str]
    drift_steps: int
    recovery_codes: int
    staff_list: StaffListLimits
    confirmed_roles: frozenset[str]
    token_days: int

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "Policy":
        """From the pack's body. KeyError or TypeError for a pack that is not whole."""
        sign_in, session, factor = body["sign_in"], body["session"], body["second_factor"]
        return cls(
            account_failures=int(sign_in["account_failures"]),
            address_failures=int(sign_in["address_failures"]),
            window=timedelta(minutes=sign_in["window_minutes"]),
            lock=timedelta(minutes=sign_in["lock_minutes"]),
            known_address=timedelta(days=sign_in["known_address_days"]),
            code_time=timedelta(minutes=sign_in["code_minutes"]),
            idle=timedelta(minutes=session["idle_minutes"]),
            longest=timedelta(hours=session["longest_hours"]),
            seen_every=timedelta(seconds=session["seen_every_seconds"]),
            password=PasswordRules(**body["password"]),
            second_factor_roles=frozenset(factor["roles"]) | ADMIN_ROLES,
            drift_steps=int(factor["drift_steps"]),
            recovery_codes=int(factor["recovery_codes"]),
            staff_list=StaffListLimits(**body["staff_list"]),
            confirmed_roles=frozenset(body["duties"]["confirmed"]) | ADMIN_ROLES,
            token_days=int(body["tokens"]["longest_days"]),
        )


def policy() -> Policy:
    """The version in force today. Raises `PackMissing`."""
    return Policy.of(pack(NAME).body)


@dataclass(frozen=True)
class Rates:
    """Requests a minute of one token, and of one address."""

    token: int
    address: int


def rates() -> Rates:
    """The limits in force today. Every request of a program asks, so nothing else of the pack is read."""
    body = pack(NAME).body["tokens"]
    return Rates(int(body["token_per_minute"]), int(body["address_per_minute"]))


def wall() -> datetime:
    """Real time, aware: nobody's session grows old because somebody moved the demonstration's clock."""
    return clock.now() - clock.demo_offset()


def is_lenient() -> bool:
    """In a demonstration nobody is made to change a shared password or to enrol a telephone: its people are invented."""
    return bool(settings.DEMO)
