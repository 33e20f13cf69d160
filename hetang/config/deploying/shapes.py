"""What is known of an installation, and what is found wrong with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from hetang.config.trouble import Words

LOCAL = {"127.0.0.1", "localhost", "[::1]", "::1"}


@dataclass(frozen=True)
class Database:
    """`shown`: what SHOW says; `skew_seconds`: its clock minus ours; `powers`: what a role may do beyond its work."""

    shown: dict[str, str]
    version: int
    is_local: bool
    is_encrypted: bool
    is_parted: bool
    powers: list[str]
    missing_migrations: list[str]
    missing_rules: list[str]
    skew_seconds: float


@dataclass(frozen=True)
class Facts:
    """Ages are seconds since the last one that went well; None where there was none."""

    demo: bool
    debug: bool
    secret_key: str
    hosts: list[str]
    secure_cookies: bool
    proxy_header: bool
    hsts: bool
    proxies: list[str]
    # Closed networks to which webhooks may be sent.
    webhook_networks: list[str]
    # Whether what is to be told to residents goes out, and not into the log alone.
    has_carrier: bool
    is_root: bool
    is_embedded: bool
    # Secret files and folders that somebody else may read or change.
    open_files: list[str]
    free_bytes: int
    backup_age: float | None
    drill_age: float | None
    drill_failed: bool
    lists_elsewhere: bool
    keys_with_backups: bool
    is_clock_steered: bool
    has_scanner: bool
    scanner_answers: bool
    store_answers: bool
    database: Database | None = None
    database_away: str = field(default="", compare=False)


@dataclass(frozen=True)
class Finding:
    """One thing that is not safe. `refuses`: with it the installation must not be used; otherwise it is advice."""

    code: str
    what: Words
    todo: Words
    refuses: bool = True


Check = Callable[[Facts], Iterator[Finding]]
