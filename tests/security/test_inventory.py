"""Every text column of the database and every reference to a person is on the list, and the list is true."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from hetang.commons.people.api import Person
from hetang.config.inventory import INVENTORY, Erased, Points, Sealed
from hetang.record.cases.api import Party

TEXT = ("text", "character varying", "character", "bytea", "json", "jsonb", "xml", "tsvector", "ARRAY", "USER-DEFINED")
_COLUMNS = """
    SELECT c.table_name, c.column_name FROM information_schema.columns c
    JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type = ANY(%s)
    ORDER BY 1, 2
"""


def text_columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [list(TEXT)])
        return [(table, column) for table, column in cursor.fetchall()]


def fields() -> Iterator[models.Field]:
    for model in apps.get_models(include_auto_created=True):
        yield from model._meta.concrete_fields


def coded() -> set[tuple[str, str]]:
    """Columns whose values come from a fixed list."""
    return {(f.model._meta.db_table, f.column) for f in fields() if f.choices}


def references() -> set[tuple[str, str]]:
    """Columns that point at a person or at a party."""
    return {(f.model._meta.db_table, f.column) for f in fields() if f.related_model in (Person, Party)}


def unlisted(columns: list[tuple[str, str]]) -> list[str]:
    """Columns that the inventory says nothing about."""
    found = []
    for table, column in columns:
        said = INVENTORY.get(table)
        if said is None or (isinstance(said, dict) and column not in said):
            found.append(f"{table}.{column}")
    return found


@pytest.mark.django_db
def test_every_text_column_is_classified() -> None:
    known = coded()
    assert unlisted([c for c in text_columns() if c not in known]) == [], (
        "say in hetang/config/inventory.py who empties it"
    )


@pytest.mark.django_db
def test_every_reference_to_a_person_is_classified() -> None:
    assert unlisted(sorted(references())) == []
    loose = [f"{table}.{column}" for table, column in references() if not isinstance(INVENTORY[table], dict)]
    assert loose == [], "a table that points at a person is listed column by column"


@pytest.mark.django_db
def test_a_new_table_and_a_new_column_are_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE diary (id int, words text)")
        cursor.execute("ALTER TABLE cases_note ADD COLUMN margin text")
    assert unlisted([c for c in text_columns() if c not in coded()]) == ["cases_note.margin", "diary.words"]


@pytest.mark.django_db
def test_the_list_names_nothing_that_is_not_there() -> None:
    there = set(text_columns()) | references()
    listed = {(t, c) for t, said in INVENTORY.items() if isinstance(said, dict) for c in said}
    assert sorted(listed - there) == []


def test_who_empties_a_column_is_on_the_erasure_list() -> None:
    named = {
        said.by
        for table in INVENTORY.values()
        if isinstance(table, dict)
        for said in table.values()
        if isinstance(said, Erased)
    }
    assert named == set(settings.ERASURE)
    assert settings.ERASURE[-1] == "hetang.commons.people.personal.erase", "the key goes last"


def test_every_entry_says_something() -> None:
    for table, said in INVENTORY.items():
        entries = said.values() if isinstance(said, dict) else [said]
        assert all(isinstance(e, Points | Sealed | Erased) or e.strip() for e in entries), table
