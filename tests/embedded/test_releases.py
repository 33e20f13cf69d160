"""The data of every release so far, and of the one that would be tagged today, go on in the program as it is now."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.embedded.test_erased_stays import house
from tooling.release import kept, snapshot
from tooling.setup.shell import SetupFailed

pytestmark = pytest.mark.faults
TODAY = "today"


@pytest.fixture(params=[*(path.name for path in kept()), TODAY])
def release(request: pytest.FixtureRequest, home: Path) -> Iterator[Path]:
    """Its backup and keys."""
    if request.param == TODAY:
        snapshot(home.parent / "release")
        yield home.parent / "release"
    else:
        yield next(path for path in kept() if path.name == request.param)


def done(home: Path, *words: str) -> str:
    result: subprocess.CompletedProcess[str] = house(home, *words)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_a_releases_data_go_on(release: Path, home: Path) -> None:
    said = done(home, "restore", str(release / "backup"), "--keys", str(release / "keys"), "--nobody-erased")
    rows = {table: int(n) for table, n in re.findall(r"(\w+): (\d+) = \d+", said)}
    assert rows["cases_case"] > 12
    assert rows["journal_event"] > rows["cases_case"]
    assert "all of them open" in said
    done(home, "migrate", "--check")
    done(home, "roles")
    done(home, "verify-journal", "--quiet")
    # What is folded from the journal is the same when it is folded anew by today's program.
    done(home, "rebuild", "figures")


def test_a_release_that_was_kept_is_never_written_over(tmp_path: Path) -> None:
    with pytest.raises(SetupFailed):
        snapshot(tmp_path)
    assert list(tmp_path.iterdir()) == []
