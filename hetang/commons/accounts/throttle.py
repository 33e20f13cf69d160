"""Counting tries and locking for a while. Each count is one statement, so that none is lost between two processes.

A try is counted *before* the password is looked at and given back when it was right: of a hundred guesses sent at the
same moment no more are looked at than of a hundred sent one after the other.
"""

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Greatest

from hetang.commons.accounts.models import SignIn, Throttle
from hetang.commons.accounts.policy import Policy, wall

_COUNT = """
    INSERT INTO accounts_throttle AS t (kind, name, address, failures, since, locked_until)
    VALUES (%(kind)s, %(name)s, %(address)s, 1, %(now)s, NULL)
    ON CONFLICT (kind, name, address) DO UPDATE SET
        failures = CASE WHEN t.locked_until > %(now)s THEN t.failures
                        WHEN t.since < %(begin)s OR t.locked_until IS NOT NULL THEN 1 ELSE t.failures + 1 END,
        since = CASE WHEN t.locked_until > %(now)s THEN t.since
                     WHEN t.since < %(begin)s OR t.locked_until IS NOT NULL THEN %(now)s ELSE t.since END,
        locked_until = CASE WHEN t.locked_until > %(now)s THEN t.locked_until
                            WHEN t.since < %(begin)s OR t.locked_until IS NOT NULL THEN NULL
                            WHEN t.failures >= %(limit)s THEN %(lock)s ELSE NULL END
    RETURNING locked_until
"""


@dataclass(frozen=True)
class Subject:
    """What is counted: an account's name (everywhere unknown), that name at a known address, or an address."""

    kind: str
    name: str
    address: str
    limit: int


def subjects_of(name: str, address: str, policy: Policy) -> tuple[Subject, ...]:
    """What a try for `name` from `address` counts against.

    Where the account's owner has signed in of late, only what fails there counts: strangers who guess from elsewhere
    cannot keep them out. A name that nobody has is counted like any other, so that nothing tells the two apart.
    """
    home = SignIn.objects.filter(
        account__username=name, address=address, result="signed_in", at__gte=wall() - policy.known_address
    ).exists()
    by_name = (
        Subject(Throttle.Kind.NAME_AT, name, address, policy.account_failures)
        if home
        else Subject(Throttle.Kind.NAME, name, "", policy.account_failures)
    )
    return by_name, Subject(Throttle.Kind.ADDRESS, "", network_of(address), policy.address_failures)


def network_of(address: str) -> str:
    """What one person holds: the address itself, of IPv6 the /64 that a household or an office is given."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def count_try(subjects: tuple[Subject, ...], policy: Policy) -> timedelta | None:
    """Count one try. How long to wait where a subject is locked (the lock is not made longer), else None."""
    now = wall()
    locks = [until for subject in subjects if (until := _count(subject, policy, now))]
    return max(locks) - now if locks else None


def _count(subject: Subject, policy: Policy, now: datetime) -> datetime | None:
    values: dict[str, str | int | datetime] = {
        "kind": subject.kind,
        "name": subject.name,
        "address": subject.address,
        "now": now,
        "begin": now - policy.window,
        "lock": now + policy.lock,
        "limit": subject.limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        until: datetime | None = cursor.fetchone()[0]
    return until


def note_failure(subjects: tuple[Subject, ...], policy: Policy) -> None:
    """The try that was counted was wrong: lock what has now failed often enough."""
    now = wall()
    for subject in subjects:
        rows = Throttle.objects.filter(kind=subject.kind, name=subject.name, address=subject.address)
        rows.filter(failures__gte=subject.limit, locked_until=None).update(locked_until=now + policy.lock)


def give_back(subjects: tuple[Subject, ...], *, forget_name: bool) -> None:
    """A try was right: take it off the address's count; `forget_name` where the person is all the way in."""
    for subject in subjects:
        rows = Throttle.objects.filter(kind=subject.kind, name=subject.name, address=subject.address)
        if subject.kind == Throttle.Kind.ADDRESS:
            # Never to nought: whoever has one good account must not wipe out what was guessed for others.
            rows.update(failures=Greatest(F("failures") - 1, 0))
        elif forget_name:
            rows.delete()


def locks_of(name: str) -> list[Throttle]:
    """The locks on `name` that hold now."""
    return list(Throttle.objects.filter(_of(name), locked_until__gt=wall()).order_by("locked_until"))


def forget(name: str) -> int:
    """Drop every count of `name`, everywhere. Returns how many there were."""
    return Throttle.objects.filter(_of(name)).delete()[0]


def _of(name: str) -> Q:
    return Q(kind__in=[Throttle.Kind.NAME, Throttle.Kind.NAME_AT], name=name)
