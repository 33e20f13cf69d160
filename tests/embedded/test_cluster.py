"""The embedded database when nothing goes wrong."""

import stat
from pathlib import Path

import psycopg
import pytest

from hetang.config.postgres import Cluster
from hetang.config.trouble import SetupError
from tests.embedded.actors import hold, server_pid


def test_first_start_writes_private_files_and_a_database_that_keeps_what_it_acknowledges(home: Path) -> None:
    with Cluster(home).running() as url:
        private = ("database.url", "owner.url", "retention.url", "secret.key", "postgres/password")
        for name in (*private, "postgres/password-runtime", "postgres/password-retention", "postgres/superuser"):
            assert stat.S_IMODE((home / name).stat().st_mode) == 0o600, name
        assert (home / "owner.url").read_text().strip() == url
        assert url != (home / "database.url").read_text().strip()
        with psycopg.connect(url) as db:
            wanted = {
                "fsync": "on",
                "synchronous_commit": "on",
                "full_page_writes": "on",
                "data_checksums": "on",
                "password_encryption": "scram-sha-256",
                "listen_addresses": "127.0.0.1",
            }
            found = {name: row[0] for name in wanted for row in db.execute("SELECT current_setting(%s)", [name])}
            assert found == wanted
            locale = "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = current_database()"
            assert db.execute(locale).fetchone() == ("b", "C.UTF-8")
            assert db.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
    assert Cluster(home).status().state == "stopped"


@pytest.mark.usefixtures("made")
@pytest.mark.parametrize("user", ["hetang", "postgres"])
def test_nobody_comes_in_without_the_password(home: Path, user: str) -> None:
    with Cluster(home).running() as url:
        port = psycopg.conninfo.conninfo_to_dict(url)["port"]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(host="127.0.0.1", port=port, user=user, password="guess", dbname="hetang")
    rules = (home / "postgres" / "data" / "pg_hba.conf").read_text()
    methods = {line.split()[-1] for line in rules.splitlines() if line and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


@pytest.mark.usefixtures("made")
def test_port_password_and_rows_stay_from_one_start_to_the_next(home: Path) -> None:
    with Cluster(home).running() as first, psycopg.connect(first) as db:
        db.execute("CREATE TABLE note AS SELECT '和塘' AS text")
    with Cluster(home).running() as second, psycopg.connect(second) as db:
        assert db.execute("SELECT text FROM note").fetchone() == ("和塘",)
    assert first == second


@pytest.mark.usefixtures("made")
def test_the_last_of_several_users_stops_the_server(home: Path) -> None:
    with Cluster(home).running() as url:
        other = hold(home)
        other.wait_for(url)
        pid = server_pid(home)
    assert server_pid(home) == pid, "stopped although another command was using it"
    assert other.finish() == 0
    assert server_pid(home) == 0


def test_status_tells_and_starts_nothing(home: Path) -> None:
    cluster = Cluster(home)
    assert cluster.status().state == "absent"
    assert not home.exists()
    with cluster.running():
        status = cluster.status()
        assert (status.state, status.version) == ("ready", "18")
        assert status.pid == server_pid(home)
        assert f":{status.port}/" in (home / "database.url").read_text()


@pytest.mark.usefixtures("made")
def test_a_lost_data_folder_is_not_replaced_by_an_empty_database(home: Path) -> None:
    with Cluster(home).running():
        pass
    data = home / "postgres" / "data"
    data.rename(home / "elsewhere")
    with pytest.raises(SetupError, match="is gone"):
        Cluster(home).join()
    (home / "elsewhere").rename(data)
    with Cluster(home).running() as url:
        psycopg.connect(url).close()


@pytest.mark.usefixtures("made")
def test_nobody_else_may_look_into_the_home_folder(home: Path) -> None:
    with Cluster(home).running():
        for path in home.rglob("*"):
            open_to_others = path.stat().st_mode & 0o066
            assert not open_to_others or f"{home}/postgres/program-" in f"{path}", path


def test_a_folder_name_with_spaces_and_chinese_works(home: Path) -> None:
    home = home / "和塘 数据"
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        assert db.execute("SELECT 1").fetchone() == (1,)
