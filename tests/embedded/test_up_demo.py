"""`hetang up --demo`: only an empty database becomes a demonstration, and one that was cut short begins again."""

from pathlib import Path

import psycopg
import pytest

from hetang.config.machine import ports
from hetang.config.postgres import Cluster
from tests.embedded.actors import Program, server_pid

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("made")]


def hetang(home: Path, *words: str) -> Program:
    return Program("hetang", *words, home=home, DATABASE_URL="", DJANGO_SETTINGS_MODULE="tests.embedded.standin")


def up_with_demo(home: Path) -> Program:
    return hetang(home, "up", "--port", str(ports.choose_free()), "--demo", str(home.parent / "no-such-street"))


def people(home: Path, *new: str) -> list[str]:
    add = (
        "INSERT INTO auth_user (username, password, is_superuser, first_name, last_name, email, is_staff, is_active,"
        " date_joined) VALUES (%s, '', false, '', '', '', false, true, now())"
    )
    with Cluster(home).running() as url, psycopg.connect(url, autocommit=True) as db:
        for name in new:
            db.execute(add, [name])
        return [name for (name,) in db.execute("SELECT username FROM auth_user").fetchall()]


def test_database_with_people_is_not_turned_into_a_demonstration(home: Path) -> None:
    assert hetang(home, "migrate").finish() == 0
    people(home, "王建国")
    program = up_with_demo(home)
    assert program.finish() == 1
    assert "already holds data" in program.output
    assert not (home / "demo").exists()
    assert people(home) == ["王建国"]
    assert server_pid(home) == 0


def test_failed_demonstration_says_so_and_begins_again_from_an_empty_database(home: Path) -> None:
    first = up_with_demo(home)
    assert first.finish() == 1
    assert "hetang load failed" in first.output
    assert (home / "demo").read_text() == "loading\n"
    people(home, "演示一半")
    second = up_with_demo(home)
    assert second.finish() == 1
    assert "starting it again" in second.output
    assert people(home) == []
