"""The command `hetang`: what it lists, and with which code it ends."""

import signal
import sys
from pathlib import Path

import pytest

from hetang.config.catalogue import entries, overview
from hetang.config.console import main
from hetang.config.machine.locks import FileLock
from tests.embedded.actors import Program, server_pid

STANDIN = "tests.embedded.standin"
HOUSE = "hetang.config.settings"
FOLDER_OF_COMMANDS = Path(str(sys.modules[main.__module__].__file__)).parent / "management" / "commands"


def test_help_lists_every_command_of_the_folder_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    page = capsys.readouterr().out
    assert page == overview()
    lines = {line.split()[0]: line for line in page.splitlines() if line.startswith("  ") and line.split()[1:]}
    for path in FOLDER_OF_COMMANDS.glob("[!_]*.py"):
        name = path.stem.replace("_", "-")
        assert entries()[path.stem].help, f"{name} has no help line"
        assert entries()[path.stem].help in lines[name]
    for word in ("DATABASE_URL", "HETANG_HOME", "130", "up", "migrate"):
        assert word in page


def test_a_new_file_in_the_folder_is_a_command(tmp_path: Path) -> None:
    (tmp_path / "verify_journal.py").write_text(
        'class Command(BaseCommand):\n    help = (\n        "核对日志 "\n        "· verify the journal"\n    )\n'
        "    needs_database = False\n"
    )
    (tmp_path / "plain.py").write_text('class Command(BaseCommand):\n    """Says what it does."""\n')
    found = entries(tmp_path)
    assert found["verify_journal"].typed == "verify-journal"
    assert found["verify_journal"].help == "核对日志 · verify the journal"
    assert (found["verify_journal"].needs_database, found["plain"].needs_database) == (False, True)
    assert found["plain"].help == "Says what it does."


def test_no_command_and_an_unknown_one_are_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main(["bakcup"]) == 2
    assert "did you mean backup?" in capsys.readouterr().err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("hetang ")


def hetang(home: Path, *words: str, **environment: str) -> Program:
    settings = {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": STANDIN}
    return Program("hetang", *words, home=home, **{**settings, **environment})


def test_full_help_of_a_command_needs_no_database(home: Path) -> None:
    program = hetang(home, "backup", "--help")
    assert program.finish() == 0
    assert "--keys" in program.output
    assert not home.exists()


def test_bad_option_is_bad_usage(home: Path) -> None:
    program = hetang(home, "status", "--loud", DJANGO_SETTINGS_MODULE=HOUSE)
    assert program.finish() == 2
    assert "--loud" in program.output


def test_status_of_an_empty_home_makes_no_database(home: Path) -> None:
    program = hetang(home, "status", DJANGO_SETTINGS_MODULE=HOUSE)
    assert program.finish() == 0
    assert str(home) in program.output
    assert not (home / "postgres").exists()


def test_unreachable_outside_database_is_named(home: Path) -> None:
    program = hetang(home, "migrate", DATABASE_URL="postgres://nobody:x@127.0.0.1:1/none")
    assert program.finish() == 1
    assert "DATABASE_URL" in program.output
    assert "Traceback" not in program.output
    assert not (home / "postgres").exists()


@pytest.mark.faults
@pytest.mark.usefixtures("made")
def test_terminated_command_stops_the_database_it_started(home: Path) -> None:
    program = hetang(home, "shell", "--command", "print('waiting', flush=True); import time; time.sleep(60)")
    program.wait_for("waiting")
    assert server_pid(home)
    assert program.end(signal.SIGTERM) == 143
    assert server_pid(home) == 0


@pytest.mark.faults
def test_interrupted_command_says_so(home: Path) -> None:
    home.joinpath("postgres").mkdir(parents=True)
    with FileLock(home / "postgres" / "start.lock") as gate:
        assert gate.try_acquire()
        program = hetang(home, "migrate")
        program.wait_for("waiting")
        assert program.end(signal.SIGINT) == 130
    assert "interrupted" in program.output
