"""The practice home: marked as such while it was empty, and nothing without that mark is ever thrown away.

It has its own database, keys, files and journal, so nothing that is done there is counted, backed up or told anywhere
else. Throwing it away is removing the folder's content.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from hetang.config.home import Home, write_private
from hetang.config.loading.accounts import main_logins
from hetang.config.machine.locks import FileLock
from hetang.config.trouble import NOTHING_CHANGED, SetupError

MARK, AGAIN, LOGINS = "practice", "practice.again", "practice.json"
# What a practice place takes over from the installation beside it; addresses of databases and folders never.
PASSED_ON = ("HETANG_HOSTS", "HETANG_HTTPS", "HETANG_TRUSTED_PROXIES", "HETANG_LOG")


def prepare(home: Path) -> None:
    """Mark a new or empty folder. Raises SetupError for one that holds anything else."""
    if (home / MARK).exists():
        return
    if home.exists() and any(home.iterdir()):
        raise SetupError(
            (f"{home} 里已有别的数据，不能用来练习。", f"{home} holds other data and is not used for practice."),
            NOTHING_CHANGED,
            ("请指定一个新目录。", "Name a new folder."),
        )
    home.mkdir(parents=True, exist_ok=True)
    write_private(home / MARK, "thrown away at will")


def throw_away(home: Path) -> None:
    """Remove everything but the mark. Raises SetupError without a mark, or while the place is in use."""
    if not (home / MARK).exists():
        raise SetupError(
            (f"{home} 不是练习环境。", f"{home} is no practice place."),
            NOTHING_CHANGED,
            ("请核对目录。", "Check the folder."),
        )
    with FileLock(Home(home).up_lock) as lock:
        if not lock.try_acquire():
            raise SetupError(
                ("练习环境正在运行。", "The practice place is running."),
                NOTHING_CHANGED,
                ("请先停止它。", "Stop it first."),
            )
        for path in home.iterdir():
            if path.name == MARK or path == Home(home).up_lock:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def environment(home: Path, source: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Of the installation's own settings only how it is reached: no database, no backup, no list leads from there to here."""
    kept = {
        name: value
        for name, value in source.items()
        if (not name.startswith("HETANG_") and name != "DATABASE_URL") or name in PASSED_ON
    }
    return {**kept, "HETANG_HOME": str(home)}


def write_logins(home: Path, folder: Path) -> None:
    """What the sign-in page shows: the folder's main accounts, all invented, and their shared password."""
    logins, password = main_logins(folder)
    rows = [{"username": each.username, "name": each.name, "shows": each.shows} for each in logins]
    write_private(home / LOGINS, json.dumps({"password": password, "logins": rows}, ensure_ascii=False))
