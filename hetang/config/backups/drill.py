"""`hetang drill`: a backup that was never restored is a hope. Restored beside the live database, looked through, dropped."""

import time
from datetime import UTC, datetime
from pathlib import Path

from hetang.config.backups import manifest as manifests
from hetang.config.backups.database import Swap
from hetang.config.backups.examining import Examined, examine
from hetang.config.backups.noting import DRILL, Noted, note, now
from hetang.config.backups.programs import find_programs
from hetang.config.backups.restore import require_keys, require_understood
from hetang.config.backups.save import DUMP, KEYS, server_major
from hetang.config.home import Home
from hetang.config.trouble import NOTHING_CHANGED, SetupError


def drill(home: Home, folder: Path, keys: Path | None) -> Examined:
    """Restore `folder` into a database of its own, look through it, drop it; how it ended is noted. Raises SetupError.

    Nobody is disturbed: the live database is only asked for its encoding. `keys` as for a restore.
    """
    begun = time.monotonic()
    try:
        found = _try(home, folder, keys)
        if found.faults:
            raise _faulty(folder, found.faults)
    except SetupError as failed:
        note(home, DRILL, Noted(now(), False, str(folder), time.monotonic() - begun, reason=failed.text()))
        raise
    note(home, DRILL, Noted(now(), True, str(folder), time.monotonic() - begun, facts=found.facts()))
    return found


def _try(home: Home, folder: Path, keys: Path | None) -> Examined:
    manifest = manifests.read(folder)
    require_keys(home, folder, manifest, keys)
    require_understood(folder, manifest)
    swap = Swap(datetime.now(UTC).strftime("%Y%m%d_%H%M%S"), "drill")
    swap.fill(find_programs(server_major()), folder / DUMP)
    try:
        return examine(swap, folder, manifest, keys / KEYS if keys else None)
    finally:
        swap.drop(swap.fresh)


def _faulty(folder: Path, faults: list[str]) -> SetupError:
    listed = "; ".join(faults[:3])
    return SetupError(
        (f"备份 {folder} 里的日志核验不通过：{listed}。", f"The journal in {folder} does not verify: {listed}."),
        NOTHING_CHANGED,
        ("请用 hetang verify-journal 核验现在的日志。", "Verify the live journal: hetang verify-journal."),
    )
