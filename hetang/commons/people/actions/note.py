"""Writing down who looked and who took data away."""

import getpass
from typing import Any

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.commons.people.finding import mask_numbers
from hetang.commons.people.models import AccessLog, ExportLog
from hetang.ground.lib import caller, clock

_COLUMNS = "account_id, kind, subject_kind, subject_key, subject, field, reason, at, address"
_INSERT = f"INSERT INTO people_accesslog ({_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
# A look at a page waits for no disk: at worst a power cut loses the last half second of such rows.
_LAZY_INSERT = f"""
    WITH lazy AS (SELECT set_config('synchronous_commit', 'off', true))
    INSERT INTO people_accesslog ({_COLUMNS})
    SELECT %s, %s, %s, %s::bigint, %s, %s, %s, %s, %s FROM lazy
"""  # noqa: S608


def note_read(
    account: Account, what: str, key: int | None, reason: str = "", *, subject: str = "", field: str = ""
) -> None:
    """`account` looked at `what` (`case`, `person`) number `key`, or at `field` of it. One statement; call it outside a
    transaction."""
    _write(account, AccessLog.Kind.VIEW, what, key, subject=subject, field=field, reason=reason)


def note_search(account: Account, what: str, found: int) -> None:
    """`account` searched `what` and was shown `found` of it. What was typed is personal data and not kept."""
    _write(account, AccessLog.Kind.SEARCH, what, None, subject=str(found))


def note_reveal(account: Account, what: str, key: int, *, field: str, reason: str, subject: str = "") -> None:
    """`account` is about to see `field` of `what` number `key` in clear."""
    _write(account, AccessLog.Kind.REVEAL, what, key, subject=subject, field=field, reason=reason)


def note_alert(account: Account, what: str, key: int, *, field: str, subject: str = "") -> None:
    """`account` was stopped: too many looks in an hour."""
    _write(account, AccessLog.Kind.ALERT, what, key, subject=subject, field=field)


def note_export(
    account: Account | None,
    what: str,
    filter: str,
    rows: int,
    digest: str,
    *,
    operator: str = "",  # noqa: A002
) -> ExportLog:
    """Data left the house: `rows` of `what` under `filter`, in a file with this SHA-256. Without `account` from the
    console, by `operator` or the machine's own user."""
    return ExportLog.objects.create(
        account=account,
        operator="" if account else (operator or getpass.getuser())[:40],
        what=what[:40],
        filter=filter[:400],
        rows=rows,
        digest=digest,
        at=clock.now(),
        address=caller.address(),
    )


def _write(
    account: Account, kind: str, what: str, key: int | None, *, subject: str = "", field: str = "", reason: str = ""
) -> None:
    # Inside a transaction the setting would hold for all of it, and looks in clear are kept before they are shown.
    lazy = kind == AccessLog.Kind.VIEW and not connection.in_atomic_block
    row: list[Any] = [
        account.pk,
        kind,
        what,
        key,
        subject[:40],
        field,
        mask_numbers(reason.strip())[:120],
        clock.now(),
        caller.address(),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LAZY_INSERT if lazy else _INSERT, row)
