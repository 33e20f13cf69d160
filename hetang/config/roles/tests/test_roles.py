"""On a real server as the runtime role: it works, and it cannot rewrite the journal."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from psycopg import errors, sql

from hetang.commons.accounts.api import end_delegation, end_duty, grant_duty
from hetang.commons.accounts.tests import factories as accounts
from hetang.config.environment import Environment
from hetang.config.roles.check import findings
from hetang.config.roles.grants import apply_grants, creation
from hetang.config.roles.names import Names, names_of
from hetang.config.roles.tables import APPEND_ONLY, NAMED, RECORD
from hetang.config.trouble import SetupError
from hetang.ground.journal.api import Entry, Event, append, append_many, catch_up, make_root, verify
from hetang.ground.lib import clock
from hetang.ground.rulepacks.api import next_number
from hetang.record.cases.tests import factories as cases
from hetang.services.mediation.api import choose_regime, set_fee
from hetang.services.mediation.tests import factories as mediations
from tests.plugins import clones

pytestmark = pytest.mark.django_db(transaction=True)


def database() -> str:
    """Name of the tests' database."""
    return str(connection.settings_dict["NAME"])


def owner() -> "psycopg.Connection[Any]":
    """The owner's connection to the tests' database."""
    return psycopg.connect(clones.url_of(database()), autocommit=True)


@pytest.fixture
def names() -> Names:
    return names_of(Environment.read(clones.addresses_of(database())))


def runtime_name() -> str:
    return str(urlsplit(os.environ["HETANG_TEST_RUNTIME_URL"]).username)


@pytest.fixture
def as_runtime(names: Names) -> Iterator["psycopg.Connection[Any]"]:
    """Django works as the runtime role; yields a connection of that role of its own."""
    parts = urlsplit(os.environ["HETANG_TEST_RUNTIME_URL"])
    settings = connection.settings_dict
    before = settings["USER"], settings["PASSWORD"]
    connection.close()
    settings["USER"], settings["PASSWORD"] = parts.username, parts.password
    try:
        with psycopg.connect(clones.runtime_url_of(settings["NAME"]), autocommit=True) as db:
            yield db
    finally:
        connection.close()
        settings["USER"], settings["PASSWORD"] = before


def write(key: int = 1, verb: str = "note") -> Event:
    with transaction.atomic():
        return append(kind="case", key=key, verb=verb, by=None)


def test_the_runtime_role_does_all_of_the_journals_work(as_runtime: "psycopg.Connection[Any]") -> None:
    assert as_runtime.execute("SELECT current_user").fetchone() == (runtime_name(),)
    write(), write()
    with transaction.atomic():
        assert append_many([Entry("case", 1, "more", 7), Entry("case", 2, "more", 7)]) == 2
    assert catch_up() >= 4
    root = make_root()
    assert root is not None
    assert (root.position, root.leaves) == (4, 2)
    assert list(verify()) == []
    assert [next_number("ZZ2026"), next_number("ZZ2026")] == [1, 2]


REFUSED = [
    "UPDATE {} SET {column} = {column}",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "DROP TABLE {} CASCADE",
    "ALTER TABLE {} ADD COLUMN more int",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "DROP TRIGGER journal_row_stays ON {}",
    "CREATE TRIGGER mine BEFORE INSERT ON {} FOR EACH ROW EXECUTE FUNCTION journal_row_stays()",
    "GRANT ALL ON {} TO PUBLIC",
]


@pytest.mark.parametrize("table", sorted(APPEND_ONLY))
@pytest.mark.parametrize("statement", REFUSED)
def test_the_runtime_role_cannot_change_what_is_append_only(
    as_runtime: "psycopg.Connection[Any]", table: str, statement: str
) -> None:
    found = as_runtime.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table])
    row = found.fetchone()
    assert row is not None
    if "journal_row_stays ON" in statement and not table.startswith("journal"):
        return
    words = sql.SQL(statement).format(sql.Identifier(table), column=sql.Identifier(row[0]))
    if statement.startswith("GRANT"):
        # PostgreSQL only warns; nothing was granted.
        as_runtime.execute(words)
        held = as_runtime.execute("SELECT has_table_privilege(%s, 'DELETE')", [table]).fetchone()
        assert held == (False,)
        return
    with pytest.raises(errors.InsufficientPrivilege):
        as_runtime.execute(words)


@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "CREATE TABLE mine (a int)",
        "CREATE SEQUENCE number_mine",
        "DELETE FROM journal_stream",
        "UPDATE journal_stream SET key = 5",
        "UPDATE journal_stream SET kind = 'x'",
        "TRUNCATE journal_stream",
        "INSERT INTO journal_pending (event_id) VALUES (5)",
        "UPDATE journal_pending SET event_id = 5",
        "DELETE FROM cases_case",
        "TRUNCATE cases_case CASCADE",
        "DELETE FROM django_migrations",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION journal_event_waits() SECURITY INVOKER",
        "DROP FUNCTION rulepacks_next_number(text)",
    ],
)
def test_the_runtime_role_has_no_way_around(as_runtime: "psycopg.Connection[Any]", statement: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_runtime.execute(statement)


@pytest.mark.parametrize("table", sorted(RECORD))
def test_the_runtime_role_deletes_nothing_of_the_record(as_runtime: "psycopg.Connection[Any]", table: str) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_runtime.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


def test_taking_back_what_was_on_record_needs_no_deletion(as_runtime: "psycopg.Connection[Any]") -> None:
    cast = cases.cast()
    mediation = choose_regime(mediations.opened(cast), regime="commercial", note="双方都是公司", by=cast.mediator)
    set_fee(mediation, amount_fen=80_000, by=cast.mediator)
    choose_regime(mediation, regime="people", note="改为免费", by=cast.mediator)
    boss = accounts.staff("boss", "方系统", "system_admin", cast.station)
    neu = accounts.account("neu", "新人")
    end_duty(grant_duty(neu, role="mediator", unit=cast.station, since=clock.today(), by=boss), by=boss)
    leave = accounts.leave(cast.mediator, cast.second_mediator)
    end_delegation(leave, by=cast.mediator)
    kept = "SELECT (SELECT count(*) FROM mediation_fee WHERE ended_at IS NOT NULL),"
    kept += " (SELECT count(*) FROM accounts_duty WHERE withdrawn),"
    kept += " (SELECT count(*) FROM accounts_delegation WHERE ended_at IS NOT NULL)"
    assert as_runtime.execute(kept).fetchone() == (1, 1, 1)


def test_the_runtime_role_asks_for_long_jobs(as_runtime: "psycopg.Connection[Any]") -> None:
    """Their table counts by a sequence of its own, which asks for a right of its own."""
    as_runtime.execute("INSERT INTO procrastinate_jobs (queue_name, task_name) VALUES ('long', 'desk.export')")


def test_the_runtime_role_cannot_become_the_owner(as_runtime: "psycopg.Connection[Any]", names: Names) -> None:
    with pytest.raises(errors.InsufficientPrivilege):
        as_runtime.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(names.owner)))


def test_a_table_laid_above_ours_does_not_catch_the_owners_functions(as_runtime: "psycopg.Connection[Any]") -> None:
    """The functions that run as the owner look for their tables in `public` first, wherever the caller looks."""
    as_runtime.execute("CREATE TEMP TABLE journal_pending (event_id bigint)")
    as_runtime.execute(
        "INSERT INTO journal_event (stream_kind, stream_key, seq, verb, at, day, district, street, community, body_text,"
        " prev_hash, hash) VALUES ('x', 1, 1, 'v', now(), now()::date, '', '', '', '', '', '')"
    )
    assert as_runtime.execute("SELECT count(*) FROM pg_temp.journal_pending").fetchone() == (0,)
    assert as_runtime.execute("SELECT count(*) FROM public.journal_pending").fetchone() == (1,)


def test_retention_deletes_from_the_record_and_not_from_the_journal() -> None:
    write()
    with psycopg.connect(clones.addresses_of(database())["HETANG_RETENTION_URL"], autocommit=True) as db:
        for table in sorted(RECORD):
            db.execute(sql.SQL("DELETE FROM {} WHERE false").format(sql.Identifier(table)))
        for table in sorted(APPEND_ONLY):
            with pytest.raises(errors.InsufficientPrivilege):
                db.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        with pytest.raises(errors.InsufficientPrivilege):
            db.execute("TRUNCATE cases_case CASCADE")


def test_each_role_has_what_it_needs_and_no_more(names: Names) -> None:
    with owner() as db, db.cursor() as cursor:
        assert findings(cursor, names) == []


def test_every_table_of_the_list_exists() -> None:
    assert NAMED - set(connection.introspection.table_names()) == set()


def test_a_new_table_is_noticed_until_it_has_its_grants(names: Names) -> None:
    with owner() as db, db.cursor() as cursor:
        cursor.execute("CREATE TABLE roles_more (a int)")
        try:
            found = [(f.role, f.en, f.too_much) for f in findings(cursor, names)]
            lacks = "lacks DELETE, INSERT, SELECT, UPDATE on roles_more"
            assert found == [(names.runtime, lacks, False), (names.retention, lacks, False)]
            apply_grants(db, names)
            assert findings(cursor, names) == []
        finally:
            cursor.execute("DROP TABLE roles_more")


@pytest.mark.parametrize(
    ("more", "back", "said"),
    [
        (
            "GRANT DELETE ON journal_event TO {}",
            "REVOKE DELETE ON journal_event FROM {}",
            "has DELETE on journal_event",
        ),
        ("GRANT TRUNCATE ON cases_case TO {}", "REVOKE TRUNCATE ON cases_case FROM {}", "has TRUNCATE on cases_case"),
        (
            "GRANT UPDATE (key) ON journal_stream TO {}",
            "REVOKE UPDATE (key) ON journal_stream FROM {}",
            "should update length, head of journal_stream and nothing else",
        ),
        ("GRANT CREATE ON SCHEMA public TO {}", "REVOKE CREATE ON SCHEMA public FROM {}", "may create tables"),
    ],
)
def test_a_right_too_many_is_noticed_and_taken_back(names: Names, more: str, back: str, said: str) -> None:
    role = sql.Identifier(names.runtime)
    with owner() as db, db.cursor() as cursor:
        try:
            cursor.execute(sql.SQL(more).format(role))
            assert [(f.en, f.too_much) for f in findings(cursor, names)] == [(said, True)]
            apply_grants(db, names)
            assert findings(cursor, names) == []
        finally:
            cursor.execute(sql.SQL(back).format(role))


def test_a_role_that_owns_everything_is_told_to_be_too_much(names: Names) -> None:
    with owner() as db, db.cursor() as cursor:
        found = [f.en for f in findings(cursor, Names(names.owner, names.owner, "")) if f.too_much]
    assert "owns the database or tables in it" in found
    assert any("TRUNCATE" in text and "journal_event" in text for text in found)


def test_a_role_that_is_not_there_is_named(names: Names) -> None:
    with owner() as db:
        with pytest.raises(SetupError, match="no role nobody_of_ours"):
            apply_grants(db, Names(names.owner, "nobody_of_ours", ""))
        with db.cursor() as cursor:
            assert [f.en for f in findings(cursor, Names(names.owner, "nobody_of_ours", ""))] == ["does not exist"]
            assert findings(cursor, names) == []


def test_migrating_gives_the_grants_again(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    with owner() as db, db.cursor() as cursor:
        for name, value in clones.addresses_of(database()).items():
            monkeypatch.setenv(name, value)
        cursor.execute(sql.SQL("REVOKE SELECT ON cases_case FROM {}").format(sql.Identifier(names.runtime)))
        assert findings(cursor, names)
        call_command("migrate", verbosity=0)
        assert findings(cursor, names) == []


def test_the_command_says_what_is_wrong(
    names: Names, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    one_for_all = clones.url_of(database())
    with owner() as db:
        for name, value in clones.addresses_of(database()).items():
            monkeypatch.setenv(name, value)
        call_command("roles")
        assert "and no more" in capsys.readouterr().out
        db.execute(sql.SQL("GRANT DELETE ON journal_event TO {}").format(sql.Identifier(names.runtime)))
        with pytest.raises(CommandError, match="the journal can be rewritten"):
            call_command("roles")
        assert "has DELETE on journal_event" in capsys.readouterr().out
        apply_grants(db, names)
    monkeypatch.setenv("DATABASE_URL", one_for_all)
    with pytest.raises(CommandError, match="one database role"):
        call_command("roles")


def test_an_administrator_is_told_what_to_run() -> None:
    text = creation(Names("street", "street_web", "street_retention"))
    assert 'CREATE ROLE "street_web" LOGIN NOSUPERUSER' in text
    assert 'GRANT "street_retention" TO "street";' in text


def test_the_names_come_from_the_addresses() -> None:
    three = {
        "DATABASE_URL": "postgres://web:a@h/d",
        "HETANG_OWNER_URL": "postgres://me:b@h/d",
        "HETANG_RETENTION_URL": "postgres://old:c@h/d",
        "HETANG_HOME": "nowhere",
    }
    environment = Environment.read(three)
    assert names_of(environment) == Names("me", "web", "old")
    assert environment.address == three["DATABASE_URL"]
    assert Environment.read({**three, "HETANG_ROLE": "owner"}).address == three["HETANG_OWNER_URL"]
    assert Environment.read({**three, "HETANG_ROLE": "retention"}).address == three["HETANG_RETENTION_URL"]
    one = Environment.read({"DATABASE_URL": "postgres://me:b@h/d", "HETANG_HOME": "nowhere"})
    assert names_of(one) == Names("me", "", "")
    assert not names_of(one).is_parted
    assert Environment.read({**three, "HETANG_OWNER_URL": "", "HETANG_ROLE": "owner"}).address == three["DATABASE_URL"]
