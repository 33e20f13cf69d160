"""Proving that a refusal changes nothing: every row of every table is compared, the journal's included."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection

from hetang.ground.lib.refusals import Refused

# Table → how many rows it has, and a digest of all of them.
Rows = dict[str, tuple[int, str]]


def all_rows() -> Rows:
    """The state of the house's tables, links between them included. One query."""
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("hetang.")]
    each = "SELECT '{0}', count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each.format(m._meta.db_table) for m in models))
        return {table: (count, digest) for table, count, digest in cursor.fetchall()}


def changed(before: Rows) -> dict[str, int]:
    """The tables whose rows differ from `before`, with how many rows they gained."""
    after = all_rows()
    return {table: after[table][0] - rows[0] for table, rows in before.items() if after[table] != rows}


@contextmanager
def refused(kind: type[Refused], what: str) -> Iterator[None]:
    """The block must raise exactly `kind` with the message id `what`, and must have changed no row."""
    before = all_rows()
    with pytest.raises(Refused) as caught:
        yield
    assert (type(caught.value), caught.value.what) == (kind, what)
    assert changed(before) == {}
