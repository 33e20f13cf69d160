"""Where wrapped keys and keyed digests stand in the database (settings.WRAPPED_KEYS), counted and changed in batches.

A batch is one transaction and changes only rows that are still as they were read: a person erased meanwhile stays so.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from hetang.ground.lib import crypto

BATCH = 1000


@dataclass(frozen=True)
class KeyColumn:
    """A column of wrapped keys; an empty one belongs to somebody erased."""

    table: str
    column: str

    def count_by_master(self) -> dict[str, int]:
        """Fingerprint of a master → how many keys it wraps here."""
        text = (
            "SELECT encode(substring({column} FROM 2 FOR 4), 'hex'), count(*) FROM {table}"
            " WHERE octet_length({column}) > 0 GROUP BY 1"
        )
        with connection.cursor() as cursor:
            cursor.execute(self._filled(text))
            return {str(master): int(number) for master, number in cursor.fetchall()}

    def count_waiting(self, head: bytes) -> int:
        """How many keys do not begin with `head`: not wrapped by the current master and provider."""
        with connection.cursor() as cursor:
            cursor.execute(self._filled(_COUNT), [len(head), head])
            return int(cursor.fetchone()[0])

    def rewrap(self, head: bytes, change: Callable[[bytes], bytes], batch: int) -> Iterator[int]:
        """Change every key that does not begin with `head`, `batch` at a time; yields how many each time."""
        last = 0
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(self._filled(_NEXT), [last, len(head), head, batch])
                rows = [(int(key), bytes(wrapped)) for key, wrapped in cursor.fetchall()]
                if not rows:
                    return
                last = rows[-1][0]
                fresh = [change(wrapped) for _, wrapped in rows]
                cursor.execute(self._filled(_CHANGE), [[k for k, _ in rows], [w for _, w in rows], fresh])
                changed = cursor.rowcount
            yield changed

    def _filled(self, text: str) -> sql.Composed:
        return sql.SQL(text).format(table=sql.Identifier(self.table), column=sql.Identifier(self.column))


_COUNT = """
    SELECT count(*) FROM {table} WHERE octet_length({column}) > 0 AND substring({column} FROM 1 FOR %s) <> %s
"""
_NEXT = """
    SELECT id, {column} FROM {table}
    WHERE id > %s AND octet_length({column}) > 0 AND substring({column} FROM 1 FOR %s) <> %s ORDER BY id LIMIT %s
"""
_CHANGE = """
    UPDATE {table} t SET {column} = n.fresh FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS n(id, old, fresh)
    WHERE t.id = n.id AND t.{column} = n.old
"""


def key_columns() -> list[KeyColumn]:
    """Every column of wrapped keys, as the settings name them (`app.Model.field`)."""
    found = []
    for dotted in settings.WRAPPED_KEYS:
        label, field = dotted.rsplit(".", 1)
        model = apps.get_model(label)
        found.append(KeyColumn(model._meta.db_table, model._meta.get_field(field).column))
    return found


def masters_in_use() -> dict[str, int]:
    """Fingerprint → how many keys of any table this master wraps."""
    total: dict[str, int] = {}
    for column in key_columns():
        for master, number in column.count_by_master().items():
            total[master] = total.get(master, 0) + number
    for index in crypto.keyring().indexes:
        master = crypto.wrapped_by(index.wrapped)
        total[master] = total.get(master, 0) + 1
    return total
