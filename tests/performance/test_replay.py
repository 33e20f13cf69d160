"""The script that pgbench runs says what was captured, with nothing that belongs to the captured run alone."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connection

from tests.performance import replay
from tests.performance.replay import to_script
from tests.performance.report import write_between_marks

CAPTURED = [
    "BEGIN",
    'INSERT INTO "cases_case" ("number") VALUES (\'ST2026-00001\') RETURNING "cases_case"."id"',
    'INSERT INTO "cases_party" ("case_id") VALUES (5000000001), (5000000001) RETURNING "cases_party"."id"',
    "UPDATE journal_stream SET head = '15000000001' WHERE key = 5000000001",
    "COMMIT",
]


def test_given_ids_become_variables_and_unique_texts_differ() -> None:
    script = to_script(CAPTURED, {"cases_case": 5_000_000_000, "cases_party": 6_000_000_000}, ["ST2026-00001"])
    assert script.splitlines() == [
        "\\set unique random(1, 999999999999)",
        "BEGIN;",
        'INSERT INTO "cases_case" ("number") VALUES (\'M:unique\') RETURNING "cases_case"."id" \\gset s1_',
        'INSERT INTO "cases_party" ("case_id") VALUES (:s1_id), (:s1_id) RETURNING "cases_party"."id";',
        "UPDATE journal_stream SET head = '15000000001' WHERE key = :s1_id;",
        "COMMIT;",
    ]


def test_what_a_process_keeps_is_read_before_and_not_captured(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    """Whatever was registered half a minute ago or never: the script is that of a process at work."""
    kept: list[int] = []

    class Office:
        def register(self, number: int) -> object:
            with connection.cursor() as cursor:
                if not kept:
                    cursor.execute("SELECT 'a rule pack'")
                cursor.execute("SELECT 'registered'")
            kept.append(number)
            told = SimpleNamespace(submission=f"form-{number}")
            return SimpleNamespace(
                number=f"ST-{number}", code=f"K-{number}", contacts=SimpleNamespace(get=lambda: told)
            )

    monkeypatch.setattr(replay, "_spread_identities", dict)
    monkeypatch.setattr(replay, "parties_of", lambda _case: [])
    for _ in range(2):
        statements, _tables, unique = replay._capture(Office())  # type: ignore[arg-type]
        assert statements == ["SELECT 'registered'"]
        assert unique == [f"ST-{kept[-1]}", f"K-{kept[-1]}", f"form-{kept[-1]}"]
    assert len(set(kept)) == 4, "each is another one"


def test_people_are_looked_for_and_written_down_as_others_each_time() -> None:
    looked = r"""SELECT 1 FROM p WHERE name = ANY( E'{"\\\\xaa01","\\\\xbb02"}'::bytea[]) AND id = ANY('{}')"""
    other = ["decode(lpad(to_hex(:unique + 0), 32, '0'), 'hex')", "decode(lpad(to_hex(:unique + 1), 32, '0'), 'hex')"]
    said = replay.with_other_digests(looked, ["bb02", "aa01"])
    assert said == f"SELECT 1 FROM p WHERE name = ANY( ARRAY[{other[1]}, {other[0]}]) AND id = ANY('{{}}')"
    written = r"INSERT INTO p VALUES ('\xaa01'::bytea, '\xcc03'::bytea)"
    assert replay.with_other_digests(written, ["aa01"]) == rf"INSERT INTO p VALUES ({other[0]}, '\xcc03'::bytea)"


def test_figures_replace_only_what_stands_between_the_marks(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("method\n<!-- figures -->\nold\n<!-- /figures -->\nby hand\n", encoding="utf-8")
    write_between_marks(document, "new")
    assert document.read_text("utf-8") == "method\n<!-- figures -->\nnew\n<!-- /figures -->\nby hand\n"


def test_a_document_without_marks_is_left_alone(tmp_path: Path) -> None:
    document = tmp_path / "performance.md"
    document.write_text("method\n", encoding="utf-8")
    with pytest.raises(ValueError, match="unpack"):
        write_between_marks(document, "new")
    assert document.read_text("utf-8") == "method\n"
