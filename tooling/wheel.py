"""Builds the wheel, installs it into a fresh virtual environment far from the checkout, and asks it for help.

.venv/bin/python -m tooling.wheel [--keep FOLDER]    exit code 1 and the reason when something is missing
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tooling import source
from tooling.house import ROOT
from tooling.setup.paths import PYTHON, REQUIREMENTS, VENDOR
from tooling.setup.python import UV
from tooling.setup.shell import SetupFailed, environment, run

COMMANDS = (
    "up",
    "web",
    "worker",
    "migrate",
    "load",
    "verify-journal",
    "rebuild",
    "backup",
    "restore",
    "drill",
    "check",
)


def build(folder: Path) -> Path:
    """The wheel, built from a copy: setuptools leaves build folders behind and packs what it finds in them."""
    copy = folder / "source"
    made = [p.relative_to(ROOT) for p in (*VENDOR.rglob("*"), *(ROOT / "hetang/locale").rglob("*.mo")) if p.is_file()]
    for path in [*source.tracked(), *made]:
        target = copy / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / path).read_bytes())
    run(
        [UV, "build", "--wheel", "--quiet", "--no-build-isolation", "--python", PYTHON, "--out-dir", folder, copy],
        cwd=folder,
    )
    return next(folder.glob("*.whl"))


def missing(wheel: Path) -> list[str]:
    """What the pages need and the wheel lacks."""
    with zipfile.ZipFile(wheel) as packed:
        inside = set(packed.namelist())
    needed = {
        str(path)
        for path in source.tracked()
        if path.parts[0] == "hetang" and not source.is_test(path) and path.name != "max_migration.txt"
    }
    needed |= {str(path.relative_to(ROOT)) for path in VENDOR.rglob("*.*") if path.is_file() and path.suffix}
    needed |= {str(path.with_suffix(".mo").relative_to(ROOT)) for path in (ROOT / "hetang/locale").rglob("*.po")}
    needed = {name for name in needed if not Path(name).name.startswith(".") and not name.endswith("README.md")}
    faults = [f"not in the wheel: {name}" for name in sorted(needed - inside)]
    return faults + [f"should not be in the wheel: {name}" for name in sorted(inside) if "/tests/" in name]


def install_and_ask(wheel: Path, folder: Path) -> str:
    """What `hetang --help` says in an environment that knows nothing of the checkout."""
    place = folder / "venv"
    run([UV, "venv", "--quiet", "--python", PYTHON, place], cwd=folder)
    python = place / "bin" / "python"
    install: list[str | Path] = [UV, "pip", "install", "--quiet", "--python", python]
    run([*install, "--require-hashes", "-r", REQUIREMENTS / "embedded.txt"], cwd=folder)
    run([*install, "--no-deps", wheel], cwd=folder)
    run([UV, "pip", "check", "--quiet", "--python", python], cwd=folder)
    env = environment({"HETANG_HOME": str(folder / "home")})
    done = subprocess.run([place / "bin" / "hetang", "--help"], cwd=folder, env=env, capture_output=True, check=False)
    if done.returncode:
        raise SetupFailed(f"hetang --help: {done.returncode}\n{done.stderr.decode('utf-8', 'replace')[-2000:]}")
    return done.stdout.decode("utf-8")


def main(args: Sequence[str]) -> int:
    """Exit code 0 when the installed command knows its commands; with `--keep FOLDER` the wheel is left there."""
    keep = Path(args[1]).absolute() if len(args) == 2 and args[0] == "--keep" else None
    try:
        with tempfile.TemporaryDirectory(prefix="hetang-wheel-") as name:
            folder = Path(name)
            wheel = build(folder)
            faults = missing(wheel)
            said = install_and_ask(wheel, folder).split()
            faults += [f"hetang --help does not name {command}" for command in COMMANDS if command not in said]
            size = wheel.stat().st_size / 2**20
            if keep and not faults:
                keep.mkdir(parents=True, exist_ok=True)
                shutil.copy2(wheel, keep)
    except SetupFailed as failure:
        print(f"✗ {failure}")
        return 1
    print("\n".join([*faults, f"{wheel.name}: {size:.1f} MB, {len(faults)} faults"]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
