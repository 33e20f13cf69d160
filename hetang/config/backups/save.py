"""`hetang backup`: the database first, then the files, so that every file the database names is there."""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from hetang import __version__
from hetang.config.backups import manifest as manifests
from hetang.config.backups.counting import counts, snapshot
from hetang.config.backups.manifest import Manifest, digests_below, flush_below
from hetang.config.backups.programs import find_programs, run
from hetang.config.home import Home, cannot_write
from hetang.config.trouble import NOTHING_CHANGED, SetupError

DUMP = "database.dump"
FILES, STATE, KEYS = "files", "state", "keys"
SECRET = "secret.key"  # noqa: S105 - a file name
STATE_FILES = ("demo", "clock.json")


@dataclass(frozen=True)
class Saved:
    """What a backup holds."""

    files: int
    keys: int
    size_bytes: int
    digest: str
    rows: int = 0


def save(home: Home, folder: Path, keys_folder: Path | None) -> Saved:
    """Write a backup into an empty `folder`, and its keys into another. Raises SetupError; removes a failed attempt."""
    targets = [target for target in (folder, keys_folder) if target]
    _require_apart(folder, keys_folder)
    for target in targets:
        require_empty(target)
    programs = find_programs(server_major())
    try:
        for target in targets:
            target.mkdir(mode=0o700, parents=True, exist_ok=True)
        with snapshot() as name:
            run(programs, ["pg_dump", "--format=custom", f"--snapshot={name}", f"--file={folder / DUMP}"])
            counted = counts()
        run(programs, ["pg_restore", "--list", f"--file={folder / '.list'}", str(folder / DUMP)])
        (folder / ".list").unlink()
        _copy_home(home, folder)
        keys = digests_of_keys(home)
        if keys_folder:
            _copy_keys(home, keys_folder)
        return _seal(folder, keys_folder, keys, counted)
    except OSError as refused:
        _empty(targets)
        raise cannot_write(folder, refused) from refused
    except BaseException:
        _empty(targets)
        raise


def server_major() -> int:
    """18 for PostgreSQL 18.4."""
    connection.ensure_connection()
    return int(connection.connection.info.server_version) // 10000


def digests_of_keys(home: Home) -> manifests.Digests:
    """The key files of a home folder as a backup's manifest lists them."""
    found = {f"{KEYS}/{name}": value for name, value in digests_below(home.keys).items()}
    if home.secret_key.exists():
        found[SECRET] = manifests.digest_of(home.secret_key)
    return found


def require_empty(folder: Path) -> None:
    """SetupError when something already lies there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SetupError(
            (f"目录 {folder} 不是空的。", f"The folder {folder} is not empty."),
            NOTHING_CHANGED,
            ("请为每次备份指定一个新目录。", "Give each backup a folder of its own."),
        )


def _require_apart(folder: Path, keys_folder: Path | None) -> None:
    if keys_folder is None:
        return
    one, other = folder.resolve(), keys_folder.resolve()
    if one == other or one in other.parents or other in one.parents:
        raise SetupError(
            ("密钥不能放在备份目录里面。", "The keys must not lie inside the backup's folder."),
            NOTHING_CHANGED,
            ("请把密钥存到另一个磁盘或保险柜。", "Keep them on another disk, or in a safe."),
        )


def _copy_home(home: Home, folder: Path) -> None:
    if home.files.exists():
        # Files that are being written have no row yet; one that goes meanwhile was destroyed by law.
        drafts = shutil.ignore_patterns("*.part")
        shutil.copytree(home.files, folder / FILES, ignore=drafts, copy_function=_copy_if_there)
    for name in STATE_FILES:
        source = home.path / name
        if source.exists():
            (folder / STATE).mkdir(exist_ok=True)
            shutil.copy2(source, folder / STATE / name)


def _copy_if_there(source: str, target: str) -> None:
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _copy_keys(home: Home, keys_folder: Path) -> None:
    if home.keys.exists():
        shutil.copytree(home.keys, keys_folder / KEYS)
    if home.secret_key.exists():
        shutil.copy2(home.secret_key, keys_folder / SECRET)


def _seal(folder: Path, keys_folder: Path | None, keys: manifests.Digests, counted: dict[str, int]) -> Saved:
    files = digests_below(folder)
    flush_below(folder)
    applied = sorted(list(name) for name in MigrationRecorder(connection).applied_migrations())
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    written = Manifest(made_at, __version__, server_major(), applied, files, keys, counts=counted)
    digest = manifests.write(folder, written)
    if keys_folder:
        flush_below(keys_folder)
        manifests.write_seal(keys_folder, digest)
    size = sum((folder / name).stat().st_size for name in files)
    return Saved(len(files), len(keys), size, digest, sum(counted.values()))


def _empty(folders: list[Path]) -> None:
    """Take back what a failed attempt wrote; both folders were empty before."""
    for folder in folders:
        for entry in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)
