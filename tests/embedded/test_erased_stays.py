"""A person erased after the backup stays erased after the restore: with the whole house, on a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hetang.config.environment import CHECKOUT

pytestmark = pytest.mark.faults

REGISTER = """
from hetang.commons.people.api import record_person
for name, phone in (("丁晓雨", "13912345601"), ("赵大山", "13912345602")):
    print("row", record_person(name=name, phone=phone).pk)
"""
ERASE = """
from django.db import transaction
from hetang.commons.people.api import Person
from hetang.record.rights.api import erase_everywhere
with transaction.atomic():
    erase_everywhere(Person.objects.select_for_update().order_by("id")[0])
"""
SHOW = """
from hetang.commons.people.api import Person
print("shown", [(p.name, p.phone, bytes(p.key) == b"") for p in Person.objects.order_by("id")])
"""
GONE = "[('已依法删除', '', True), ('赵大山', '13912345602', False)]"


def house(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command of the whole house, in a home of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "HETANG_DEMO")}
    return subprocess.run(
        [sys.executable, "-m", "hetang", *words],
        cwd=CHECKOUT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "hetang.config.settings", "HETANG_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )


def done(home: Path, *words: str) -> str:
    result = house(home, *words)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_whoever_was_erased_after_the_backup_stays_erased(made: Path) -> None:
    home, elsewhere = made, made.parent / "elsewhere"
    done(home, "migrate", "--verbosity", "0")
    assert done(home, "shell", "-c", REGISTER).count("row") == 2
    folder, safe = str(home.parent / "backup"), str(home.parent / "safe")
    assert "keys" in done(home, "backup", folder, "--keys", safe)
    done(home, "shell", "-c", ERASE)
    assert GONE in done(home, "shell", "-c", SHOW)
    listed = home / "erased.jsonl"
    assert listed.read_text().count("\n") == 1

    # Another machine knows nobody: it is asked for the list, and changes nothing until it has it.
    refused = house(elsewhere, "restore", folder, "--keys", safe)
    assert (refused.returncode, "--erased" in refused.stderr, "Nothing was changed" in refused.stderr) == (
        1,
        True,
        True,
    )
    said = done(elsewhere, "restore", folder, "--keys", safe, "--erased", str(listed))
    assert "erased again 1" in said
    assert "people_person: 2 = 2" in said
    assert GONE in done(elsewhere, "shell", "-c", SHOW)
    assert (elsewhere / "erased.jsonl").read_text() == listed.read_text(), "the next restore may be there"

    # The same machine knows it from its own list, or from the database that is replaced.
    listed.unlink()
    said = done(home, "restore", folder, "--keys", safe, "--replace")
    assert "erased again 1" in said
    assert GONE in done(home, "shell", "-c", SHOW)
    # With the keys and their backup, everybody else's data opens.
    assert "all of them open" in done(home, "drill", folder, "--keys", safe)
