"""Keeps the data of a release, for all later ones to prove that they can go on with them.

.venv/bin/python -m tooling.release snapshot      when a release is tagged; commit what it writes

A street of invented people, some cases in every state, its backup with the keys: `tests/upgrade/<version>/`.
`tests/embedded/test_releases.py` restores each of them with the program as it is then.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hetang import __version__
from tooling.house import ROOT
from tooling.setup.paths import PYTHON
from tooling.setup.shell import SetupFailed, run

KEPT = ROOT / "tests" / "upgrade"
STREET = ROOT / "demo" / "shangtang"
CASES = 64  # as few as a year takes


def snapshot(target: Path) -> None:
    """Write `backup/` and `keys/` into `target`, which must not be there. Raises SetupFailed."""
    if target.exists():
        raise SetupFailed(f"{target} 已存在：发布过的版本不再改写。")
    # The database runs as another user and must pass.
    place = Path(tempfile.mkdtemp(prefix="hetang-release-"))
    place.chmod(0o755)
    env = {"HETANG_HOME": str(place / "home"), "HETANG_DEMO": "1", "DATABASE_URL": ""}
    try:
        for words in (
            ["migrate", "--verbosity", "0"],
            ["load", STREET],
            ["demo", STREET, "--count", str(CASES)],
            ["backup", target / "backup", "--keys", target / "keys"],
        ):
            run([PYTHON if PYTHON.exists() else sys.executable, "-m", "hetang", *words], cwd=ROOT, env=env)
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def kept() -> list[Path]:
    """The folders of all releases so far, oldest first."""
    return sorted(KEPT.iterdir(), key=os.path.basename) if KEPT.is_dir() else []


def main(args: Sequence[str]) -> int:
    """Exit code 0 when it was written."""
    if list(args) != ["snapshot"]:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        snapshot(KEPT / __version__)
    except SetupFailed as failure:
        print(f"✗ {failure}", file=sys.stderr)
        return 1
    print(f"✓ {KEPT / __version__}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
