"""Each unsafe setting is found by itself, and a safe installation is told to be one."""

from dataclasses import replace
from typing import Any

import pytest

from hetang.config.deploying.rules import DAY, FREE_BYTES, judge
from hetang.config.deploying.shapes import Database, Facts

DATABASE = Database(
    shown={
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "data_checksums": "on",
        "log_statement": "none",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_min_duration_statement": "-1",
    },
    version=15,
    is_local=True,
    is_encrypted=False,
    is_parted=True,
    powers=[],
    missing_migrations=[],
    missing_rules=[],
    skew_seconds=0.0,
)
SAFE = Facts(
    demo=False,
    debug=False,
    secret_key="kQ3-xV8_mD1sLz5RtY7uWb0nHc4fGe6jPa9oIi2TqUvXyZs",
    hosts=["hetang.example.cn", "127.0.0.1"],
    secure_cookies=True,
    proxy_header=True,
    hsts=True,
    proxies=["127.0.0.1"],
    webhook_networks=["10.20.0.0/16"],
    has_carrier=True,
    is_root=False,
    is_embedded=False,
    open_files=[],
    free_bytes=10 * FREE_BYTES,
    backup_age=0.5 * DAY,
    drill_age=3.0 * DAY,
    drill_failed=False,
    lists_elsewhere=True,
    keys_with_backups=False,
    is_clock_steered=True,
    has_scanner=True,
    scanner_answers=True,
    store_answers=True,
    database=DATABASE,
)


def codes(facts: Facts) -> list[str]:
    return [finding.code for finding in judge(facts)]


def test_a_safe_installation_is_left_alone() -> None:
    assert judge(SAFE) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"demo": True}, "demo"),
        ({"debug": True}, "debug"),
        ({"secret_key": ""}, "secret-key"),
        ({"secret_key": "short"}, "secret-key"),
        ({"secret_key": "a" * 60}, "secret-key"),
        ({"secret_key": f"django-insecure-{SAFE.secret_key}"}, "secret-key"),
        ({"hosts": ["*"]}, "any-host"),
        ({"hosts": [".example.cn"]}, "any-host"),
        ({"hosts": ["127.0.0.1", "localhost"]}, "local-host"),
        ({"secure_cookies": False}, "cookies"),
        ({"proxy_header": False}, "proxy-header"),
        ({"hsts": False}, "hsts"),
        ({"proxies": []}, "proxies"),
        ({"proxies": ["0.0.0.0/0"]}, "any-proxy"),
        ({"proxies": ["127.0.0.1", "10.0.0.0/8"]}, "any-proxy"),
        ({"proxies": ["::/0"]}, "any-proxy"),
        ({"webhook_networks": ["10.0.0.0/8"]}, "webhook-networks"),
        ({"webhook_networks": ["127.0.0.0/24"]}, "webhook-networks"),
        ({"database": replace(DATABASE, missing_rules=["messages 2"])}, "rules"),
        ({"open_files": ["/home/secret.key"]}, "open-files"),
        ({"free_bytes": FREE_BYTES - 1}, "disk"),
        ({"backup_age": None}, "backup"),
        ({"backup_age": 2.1 * DAY}, "backup"),
        ({"drill_age": None}, "drill"),
        ({"drill_age": 16.0 * DAY}, "drill"),
        ({"drill_failed": True}, "drill-failed"),
        ({"keys_with_backups": True}, "keys-apart"),
        ({"scanner_answers": False}, "scanner-silent"),
        ({"store_answers": False}, "store-silent"),
        ({"database": None}, "database"),
    ],
)
def test_each_unsafe_setting_is_refused(change: dict[str, Any], code: str) -> None:
    [finding] = judge(replace(SAFE, **change))
    assert (finding.code, finding.refuses) == (code, True)
    assert all(finding.what)
    assert all(finding.todo)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_root": True}, "root"),
        ({"is_embedded": True}, "embedded"),
        ({"has_scanner": False}, "scanner"),
        ({"has_carrier": False}, "carrier"),
        ({"hosts": ["10.1.2.3", "hetang"]}, "no-name"),
        ({"is_clock_steered": False}, "clock"),
        ({"lists_elsewhere": False}, "erased-list"),
    ],
)
def test_what_is_only_unwise_is_advised_against(change: dict[str, Any], code: str) -> None:
    [finding] = judge(replace(SAFE, **change))
    assert (finding.code, finding.refuses) == (code, False)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"version": 14}, "server-version"),
        ({"is_local": False}, "database-tls"),
        ({"is_parted": False}, "one-role"),
        ({"powers": ["hetang_runtime: is a superuser"]}, "powers"),
        ({"missing_migrations": ["cases.0002_more"]}, "migrations"),
        ({"skew_seconds": 2.5}, "skew"),
        ({"skew_seconds": -2.5}, "skew"),
        *(({"shown": {**DATABASE.shown, name: "off"}}, name.replace("_", "-")) for name in list(DATABASE.shown)[:3]),
    ],
)
def test_each_unsafe_thing_of_the_database_is_refused(change: dict[str, Any], code: str) -> None:
    [finding] = judge(replace(SAFE, database=replace(DATABASE, **change)))
    assert (finding.code, finding.refuses) == (code, True)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("data_checksums", "off", "checksums"),
        ("log_statement", "all", "database-log"),
        ("log_min_error_statement", "error", "database-log"),
        ("log_error_verbosity", "default", "database-log"),
        ("log_min_duration_statement", "100", "database-log"),
    ],
)
def test_what_is_unwise_in_the_database_is_advised_against(name: str, value: str, code: str) -> None:
    [finding] = judge(replace(SAFE, database=replace(DATABASE, shown={**DATABASE.shown, name: value})))
    assert (finding.code, finding.refuses) == (code, False)


def test_an_encrypted_line_to_a_database_elsewhere_is_fine() -> None:
    assert codes(replace(SAFE, database=replace(DATABASE, is_local=False, is_encrypted=True))) == []


def test_refusals_come_first() -> None:
    assert codes(replace(SAFE, is_root=True, debug=True)) == ["debug", "root"]
