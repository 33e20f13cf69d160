"""Databases made by copying a template: a tenth of a second instead of running all migrations."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from psycopg import errors, sql

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "hetang_template_"
CLONE = "hetang_clone_"
KEPT_TEMPLATES = 4


def digest_of(patterns: Sequence[str]) -> str:
    """16 hex digits over the content of all files below the checkout that match `patterns`, and Django's version."""
    total = hashlib.sha256(django.__version__.encode())
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern) if path.is_file()}):
        total.update(f"\0{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]


def url_of(name: str) -> str:
    """The address of database `name` on the server that DATABASE_URL names, as its owner."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def runtime_url_of(name: str) -> str:
    """The same as the role that serves pages."""
    return _as("HETANG_TEST_RUNTIME_URL", name)


def addresses_of(name: str) -> dict[str, str]:
    """The environment of a process that works on database `name`: each role's address."""
    return {
        "DATABASE_URL": runtime_url_of(name),
        "HETANG_OWNER_URL": url_of(name),
        "HETANG_RETENTION_URL": _as("HETANG_TEST_RETENTION_URL", name),
    }


def _as(variable: str, name: str) -> str:
    return urlunsplit(urlsplit(os.environ[variable])._replace(path=f"/{name}"))


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection that may create databases."""
    with psycopg.connect(url_of("postgres"), autocommit=True) as connection:
        yield connection


def ensure_template(kind: str, digest: str, source: str | None, fill: Callable[[str], None]) -> str:
    """Name of the template for `digest`; made once by cloning `source` (None: empty) and calling `fill(url)`.

    It gets its name only when it is complete, so an interrupted run leaves nothing half-filled to be re-used; a lock
    on the server lets two runs at once make it only once.
    """
    name = f"{PREFIX}{kind}_{digest}"
    with server() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [name])
        if not exists(connection, name):
            draft = f"{name}_draft"
            drop(connection, draft)
            create(connection, draft, source or "template0")
            fill(url_of(draft))
            rename = "ALTER DATABASE {} RENAME TO {}"
            connection.execute(sql.SQL(rename).format(sql.Identifier(draft), sql.Identifier(name)))
            _forget_old(connection, kind)
    return name


def run_hetang(url: str, *words: str, **env: str) -> None:
    """One console command against the database at `url`, as the role that it is for. Shows its output when it fails."""
    addresses = addresses_of(urlsplit(url).path.removeprefix("/"))
    done = subprocess.run(
        [sys.executable, "-m", "hetang", *words],
        cwd=ROOT,
        env=os.environ | addresses | env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"hetang {' '.join(words)}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")


def exists(connection: psycopg.Connection, name: str) -> bool:
    """True when a database of that name is there."""
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create(connection: psycopg.Connection, name: str, template: str) -> None:
    """Copy `template`. Commits do not wait for the disk there: what a power cut may take is only a test's."""
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template)}
    connection.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'").format(**names))
    connection.execute(sql.SQL("ALTER DATABASE {name} SET synchronous_commit = off").format(**names))


def drop(connection: psycopg.Connection, name: str) -> None:
    """Remove a database, whoever is still connected."""
    gently = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    try:
        connection.execute(gently + sql.SQL(" WITH (FORCE)"))
    except errors.InsufficientPrivilege:
        # Autovacuum is at work there. It belongs to no role, so that only a drop without force may send it away.
        connection.execute(gently)


@contextmanager
def clone(template: str, purpose: str) -> Iterator[str]:
    """A fresh copy of `template` for as long as the block lasts; yields its name."""
    name = f"{CLONE}{purpose}_{os.getpid()}"
    with server() as connection:
        _drop_orphans(connection)
        drop(connection, name)
        create(connection, name, template)
    try:
        yield name
    finally:
        with server() as connection:
            drop(connection, name)


def _forget_old(connection: psycopg.Connection, kind: str) -> None:
    """Templates of earlier migrations are dropped; a few stay for switching between branches."""
    newest_first = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid DESC OFFSET %s"
    for (name,) in connection.execute(newest_first, [f"{PREFIX}{kind}_", KEPT_TEMPLATES]).fetchall():
        drop(connection, name)


def _drop_orphans(connection: psycopg.Connection) -> None:
    """Clones of runs that were killed: their process is gone and nobody is connected."""
    idle = "SELECT datname FROM pg_database d WHERE starts_with(datname, %s) AND NOT EXISTS"
    idle += " (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)"
    for (name,) in connection.execute(idle, [CLONE]).fetchall():
        if not Path("/proc", name.rpartition("_")[2]).exists():
            drop(connection, name)
