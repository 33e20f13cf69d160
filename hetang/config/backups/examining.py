"""A restored database is looked through before anybody may use it: rows counted, tables brought up to date, the
erased erased again, the journal verified, the keys tried."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.module_loading import import_string
from psycopg import sql

from hetang.config.backups.counting import counts, differences
from hetang.config.backups.database import Swap
from hetang.config.backups.manifest import Manifest, damaged
from hetang.config.keys.tables import key_columns
from hetang.ground.journal import api as journal
from hetang.ground.lib import crypto

KEYS_TRIED = 200  # of each column, at random
FAULTS_SHOWN = 20


@dataclass
class Examined:
    """`counted` is empty where the backup was made before rows were counted; `erased` says what `erase_again` did."""

    counted: dict[str, int] = field(default_factory=dict)
    events: int = 0
    faults: list[str] = field(default_factory=list)
    keys_tried: int = 0
    erased: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(self.counted.values())

    def facts(self) -> dict[str, Any]:
        """For the report, without the single tables."""
        return {**asdict(self), "counted": len(self.counted), "rows": self.rows}


def examine(swap: Swap, folder: Path, manifest: Manifest, keys: Path | None, erased: Sequence[Any] = ()) -> Examined:
    """Look through `swap.fresh`. Raises SetupError where rows are missing or a key of the backup opens nothing.

    Faults of the journal are only told: they may be older than the backup. `keys` is a folder of master keys, the
    home's own where there is none given.
    """
    has_keys = keys is None or crypto.holds_masters(keys)
    with swap.inside(), crypto.held_keyring(keys) if keys and has_keys else nullcontext():
        found = Examined(counted=counts())
        wrong = differences(manifest.counts, found.counted) if manifest.counts else []
        if wrong:
            listed = "; ".join(wrong[:5])
            raise damaged(folder, (f"恢复后的行数不同：{listed}", f"not as many rows as were saved: {listed}"))
        call_command("migrate", interactive=False, verbosity=0)
        if settings.RULES:
            import_string(settings.RULES["bring"])()
        found.keys_tried = _try_keys(folder, has_keys=has_keys)
        if erased:
            found.erased = import_string(settings.RESTORING["repeat"])(erased)
        _verify(found)
    return found


def _verify(found: Examined) -> None:
    if "journal_event" not in found.counted:
        return

    def told(done: int, _all: int) -> None:
        found.events = done

    for fault in journal.verify(None, told):
        if len(found.faults) < FAULTS_SHOWN:
            found.faults.append(f"{fault.stream} #{fault.seq}: {journal.FAULTS[fault.what]} · {fault.what}")


def _try_keys(folder: Path, *, has_keys: bool) -> int:
    """Unwrap some keys of persons and texts: a backup that its keys do not open is found out today."""
    tried = 0
    for column in key_columns():
        text = "SELECT {0} FROM {1} WHERE octet_length({0}) > 0 ORDER BY random() LIMIT %s"
        with connection.cursor() as cursor:
            name, table = sql.Identifier(column.column), sql.Identifier(column.table)
            cursor.execute(sql.SQL(text).format(name, table), [KEYS_TRIED])
            wrapped = [bytes(key) for (key,) in cursor.fetchall()]
        try:
            if wrapped and not has_keys:
                raise crypto.KeyMissing("no master key was saved with it")
            for key in wrapped:
                crypto.try_key(key)
        except (crypto.KeyMissing, crypto.Unsealable) as closed:
            where = f"{column.table}.{column.column}"
            reason = (f"密钥打不开 {where}", f"its keys do not open {where} ({closed})")
            raise damaged(folder, reason) from closed
        tried += len(wrapped)
    return tried
