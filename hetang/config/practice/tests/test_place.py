"""The practice place: marked while empty, thrown away only with its mark, and with no way to the real one."""

from pathlib import Path

import pytest

from hetang.config.home import Home
from hetang.config.machine.locks import FileLock
from hetang.config.practice.place import AGAIN, LOGINS, MARK, environment, prepare, throw_away, write_logins
from hetang.config.trouble import SetupError

STREET = Path(__file__).parents[4] / "demo" / "shangtang"


def test_a_folder_with_other_data_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("real")
    with pytest.raises(SetupError, match="other data"):
        prepare(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_without_its_mark_nothing_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    with pytest.raises(SetupError, match="no practice place"):
        throw_away(tmp_path)
    assert (tmp_path / "files").is_dir()


def test_a_place_in_use_is_not_thrown_away(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "demo").write_text("ready")
    with FileLock(Home(tmp_path).up_lock) as lock:
        assert lock.try_acquire()
        with pytest.raises(SetupError, match="is running"):
            throw_away(tmp_path)
    assert (tmp_path / "demo").exists()


def test_thrown_away_only_the_mark_is_left_and_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    home, real = tmp_path / "home", tmp_path / "real"
    real.mkdir()
    (real / "kept").write_text("x")
    prepare(home)
    (home / "postgres" / "data").mkdir(parents=True)
    (home / "files").symlink_to(real)
    for name in ("demo", "secret.key", AGAIN, LOGINS):
        (home / name).write_text("x")
    throw_away(home)
    assert {path.name for path in home.iterdir()} - {Home(home).up_lock.name} == {MARK}
    assert (real / "kept").exists()
    prepare(home)


def test_nothing_of_the_real_place_is_passed_on_but_how_it_is_reached(tmp_path: Path) -> None:
    given = {"PATH": "/bin", "DATABASE_URL": "postgres://real", "HETANG_OWNER_URL": "postgres://real"}
    given |= {"HETANG_HOME": "/real", "HETANG_BACKUPS": "/b", "HETANG_SECRET_KEY": "s", "HETANG_HTTPS": "1"}
    assert environment(tmp_path, given) == {"PATH": "/bin", "HETANG_HTTPS": "1", "HETANG_HOME": str(tmp_path)}


def test_the_logins_are_those_of_the_street_that_is_played(tmp_path: Path) -> None:
    write_logins(tmp_path, STREET)
    assert '"username"' in (tmp_path / LOGINS).read_text(encoding="utf-8")
