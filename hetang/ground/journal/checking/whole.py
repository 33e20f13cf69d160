"""The whole check, in one snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from hetang.ground.journal.checking.chains import Stream, chain_faults
from hetang.ground.journal.checking.faults import Fault, Told
from hetang.ground.journal.checking.roots import position_faults, root_faults


def verify(stream: Stream | None = None, told: Told = lambda _done, _all: None) -> Iterator[Fault]:
    """Recompute every chain, position and root; each thing wrong yields a fault. With `stream` that one only.

    Everything is read from one snapshot, so that what is written meanwhile raises no false alarm.
    """
    with snapshot():
        yield from chain_faults(told, stream)
        if stream is None:
            yield from position_faults()
            yield from root_faults()


@contextmanager
def snapshot() -> Iterator[None]:
    """One view of all rows, reading only. Inside an open transaction (a test's) that one's own."""
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        if is_outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                cursor.execute("SET LOCAL work_mem = '64MB'")
        yield
