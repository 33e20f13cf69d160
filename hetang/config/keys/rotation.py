"""A new master key, and everything wrapped anew by it while the installation works on.

Both masters open meanwhile. Nothing is remembered between runs: what is still under the old one says so itself, so a
run that was killed is taken up by the next.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from hetang.config.keys.tables import BATCH, key_columns, masters_in_use
from hetang.config.trouble import NOTHING_CHANGED, SetupError
from hetang.ground.lib import crypto
from hetang.ground.lib.crypto import masters
from hetang.ground.lib.crypto.sealing import head


@dataclass(frozen=True)
class Progress:
    """How far the wrapping is: `done` of `total` keys."""

    done: int
    total: int


def rotate(*, resume: bool, batch: int = BATCH) -> Iterator[Progress]:
    """Make a new master unless `resume`, then wrap every key anew; yields after each batch, at least once."""
    if not resume:
        masters.make_master()
    now = head()
    masters.replace_indexes(crypto.rewrap)
    columns = key_columns()
    total, done = sum(column.count_waiting(now) for column in columns), 0
    yield Progress(done, total)
    # Again until nothing is left: a process that was at work when the master changed may have used the old one.
    while any(column.count_waiting(now) for column in columns):
        for column in columns:
            for changed in column.rewrap(now, crypto.rewrap, batch):
                done += changed
                yield Progress(done, max(done, total))


def retire(fingerprint: str) -> None:
    """Remove a master's file that nothing names any more. Raises SetupError: unknown, current, or still needed."""
    ring = crypto.keyring()
    if fingerprint not in ring.masters:
        raise _refused(
            (f"没有主密钥 {fingerprint}。", f"There is no master key {fingerprint}."),
            ("请用 hetang keys status 查看。", "See `hetang keys status`."),
        )
    if fingerprint == ring.current:
        raise _refused(
            ("正在使用的主密钥不能停用。", "The current master key cannot be retired."),
            ("请先运行 hetang keys rotate。", "Run `hetang keys rotate` first."),
        )
    if used := masters_in_use().get(fingerprint, 0):
        raise _refused(
            (f"还有 {used} 把密钥由它封装。", f"{used} keys are still wrapped by it."),
            ("请运行 hetang keys rotate --resume。", "Run `hetang keys rotate --resume`."),
        )
    if _older_transactions(ring, fingerprint):
        raise _refused(
            ("换密钥之前开始的事务还没有结束。", "A transaction from before the change is still under way."),
            ("请过一会儿再试。", "Try again in a while."),
        )
    masters.drop_master(fingerprint)


def _older_transactions(ring: masters.Keyring, fingerprint: str) -> bool:
    """Whether somebody's transaction began before the master after this one was made: it may hold a key under it."""
    after = list(ring.masters)[list(ring.masters).index(fingerprint) + 1]
    made = (ring.folder / ring.names[after]).stat().st_mtime
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start < to_timestamp(%s))",
            [made],
        )
        return bool(cursor.fetchone()[0])


def _refused(what: tuple[str, str], then: tuple[str, str]) -> SetupError:
    return SetupError(what, NOTHING_CHANGED, then)
