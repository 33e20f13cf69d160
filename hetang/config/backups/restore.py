"""`hetang restore`: verify everything, prepare everything beside the old, then swap; a failure changes nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from hetang.config.backups import manifest as manifests
from hetang.config.backups.database import Swap, holds_tables, require_unused
from hetang.config.backups.erasures import erased_since, keep_lists
from hetang.config.backups.examining import Examined, examine
from hetang.config.backups.manifest import Manifest, damaged, digests_below, require_same
from hetang.config.backups.programs import find_programs
from hetang.config.backups.save import DUMP, FILES, KEYS, SECRET, STATE, STATE_FILES, digests_of_keys, server_major
from hetang.config.home import Home, cannot_write
from hetang.config.machine.locks import FileLock
from hetang.config.trouble import NOTHING_CHANGED, SetupError

INDEX_KEYS = f"{KEYS}/index-"


@dataclass(frozen=True)
class Wanted:
    """What to bring back and how. `keys` is the backup's folder of keys, None where the home has them already.

    `replace`: also in place of a database that has tables. `lists`: files of erased persons besides the home's own;
    `without_lists`: go on without any. `despite_faults`: also where the restored journal does not verify.
    """

    folder: Path
    keys: Path | None = None
    replace: bool = False
    lists: tuple[Path, ...] = ()
    without_lists: bool = False
    despite_faults: bool = False


@dataclass(frozen=True)
class Restored:
    """`kept`: the name of the former database, empty where it had no tables."""

    kept: str
    manifest: Manifest
    examined: Examined


def restore(home: Home, wanted: Wanted) -> Restored:
    """Bring back a backup, looked through and with everybody erased who was erased since.

    Raises SetupError: the manifest does not match, the backup is newer than this program, the database is not empty
    and `replace` is not given, somebody is connected, the keys do not belong to it, rows are missing, nobody can say
    who was erased since, the journal does not verify. Then nothing was changed.
    """
    manifest = manifests.read(wanted.folder)
    require_keys(home, wanted.folder, manifest, wanted.keys)
    require_understood(wanted.folder, manifest)
    with _nobody_up(home):
        had_tables = holds_tables()
        if had_tables and not wanted.replace:
            raise _not_empty()
        require_unused()
        erased = erased_since(had_tables, manifest, wanted.lists, without=wanted.without_lists)
        swap = Swap(datetime.now(UTC).strftime("%Y%m%d_%H%M%S"))
        swap.fill(find_programs(server_major()), wanted.folder / DUMP)
        try:
            found = examine(swap, wanted.folder, manifest, wanted.keys / KEYS if wanted.keys else None, erased)
            if found.faults and not wanted.despite_faults:
                raise _broken_journal(wanted.folder, found.faults)
            _swap_all(home, wanted.folder, wanted.keys, swap)
        except BaseException:
            swap.drop(swap.fresh)
            raise
    keep_lists(erased)
    if not had_tables:
        swap.drop(swap.previous)
    return Restored(swap.previous if had_tables else "", manifest, found)


def _swap_all(home: Home, folder: Path, keys_folder: Path | None, swap: Swap) -> None:
    """Copies first, then the database's names, then folders' names, which can be taken back one by one."""
    suffix = swap.previous.removeprefix(swap.name).replace("_", "-")
    moves = list(_prepare(home, folder, keys_folder))
    done: list[tuple[Path, Path]] = []
    swap.swap()
    try:
        for target, fresh in moves:
            if target.exists():
                kept = target.with_name(target.name + suffix)
                target.rename(kept)
                done.append((kept, target))
            if fresh.exists():
                fresh.rename(target)
                done.append((target, fresh))
    except OSError as refused:
        for now, before in reversed(done):
            now.rename(before)
        swap.undo()
        raise cannot_write(home.path, refused) from refused


def _prepare(home: Home, folder: Path, keys_folder: Path | None) -> Iterator[tuple[Path, Path]]:
    """(final place, copy beside it) of all that will be replaced; the copy is absent where the backup had none."""
    pairs = [(home.files, folder / FILES), *((home.path / name, folder / STATE / name) for name in STATE_FILES)]
    if keys_folder:
        pairs += [(home.keys, keys_folder / KEYS), (home.secret_key, keys_folder / SECRET)]
    for target, source in pairs:
        fresh = target.with_name(target.name + ".restoring")
        try:
            _remove(fresh)
            if source.is_dir():
                shutil.copytree(source, fresh)
            elif source.exists():
                shutil.copy2(source, fresh)
        except OSError as refused:
            raise cannot_write(fresh, refused) from refused
        yield target, fresh


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def require_keys(home: Home, folder: Path, manifest: Manifest, keys_folder: Path | None) -> None:
    """The keys given, or without any the home folder's own, must be those the backup was made with."""
    if keys_folder:
        manifests.require_seal(keys_folder, folder)
        require_same(keys_folder, manifest.keys, digests_below(keys_folder))
        return
    here = digests_of_keys(home)
    # A change of the master wraps an index key anew in its file: the same key under the same name.
    missing = [
        name
        for name, value in manifest.keys.items()
        if name != SECRET and (name not in here if name.startswith(INDEX_KEYS) else here.get(name) != value)
    ]
    if missing:
        raise SetupError(
            ("本机没有这份备份的密钥。", "The keys of this backup are not here."),
            NOTHING_CHANGED,
            (
                "没有密钥，备份中的个人信息无法读取。请用 --keys 指定密钥目录。",
                "Without them personal data in it cannot be read. Name their folder with --keys.",
            ),
        )


def require_understood(folder: Path, manifest: Manifest) -> None:
    """Not made by a newer server or a newer Hetang."""
    if manifest.server_major > server_major():
        reason = f"PostgreSQL {manifest.server_major} > {server_major()}"
        raise damaged(folder, (f"它来自更新的数据库版本（{reason}）", f"it comes from a newer server ({reason})"))
    known = MigrationLoader(connection).disk_migrations or {}
    ahead = [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]
    if ahead:
        reason = ", ".join(ahead[:3])
        raise damaged(folder, (f"它来自更新的和塘版本（{reason}）", f"it comes from a newer Hetang ({reason})"))


@contextmanager
def _nobody_up(home: Home) -> Iterator[None]:
    """Holds the lock of `hetang up`, so that none runs now and none starts meanwhile."""
    # A restore may be the first thing that ever happens here, with the database elsewhere.
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(home.up_lock) as lock:
        if not lock.try_acquire():
            raise SetupError(
                ("和塘正在运行。", f"Hetang is running ({lock.read_note()})."),
                NOTHING_CHANGED,
                ("请先停止它，再恢复。", "Stop it first, then restore."),
            )
        lock.note("hetang restore")
        yield


def _not_empty() -> SetupError:
    return SetupError(
        ("数据库不是空的。", "The database is not empty."),
        NOTHING_CHANGED,
        (
            "确定要替换时请加 --replace；原数据库会改名保留。",
            "Add --replace to put the backup in its place; the present database is kept under another name.",
        ),
    )


def _broken_journal(folder: Path, faults: list[str]) -> SetupError:
    listed = "; ".join(faults[:3])
    return SetupError(
        (
            f"备份 {folder} 里的日志核验不通过：{listed}。",
            f"The journal in the backup {folder} does not verify: {listed}.",
        ),
        NOTHING_CHANGED,
        (
            "请先换用更早的备份；确实只有这一份时，加 --despite-faults。",
            "Try an older backup first; where this is the only one, add --despite-faults.",
        ),
    )
