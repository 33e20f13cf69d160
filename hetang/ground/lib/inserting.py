"""INSERT statements written from the models, for the few paths where several inserts become one statement.

The columns are the model's own, so a new column with a default needs no change where a statement is put together.
"""

import json
from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import NoneType
from typing import Any

from django.db import connection
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    PositiveIntegerField,
    TextField,
)

# Values that the driver gets as they are: to ask each field how it wants them costs more than the rest of an insert.
_NOTHING: frozenset[type] = frozenset()
_AS_IS: Mapping[type, frozenset[type]] = {
    **dict.fromkeys((CharField, TextField), frozenset({str})),
    **dict.fromkeys((IntegerField, PositiveIntegerField, BigIntegerField, ForeignKey), frozenset({int, NoneType})),
    BooleanField: frozenset({bool}),
}


class Insert:
    """`INSERT INTO … VALUES …` for rows of one model. `expressions`: SQL in place of a column's value (attname → SQL)."""

    def __init__(self, model: type[Model], expressions: Mapping[str, str] | None = None) -> None:
        known = dict(expressions or {})
        columns = [f for f in model._meta.concrete_fields if not f.primary_key and not getattr(f, "generated", False)]
        names = ", ".join(f'"{f.column}"' for f in columns)
        self._head = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608 - names of our own models
        self._row = "(" + ", ".join(known.get(f.attname, "%s") for f in columns) + ")"
        self._given = [(f, _AS_IS.get(type(f), _NOTHING)) for f in columns if f.attname not in known]

    def sql(self, rows: int = 1) -> str:
        """The statement for so many rows, with `%s` for each value that no expression gives."""
        return self._head + ", ".join([self._row] * rows)

    def values(self, *instances: Model) -> list[Any]:
        """What belongs in the placeholders, row by row."""
        return [
            value if type(value := getattr(each, f.attname)) in as_is else f.get_db_prep_save(value, connection)
            for each in instances
            for f, as_is in self._given
        ]


def saved(instance: Model, key: int) -> None:
    """Mark an instance as the row with this key, as the ORM does after an insert."""
    instance.pk = key
    instance._state.adding, instance._state.db = False, connection.alias


class Bulk:
    """Thousands of rows of one model by COPY, in half the time of an INSERT: as instances, or as columns by attname.

    Nobody learns the keys that the database gives: where they are needed they are taken beforehand (`take_keys`).
    """

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        self._fields = {f.attname: f for f in model._meta.concrete_fields if not getattr(f, "generated", False)}
        self._key = next(name for name, f in self._fields.items() if f.primary_key)

    def copy_rows(self, instances: Sequence[Model]) -> None:
        """Insert instances that have their keys."""
        names = list(self._fields)
        values = zip(*map(attrgetter(*names), instances), strict=True)
        self._copy(dict(zip(names, values, strict=False)))

    def copy(self, **columns: Sequence[Any]) -> None:
        """Insert rows of which these columns differ, the others having the model's default: no instances to be made."""
        size = len(next(iter(columns.values())))
        same = {name: f.get_default() for name, f in self._fields.items() if name not in columns and name != self._key}
        self._copy({**columns, **{name: [value] * size for name, value in same.items()}})

    def _copy(self, columns: Mapping[str, Sequence[Any]]) -> None:
        if not columns or not next(iter(columns.values())):
            return
        names = ", ".join(f'"{self._fields[name].column}"' for name in columns)
        sent = [_sent(self._fields[name], column) for name, column in columns.items()]
        # Outside the cursor's own methods nobody turns the driver's errors into Django's.
        copy = f'COPY "{self._model._meta.db_table}" ({names}) FROM STDIN'
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(copy) as sink:
            for row in zip(*sent, strict=True):
                sink.write_row(row)


def take_keys(function: str, instances: Sequence[Model]) -> None:
    """Give these instances the next keys of their table, from the database's own `function` that gives so many."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [len(instances)])  # noqa: S608 - a name of our own
        for instance, (key,) in zip(instances, cursor.fetchall(), strict=True):
            saved(instance, key)


def _sent(field: Any, column: Sequence[Any]) -> Sequence[Any]:
    """The column as the driver understands it."""
    if isinstance(field, JSONField):
        kept: dict[int, str] = {}
        return [kept.get(id(v)) or kept.setdefault(id(v), json.dumps(v, ensure_ascii=False)) for v in column]
    if isinstance(field, CharField | TextField) and any(type(v) is not str for v in column):
        # A choice is a text of a class of its own, which the driver would send by its name.
        return [v if v is None else str(v) for v in column]
    return column
