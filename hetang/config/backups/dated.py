"""Many backups below one folder, each named by its moment (UTC): `20261123T020000Z`."""

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from hetang.config.backups.manifest import NAME
from hetang.config.trouble import NOTHING_CHANGED, SetupError

_STAMP = re.compile(r"\d{8}T\d{6}Z")


def new_stamp() -> str:
    """The name of a backup that begins now."""
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def finished(root: Path) -> list[Path]:
    """The backups below `root` that have a manifest, oldest first."""
    found = sorted(root.iterdir()) if root.is_dir() else []
    return [path for path in found if _STAMP.fullmatch(path.name) and (path / NAME).exists()]


def newest(folder: Path, keys: Path | None) -> tuple[Path, Path | None]:
    """`folder` itself where it is a backup, otherwise the newest below it, with its keys. Raises SetupError."""
    if (folder / NAME).exists():
        return folder, keys
    found = finished(folder)
    if not found:
        raise SetupError(
            (f"{folder} 里没有备份。", f"There is no backup in {folder}."),
            NOTHING_CHANGED,
            ("请先运行 hetang backup。", "Run `hetang backup` first."),
        )
    return found[-1], keys / found[-1].name if keys else None


def thin(root: Path, keys: Path | None, keep: int) -> list[str]:
    """Remove all but the `keep` newest backups, each with its keys; the names of those that went."""
    gone = finished(root)[:-keep] if keep > 0 else []
    for old in gone:
        # The manifest first: what is left of a removal that was cut short is no backup.
        (old / NAME).unlink()
        shutil.rmtree(old)
        if keys and (keys / old.name).is_dir():
            shutil.rmtree(keys / old.name)
    return [old.name for old in gone]
