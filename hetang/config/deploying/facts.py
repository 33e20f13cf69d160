"""What is true of this installation, gathered from settings, the home folder, the machine and the database."""

import ctypes
import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from hetang.commons.documents.api import scanning, store
from hetang.commons.notifications.api import has_carrier
from hetang.config.backups.noting import BACKUP, DRILL, last
from hetang.config.deploying.shapes import Database, Facts
from hetang.config.home import Home
from hetang.config.loading.shipped import missing_rules
from hetang.config.roles.check import findings
from hetang.config.roles.names import Names
from hetang.config.watching.readiness import AWAY, free_bytes, missing_migrations

# adjtimex(2): the kernel's clock is not steered by anybody.
TIME_ERROR = 5
SHOWN = (
    *("fsync", "full_page_writes", "synchronous_commit", "data_checksums"),
    *("log_statement", "log_min_error_statement", "log_error_verbosity", "log_min_duration_statement"),
)
# Who we are, and whether that is the owner of the journal or somebody who may become it.
_WHO = """
    SELECT current_user::text, coalesce(bool_or(pg_has_role(current_user, c.relowner, 'USAGE')), true) FROM pg_class c
    WHERE c.relname = 'journal_event' AND c.relnamespace = 'public'::regnamespace
"""


def gather() -> Facts:
    """Ask everything; a database that does not answer is a fact too."""
    home = Home(Path(settings.HETANG_HOME))
    backup, drill = last(home, BACKUP, ok=True), last(home, DRILL, ok=True)
    tried = last(home, DRILL)
    database, away = _database()
    return Facts(
        demo=settings.DEMO,
        debug=settings.DEBUG,
        secret_key=settings.SECRET_KEY,
        hosts=list(settings.ALLOWED_HOSTS),
        secure_cookies=settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE,
        proxy_header=bool(settings.SECURE_PROXY_SSL_HEADER),
        hsts=settings.SECURE_HSTS_SECONDS > 0,
        proxies=list(settings.TRUSTED_PROXIES),
        webhook_networks=list(settings.WEBHOOK_NETWORKS),
        has_carrier=has_carrier(),
        is_root=os.geteuid() == 0,
        is_embedded=home.is_embedded(),
        open_files=list(_open_files(home)),
        free_bytes=free_bytes(),
        backup_age=backup.age_seconds() if backup else None,
        drill_age=drill.age_seconds() if drill else None,
        drill_failed=bool(tried and not tried.ok),
        lists_elsewhere=any(not _is_below(Path(path), home.path) for path in settings.ERASED_LISTS),
        keys_with_backups=_keys_with_backups(home),
        is_clock_steered=_is_clock_steered(),
        has_scanner=scanning.is_set_up(),
        scanner_answers=scanning.is_set_up() and scanning.answers(),
        store_answers=store.answers(),
        database=database,
        database_away=away,
    )


def _open_files(home: Home) -> Iterator[str]:
    """Whoever else has an account here must not read a key, nor put another in its place."""
    secrets = [home.secret_key, home.database_url, home.owner_url, home.retention_url, home.path / "erased.jsonl"]
    secrets += [home.keys, *(home.keys.iterdir() if home.keys.is_dir() else ())]
    for path in secrets:
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & (stat.S_IRWXO | stat.S_IWGRP):
            yield str(path)


def _keys_with_backups(home: Home) -> bool:
    """Keys inside the folder of backups, or the other way round, or the home's own keys in it."""
    if not settings.BACKUPS:
        return False
    backups = Path(settings.BACKUPS).resolve()
    keys = [home.keys.resolve(), *([Path(settings.BACKUP_KEYS).resolve()] if settings.BACKUP_KEYS else [])]
    return any(_is_below(key, backups) or _is_below(backups, key) for key in keys)


def _is_below(path: Path, folder: Path) -> bool:
    return path.resolve() == folder.resolve() or folder.resolve() in path.resolve().parents


def _is_clock_steered() -> bool:
    """What the kernel says; True where it cannot be asked."""
    try:
        # Zeros ask and set nothing; the structure has 208 bytes on 64-bit machines.
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512))) != TIME_ERROR
    except (OSError, AttributeError):
        return True


def _database() -> tuple[Database | None, str]:
    try:
        with connection.cursor() as cursor:
            begun = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            there, ended = cursor.fetchone()[0], time.time()
            # Between asking and hearing it may have looked at any moment.
            skew = max(0.0, there - ended) - max(0.0, begun - there)
            cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [list(SHOWN)])
            shown = dict(cursor.fetchall())
            cursor.execute("SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false)")
            is_encrypted = bool(cursor.fetchone()[0])
            cursor.execute(_WHO)
            role, is_owner = cursor.fetchone()
            # Of the owner everything would be found too much.
            found = [] if is_owner else findings(cursor, Names("", role, ""))
        host = str(settings.DATABASES["default"].get("HOST") or "")
        return Database(
            shown=shown,
            version=connection.connection.info.server_version // 10000,
            is_local=host in ("", "localhost", "127.0.0.1", "::1") or host.startswith("/"),
            is_encrypted=is_encrypted,
            is_parted=not is_owner,
            powers=[f"{f.role}: {f.zh} · {f.en}" for f in found if f.too_much],
            missing_migrations=missing_migrations(),
            missing_rules=missing_rules(),
            skew_seconds=skew,
        ), ""
    except AWAY as away:
        return None, str(away).splitlines()[0]
