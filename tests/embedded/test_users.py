"""Root and ordinary users: as whom the database runs, and folders it cannot pass."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hetang.config.environment import CHECKOUT
from hetang.config.postgres import Cluster
from hetang.config.postgres.binaries import packaged
from hetang.config.trouble import SetupError
from tests.embedded.actors import ROOT, hold, server_pid

pytestmark = pytest.mark.faults
ONLY_ROOT = pytest.mark.skipif(not ROOT, reason="is about root; runs when the tests run as root")
ORDINARY = "nobody"


def owner_of(pid: int) -> int:
    return os.stat(f"/proc/{pid}").st_uid


@pytest.mark.usefixtures("made")
def test_server_never_runs_as_root_nor_as_anybody_but_us(home: Path) -> None:
    with Cluster(home).running():
        uid = owner_of(server_pid(home))
        assert uid != 0
        assert ROOT or uid == os.geteuid()


@pytest.fixture
def private_checkout() -> Iterator[Path]:
    """The package and the wheel's programs below a 0700 folder."""
    folder = Path(tempfile.mkdtemp(prefix="hetang-0700-"))
    shutil.copytree(CHECKOUT / "hetang", folder / "hetang", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copytree(CHECKOUT / "tests" / "embedded" / "programs", folder / "tests" / "embedded" / "programs")
    install = packaged().bin.parent
    shutil.copytree(install, folder / install.parent.name / install.name, ignore=shutil.ignore_patterns("include"))
    libraries = f"{install.parent.name}.libs"
    shutil.copytree(install.parents[1] / libraries, folder / libraries)
    folder.chmod(0o700)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.usefixtures("made")
@ONLY_ROOT
def test_root_with_everything_in_a_0700_folder(home: Path, private_checkout: Path) -> None:
    user = hold(home, cwd=private_checkout, env={**os.environ, "PYTHONPATH": str(private_checkout)})
    user.wait_for("postgres://")
    running = os.readlink(f"/proc/{server_pid(home)}/exe")
    assert running.startswith(str(home)), "the programs are run from a place the database's user can pass"
    assert user.finish() == 0


@ONLY_ROOT
def test_home_that_the_database_cannot_reach_is_refused_naming_the_folder(home: Path) -> None:
    closed = home.parent / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(SetupError) as refusal:
        Cluster(closed / "home").join()
    assert f"cannot pass {closed}." in str(refusal.value)


def _can_import(switch: dict[str, Any]) -> bool:
    """Whether that user can run this Python on this checkout; a virtual environment may stand on root's own Python."""
    try:
        probe = subprocess.run([sys.executable, "-c", "import hetang"], cwd=CHECKOUT, check=False, **switch)
    except PermissionError:
        return False
    return probe.returncode == 0


@ONLY_ROOT
def test_ordinary_user_starts_stops_and_keeps_others_out(home: Path) -> None:
    entry = pwd.getpwnam(ORDINARY)
    home.mkdir()
    os.chown(home, entry.pw_uid, entry.pw_gid)
    switch: dict[str, Any] = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    if not _can_import(switch):
        pytest.skip(f"{ORDINARY} cannot reach this checkout or its Python; run these tests as an ordinary user")
    user = hold(home, **switch)
    user.wait_for("postgres://")
    assert owner_of(server_pid(home)) == entry.pw_uid
    assert user.finish() == 0
    assert server_pid(home) == 0


@pytest.mark.usefixtures("made")
@ONLY_ROOT
def test_root_runs_an_ordinary_users_database_as_that_user(home: Path) -> None:
    entry = pwd.getpwnam(ORDINARY)
    with Cluster(home).running():
        pass
    for path in [home / "postgres" / "data", *(home / "postgres" / "data").rglob("*")]:
        os.chown(path, entry.pw_uid, entry.pw_gid)
    with Cluster(home).running():
        assert owner_of(server_pid(home)) == entry.pw_uid
