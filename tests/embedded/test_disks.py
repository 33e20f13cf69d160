"""A read-only and a full disk: a message that helps, and every acknowledged row afterwards."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from hetang.config.postgres import Cluster
from hetang.config.trouble import SetupError
from tests.embedded.actors import ROOT, Writer, rows, until

pytestmark = pytest.mark.faults
ONLY_ROOT = pytest.mark.skipif(not ROOT, reason="needs a small disk of its own, which only root can mount")


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[None]:
    folder.mkdir(parents=True)
    mount("-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder))
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder: Path) -> Path:
    """Write until nothing goes in any more."""
    path = folder / "ballast"
    with path.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(b"0" * 65536)
        except OSError:
            return path


@ONLY_ROOT
def test_full_disk_while_writing_then_space_again(home: Path) -> None:
    with small_disk(home, "220M"):
        cluster = Cluster(home)
        with cluster.running() as url:
            writer = Writer(url, payload=4000)
            writer.write_some()
            ballast = fill(home)
            writer.join(60)
            assert not writer.is_alive(), "the write should have been refused"
            ballast.unlink()
            until(lambda: _connects(cluster.ensure()), "the database takes connections again")
            assert rows(cluster.ensure()) >= writer.acknowledged
        with cluster.running() as url:
            assert rows(url) >= writer.acknowledged


def _connects(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


@ONLY_ROOT
def test_start_on_a_full_disk_says_so_and_starts_when_there_is_space(home: Path) -> None:
    with small_disk(home, "220M"):
        with Cluster(home).running() as url, psycopg.connect(url) as db:
            db.execute("CREATE TABLE kept AS SELECT generate_series(1, 10) AS number")
        ballast = fill(home)
        with pytest.raises(SetupError, match="磁盘已满") as refusal:
            Cluster(home).join()
        assert "Free some space" in str(refusal.value)
        ballast.unlink()
        with Cluster(home).running() as url:
            assert rows(url) == 10


@ONLY_ROOT
def test_first_start_on_too_small_a_disk_leaves_no_half_database(home: Path) -> None:
    with small_disk(home, "60M"):
        with pytest.raises(SetupError, match="磁盘已满"):
            Cluster(home).join()
        assert not (home / "postgres" / "data").exists()


@pytest.mark.usefixtures("made")
def test_read_only_home_says_so_and_loses_nothing(home: Path) -> None:
    with Cluster(home).running() as url, psycopg.connect(url) as db:
        db.execute("CREATE TABLE kept AS SELECT generate_series(1, 10) AS number")
    with read_only(home), pytest.raises(SetupError) as refusal:
        Cluster(home).join()
    assert "没有数据丢失" in str(refusal.value)
    assert "HETANG_HOME" in str(refusal.value)
    with Cluster(home).running() as url:
        assert rows(url) == 10


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """A read-only mount for root, whom permissions do not stop; permissions for everybody else."""
    if ROOT:
        mount("--bind", str(folder), str(folder))
        mount("-o", "remount,bind,ro", str(folder))
    else:
        folder.chmod(0o555)
    try:
        assert not os.access(folder, os.W_OK)
        yield
    finally:
        if ROOT:
            subprocess.run(["umount", str(folder)], check=True)
        else:
            folder.chmod(0o711)
