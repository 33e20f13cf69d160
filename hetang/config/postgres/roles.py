"""The embedded database's other two roles. Roles belong to the cluster, not to a backup: each home makes its own."""

import secrets
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from hetang.config.home import Home, read_private, write_private
from hetang.config.postgres.initialise import DATABASE, ROLE
from hetang.config.trouble import NOTHING_LOST, SetupError

RUNTIME_ROLE, RETENTION_ROLE = "hetang_runtime", "hetang_retention"


def ensure_roles(home: Home, port: int) -> None:
    """Make runtime and retention where this home has no password for them yet. Raises SetupError."""
    missing = [role for role in (RUNTIME_ROLE, RETENTION_ROLE) if not read_private(password_file(home, role))]
    if not missing:
        return
    superuser = read_private(home.postgres / "superuser")
    address = make_conninfo(host="127.0.0.1", port=port, user="postgres", password=superuser, dbname=DATABASE)
    try:
        with psycopg.connect(address, autocommit=True, connect_timeout=10) as db:
            for role in missing:
                _make(db, home, role)
    except psycopg.Error as refused:
        raise SetupError(
            ("没有建成数据库角色。", f"The database's roles could not be made: {str(refused).strip()}"),
            NOTHING_LOST,
            (
                f"请检查 {home.postgres / 'superuser'} 中的密码。",
                f"Is the password in {home.postgres / 'superuser'} the right one?",
            ),
        ) from refused


def password_file(home: Home, role: str) -> Path:
    """Where the password of `role` is kept (0600)."""
    return home.postgres / f"password-{role.removeprefix('hetang_')}"


def _make(db: "psycopg.Connection[Any]", home: Home, role: str) -> None:
    """The role first, its password file after: broken off in between, the next start sets another password."""
    password = secrets.token_urlsafe(32)
    name = sql.Identifier(role)
    if not db.execute("SELECT FROM pg_roles WHERE rolname = %s", [role]).fetchone():
        db.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
    # Encrypted here: the words of a statement may end up in the server's log.
    sealed = db.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    db.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(sealed)))
    # The owner may do all that they may, so it may also see and end their sessions. Never the other way round.
    db.execute(sql.SQL("GRANT {} TO {}").format(name, sql.Identifier(ROLE)))
    write_private(password_file(home, role), password)
