"""Counts of several processes are one sum, and one that never falls."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from hetang.config.watching.meter import Book, Counts

KEY = ("case", "GET", 200)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where counts are written."""
    monkeypatch.setattr(settings, "HETANG_HOME", tmp_path)
    made = tmp_path / "metrics"
    made.mkdir()
    return made


def counts(number: int) -> Counts:
    found = Counts()
    for _ in range(number):
        found.add(KEY, 0.02)
    return found


def test_a_living_neighbour_is_counted_and_one_that_ended_stays_counted(folder: Path) -> None:
    mine = Book()
    mine.add(KEY, 0.02)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    (folder / f"{ended.pid}.json").write_text(counts(5).dump())
    (folder / f"{os.getppid()}.json").write_text(counts(3).dump())
    for _ in range(2):
        total = mine.everybody()
        assert total.requests == {KEY: 9}
        assert sum(total.times["case"][:-1]) == 9
    assert not (folder / f"{ended.pid}.json").exists()
    assert json.loads((folder / "ended.json").read_text())["requests"] == [["case", "GET", 200, 5]]


def test_what_this_process_wrote_is_not_counted_twice(folder: Path) -> None:
    mine = Book()
    mine.add(KEY, 0.02)
    mine.write()
    assert (folder / f"{os.getpid()}.json").exists()
    assert mine.everybody().requests == {KEY: 1}


def test_a_torn_file_costs_only_its_own_counts(folder: Path) -> None:
    (folder / f"{os.getppid()}.json").write_text('{"requests": [["ca')
    mine = Book()
    mine.add(KEY, 7.0)
    assert mine.everybody().requests == {KEY: 1}


def test_times_fall_into_their_buckets() -> None:
    found = Counts()
    for seconds in (0.001, 0.005, 0.03, 99.0):
        found.add(KEY, seconds)
    row = found.times["case"]
    assert (row[0], row[3], row[-2]) == (2, 1, 1)
    assert row[-1] == pytest.approx(99.036)


def test_a_home_that_takes_no_file_does_not_stop_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(settings, "HETANG_HOME", tmp_path / "file")
    mine = Book()
    mine.add(KEY, 0.1)
    mine.write()
    assert mine.everybody().requests == {KEY: 1}
