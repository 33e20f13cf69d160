"""The small commands over journal and clock."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from hetang.ground.journal.api import catch_up, rebuild, run, sequence_new
from hetang.ground.journal.tests.factories import guards_off, happen
from hetang.ground.lib import clock
from hetang.insight.api import Figure

PATIENCE = 20.0  # seconds; far more than a machine with other work needs
CHECKOUT = Path(__file__).resolve().parents[4]


def said(*words: Any, **options: Any) -> str:
    """What a command prints."""
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    """A home folder of its own, in a demonstration."""
    settings.HETANG_HOME, settings.DEMO = tmp_path, True
    return tmp_path


@pytest.mark.django_db
def test_an_intact_journal_is_counted() -> None:
    for key in (1, 2):
        for verb in ("register", "assign"):
            happen(verb, kind="case", key=key)
    assert "4 events, intact" in said("verify_journal")


@pytest.mark.django_db
def test_a_tampered_event_is_named_and_the_command_fails() -> None:
    happen("register", kind="case", key=7)
    with guards_off():
        connection.cursor().execute("UPDATE journal_event SET verb = 'void' WHERE stream_key = 7")
    out = StringIO()
    with pytest.raises(CommandError, match="1 处"):
        call_command("verify_journal", stdout=out)
    assert "case/7 #1: 事件被改动 · event changed" in out.getvalue()


@pytest.mark.django_db
def test_a_root_is_made_exported_and_verified(tmp_path: Path) -> None:
    happen("register", kind="case", key=7)
    with pytest.raises(CommandError, match="no such root"):
        call_command("root", "--number", "1")
    file = tmp_path / "root.jsonl"
    shown = said("root", "--export", str(file))
    assert "root 1, 1 streams, up to event 1" in shown
    assert "Keep the file" in shown
    assert "root 1: " in said("verify_journal", "--root", str(file))
    assert "root 1, 1 streams" in said("root"), "nothing new: the last one is shown"
    with pytest.raises(CommandError, match="Not written"):
        call_command("root", "--number", "1", "--export", str(file))


@pytest.mark.django_db
def test_an_exported_root_names_a_stream_that_vanished(tmp_path: Path) -> None:
    for key in (7, 8):
        happen("register", kind="case", key=key)
    file = tmp_path / "root.jsonl"
    said("root", "--export", str(file))
    with guards_off("journal_event", "journal_position", "journal_root", "journal_leaf"):
        for statement in (
            "DELETE FROM journal_event WHERE stream_key = 8",
            "DELETE FROM journal_position WHERE id = 2",
            "DELETE FROM journal_stream WHERE key = 8",
            "DELETE FROM journal_leaf",
            "DELETE FROM journal_root",
        ):
            connection.cursor().execute(statement)
    assert "1 events, intact" in said("verify_journal")
    out = StringIO()
    with pytest.raises(CommandError, match="2 处"):
        call_command("verify_journal", "--root", str(file), stdout=out)
    assert "case/8 #0: 整条记录链被删除 · stream deleted (日根 root 1)" in out.getvalue()
    file.write_text("{}")
    with pytest.raises(CommandError, match="is no exported root"):
        call_command("verify_journal", "--root", str(file))


@pytest.mark.django_db
def test_one_stream_is_verified_alone() -> None:
    for key in (7, 8):
        happen("register", kind="case", key=key)
    assert "1 events, intact" in said("verify_journal", "--stream", "case/8")
    with pytest.raises(CommandError):
        call_command("verify_journal", "--stream", "case")


@pytest.mark.django_db
def test_a_rebuild_tells_its_progress_and_whether_it_is_equal() -> None:
    happen("register", kind="case", key=1)
    shown = said("rebuild", "figures")
    assert "1/1" in shown
    assert "equal to what was there" in shown


@pytest.mark.django_db
def test_a_rebuild_mends_a_wrong_figure_and_says_so() -> None:
    happen("register", kind="case", key=1)
    catch_up()
    Figure.objects.filter(measure="disputes").update(amount=5)
    assert "the former rows were wrong" in said("rebuild", "figures")
    assert disputes() == 1
    assert rebuild("figures").is_same


@pytest.mark.django_db
def test_an_unknown_projection_gets_the_list() -> None:
    with pytest.raises(CommandError, match="figures"):
        call_command("rebuild", "figurs")


@pytest.mark.django_db
def test_the_status_tells_how_far_the_figures_are(home: Path) -> None:
    assert "统计 figures: 已跟上日志 up to date" in said("status")
    happen("register", kind="case", key=1)
    sequence_new()
    shown = said("status")
    assert "统计 figures: 还有 1 个事件未计入 events waiting (" in shown
    assert "日根 root: 还没有 none yet" in shown
    said("root")
    assert "日根 root: 1, " in said("status")
    # Tests work as the owner, who is the only role that DATABASE_URL names here.
    assert "数据库角色 roles: 一个 one" in said("status")


def test_the_clock_moves_forward(home: Path) -> None:
    before = clock.now()
    assert "快 51.0 小时" in said("clock", "--forward", "51h")
    assert timedelta(hours=51) <= clock.now() - before < timedelta(hours=51, minutes=1)


def test_the_clock_is_set_in_local_time(home: Path) -> None:
    ahead = clock.now() + timedelta(days=400)
    assert f"{ahead.year}-05-01 09:00:0" in said("clock", "--set", f"{ahead.year}-05-01T09:00")
    assert clock.now().hour == 1


def test_the_clock_never_goes_back(home: Path) -> None:
    said("clock", "--forward", "2d")
    with pytest.raises(CommandError, match="只能往前拨"):
        call_command("clock", "--set", "2026-01-01T00:00+08:00")
    assert clock.demo_offset() > timedelta(days=1)


@pytest.mark.parametrize("words", [("--forward", "2x"), ("--forward", "-2d"), ("--set", "tomorrow")])
def test_nonsense_is_refused(home: Path, words: tuple[str, str]) -> None:
    with pytest.raises(CommandError):
        call_command("clock", *words)
    assert clock.demo_offset() == timedelta()


@pytest.mark.parametrize("words", [("--forward", "2d"), ("--set", "2099-01-01")])
def test_outside_a_demonstration_the_clock_stays(home: Path, settings: Any, words: tuple[str, str]) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="只有演示系统可以调时钟"):
        call_command("clock", *words)
    assert not (home / "clock.json").exists()
    assert "演示时钟" not in said("clock")


@pytest.mark.django_db(transaction=True)
def test_the_loop_ends_soon_after_it_is_told() -> None:
    stop = threading.Event()
    loop = threading.Thread(target=_run, args=(stop,))
    loop.start()
    time.sleep(1.0)
    stop.set()
    loop.join(PATIENCE)
    assert not loop.is_alive()


def _run(stop: threading.Event) -> None:
    try:
        run(stop)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_folds_at_a_notice_and_ends_at_a_signal(number: signal.Signals) -> None:
    with _worker() as worker, _ended(worker):
        assert worker.stdout is not None
        assert "worker runs" in worker.stdout.readline()
        happen("register", kind="case", key=1)
        limit = time.monotonic() + PATIENCE
        while not Figure.objects.exists() and time.monotonic() < limit:
            time.sleep(0.05)
        assert disputes() == 1
        worker.send_signal(number)
        assert worker.wait(PATIENCE) == 0


def disputes() -> int:
    """The figure that a registration of these tests makes; there are others beside it."""
    return Figure.objects.get(measure="disputes").amount


@contextmanager
def _ended(worker: "subprocess.Popen[str]") -> Iterator[None]:
    """Whatever fails inside: the worker does not outlive the test, which would wait for it for ever."""
    try:
        yield
    finally:
        worker.kill()


def _worker() -> "subprocess.Popen[str]":
    settings = connection.settings_dict
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    env = os.environ | {"DATABASE_URL": f"{server}/{settings['NAME']}", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "hetang", "worker"]
    return subprocess.Popen(command, cwd=CHECKOUT, env=env, stdout=subprocess.PIPE, text=True)
