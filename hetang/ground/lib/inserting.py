"""INSERT statements written from the models, for the few paths where several inserts become one statement.

The columns are the model's own, so a new column with a default needs no change where a statement is put together.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.models import Model


class Insert:
    """`INSERT INTO … VALUES …` for rows of one model. `expressions`: SQL in place of a column's value (attname → SQL)."""

    def __init__(self, model: type[Model], expressions: Mapping[str, str] | None = None) -> None:
        known = dict(expressions or {})
        columns = [f for f in model._meta.concrete_fields if not f.primary_key and not getattr(f, "generated", False)]
        names = ", ".join(f'"{f.column}"' for f in columns)
        self._head = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '  # noqa: S608 - names of our own models
        self._row = "(" + ", ".join(known.get(f.attname, "%s") for f in columns) + ")"
        self._given = [f for f in columns if f.attname not in known]

    def sql(self, rows: int = 1) -> str:
        """The statement for so many rows, with `%s` for each value that no expression gives."""
        return self._head + ", ".join([self._row] * rows)

    def values(self, *instances: Model) -> list[Any]:
        """What belongs in the placeholders, row by row."""
        return [f.get_db_prep_save(getattr(each, f.attname), connection) for each in instances for f in self._given]


def saved(instance: Model, key: int) -> None:
    """Mark an instance as the row with this key, as the ORM does after an insert."""
    instance.pk = key
    instance._state.adding, instance._state.db = False, connection.alias
