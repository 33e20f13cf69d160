"""`hetang check --deploy` over the settings, the home folder and the database that are really there."""

import stat
from pathlib import Path

import pytest
from django.conf import settings as live
from django.core.management import CommandError, call_command
from django.db import OperationalError

from hetang.config.backups.noting import BACKUP, DRILL, Noted, note, now
from hetang.config.deploying import facts as gathering
from hetang.config.deploying.facts import SHOWN, gather
from hetang.config.deploying.rules import judge
from hetang.config.deploying.shapes import Facts
from hetang.config.home import Home

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: object) -> Home:
    """A home folder in order, and settings as production has them."""
    values = {
        "HETANG_HOME": tmp_path,
        "DEMO": False,
        "DEBUG": False,
        "SECRET_KEY": "kQ3-xV8_mD1sLz5RtY7uWb0nHc4fGe6jPa9oIi2TqUvXyZs",
        "ALLOWED_HOSTS": ["hetang.example.cn"],
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https"),
        "SECURE_HSTS_SECONDS": 1,
        "TRUSTED_PROXIES": ["127.0.0.1"],
        "BACKUPS": "",
        "BACKUP_KEYS": "",
        "ERASED_LISTS": [tmp_path / "erased.jsonl", tmp_path.parent / "elsewhere.jsonl"],
    }
    for name, value in values.items():
        setattr(settings, name, value)
    made = Home(tmp_path)
    made.keys.mkdir(mode=0o700)
    for path in (made.secret_key, made.keys / "master-1-0a0b0c0d.key"):
        path.write_text("x")
        path.chmod(0o600)
    for kind in (BACKUP, DRILL):
        note(made, kind, Noted(now(), True, "/safe", 1.0))
    return made


# What depends on the machine and the database that the tests run on.
OURS = {
    "scanner",
    "carrier",
    "rules",
    "root",
    "embedded",
    "clock",
    "database-log",
    "checksums",
    "one-role",
    "powers",
    "disk",
}
OURS |= {"fsync", "full-page-writes", "synchronous-commit"}


def codes(facts: Facts | None = None) -> set[str]:
    return {finding.code for finding in judge(facts or gather())} - OURS


def test_an_installation_in_order_is_found_so() -> None:
    assert codes() == set()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("DEMO", True, {"demo"}),
        ("DEBUG", True, {"debug"}),
        ("SECRET_KEY", "x", {"secret-key"}),
        ("ALLOWED_HOSTS", ["*"], {"any-host"}),
        ("ALLOWED_HOSTS", ["localhost"], {"local-host"}),
        ("SESSION_COOKIE_SECURE", False, {"cookies"}),
        ("CSRF_COOKIE_SECURE", False, {"cookies"}),
        ("SECURE_PROXY_SSL_HEADER", None, {"proxy-header"}),
        ("SECURE_HSTS_SECONDS", 0, {"hsts"}),
        ("TRUSTED_PROXIES", [], {"proxies"}),
    ],
)
def test_each_setting_is_read_where_it_works(settings: object, name: str, value: object, code: set[str]) -> None:
    setattr(settings, name, value)
    assert codes() == code


@pytest.mark.parametrize("mode", [0o604, 0o620, 0o602])
@pytest.mark.parametrize("name", ["secret.key", "keys/master-1-0a0b0c0d.key", "owner.url", "erased.jsonl"])
def test_a_secret_that_others_may_read_or_change_is_named(home: Home, name: str, mode: int) -> None:
    path = home.path / name
    path.touch()
    path.chmod(mode)
    assert codes() == {"open-files"}
    assert gather().open_files == [str(path)]
    path.chmod(0o640)  # the service's own group may read
    assert codes() == set()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_an_open_folder_of_keys_is_named(home: Home) -> None:
    home.keys.chmod(0o755)
    assert codes() == {"open-files"}


def test_backups_and_drills_are_read_from_their_notes(home: Home) -> None:
    old = "2026-01-02T03:04:05+00:00"
    note(home, BACKUP, Noted(old, True, "/safe", 1.0))
    assert codes() == {"backup"}
    note(home, DRILL, Noted(now(), False, "/safe", 1.0, reason="x"))
    assert codes() == {"backup", "drill-failed"}
    (home.path / "last-drill-ok.json").unlink()
    assert codes() == {"backup", "drill", "drill-failed"}


def test_keys_beside_the_backups_are_found(home: Home, settings: object, tmp_path: Path) -> None:
    settings.BACKUPS, settings.BACKUP_KEYS = str(tmp_path / "b"), str(tmp_path / "k")  # type: ignore[attr-defined]
    assert codes() == set()
    settings.BACKUP_KEYS = str(tmp_path / "b" / "k")  # type: ignore[attr-defined]
    assert codes() == {"keys-apart"}


def test_a_list_of_erased_persons_in_the_home_alone_is_advised_against(settings: object, home: Home) -> None:
    settings.ERASED_LISTS = [home.path / "erased.jsonl"]  # type: ignore[attr-defined]
    assert codes() == {"erased-list"}


def test_the_database_is_asked_itself() -> None:
    found = gather().database
    assert found is not None
    assert set(found.shown) == set(SHOWN)
    assert found.version >= 15
    assert abs(found.skew_seconds) < 60
    assert found.missing_migrations == []


def test_a_database_that_does_not_answer_is_told_and_the_rest_is_checked(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(gathering.connection, "cursor", away)
    settings.DEBUG = True  # type: ignore[attr-defined]
    assert codes() == {"database", "debug"}


def test_the_command_refuses_with_what_to_do(capsys: pytest.CaptureFixture[str], settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="unsafe"):
        call_command("check", "--deploy")
    said = capsys.readouterr().out
    assert "✗ debug: 调试模式已打开" in said
    assert "unset HETANG_DEBUG" in said
    assert live.SECRET_KEY not in said


def test_the_command_passes_when_nothing_refuses(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hetang.config.management.commands.check.judge", lambda _facts: [])
    call_command("check", "--deploy")
    assert "fit for real use" in capsys.readouterr().out
