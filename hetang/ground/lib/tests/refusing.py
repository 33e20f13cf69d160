"""Proving that a refusal changes nothing: every row of every table is compared, the journal's included."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from hetang.ground.lib.refusals import Refused

Rows = dict[str, list[tuple[Any, ...]]]


def all_rows() -> Rows:
    """Every row of the house's tables, by model, in the order of the keys."""
    models = (m for m in apps.get_models() if m.__module__.startswith("hetang."))
    return {m._meta.label: [_plain(row) for row in m._default_manager.order_by("pk").values_list()] for m in models}


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)


def changed(before: Rows) -> dict[str, int]:
    """The models whose rows differ from `before`, with how many rows they gained."""
    after = all_rows()
    return {name: len(after[name]) - len(rows) for name, rows in before.items() if after[name] != rows}


@contextmanager
def refused(kind: type[Refused], what: str) -> Iterator[None]:
    """The block must raise exactly `kind` with the message id `what`, and must have changed no row."""
    before = all_rows()
    with pytest.raises(Refused) as caught:
        yield
    assert (type(caught.value), caught.value.what) == (kind, what)
    assert changed(before) == {}
