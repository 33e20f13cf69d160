"""A whole folder, in the order in which its files build on one another."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction

from hetang.config.loading.accounts import load_accounts
from hetang.config.loading.alliance import load_alliance
from hetang.config.loading.dispatch import load_dispatch
from hetang.config.loading.knowledge import load_knowledge
from hetang.config.loading.packs import NATIONAL, load_packs
from hetang.config.loading.places import load_places
from hetang.config.loading.tally import Tally
from hetang.config.loading.units import load_units
from hetang.ground.journal import api as journal
from hetang.ground.lib.yamlrows import LoadError, Row, read
from hetang.ground.rulepacks.api import forget, versions
from hetang.record.cases.api import recompute_clocks

FILES: dict[str, Callable[[Row, Tally], None]] = {
    "places.yaml": load_places,
    "units.yaml": load_units,
    "alliance.yaml": load_alliance,
    "accounts.yaml": load_accounts,
    "knowledge.yaml": load_knowledge,
    "dispatch.yaml": load_dispatch,
}
# A street may begin without.
OPTIONAL = frozenset({"knowledge.yaml", "dispatch.yaml"})


def load_folder(folder: Path | None) -> Tally:
    """Load the national rule packs and, where given, a street's folder. All or nothing; raises `LoadError`.

    What is in the database and no longer in the files stays: people and units end by a day, not by a missing line.
    """
    if folder is not None and not folder.is_dir():
        raise LoadError(str(folder), "没有这个目录。", "there is no such folder.")
    tally, calendars = Tally(), _newest_calendar()
    try:
        with transaction.atomic():
            load_packs(NATIONAL, tally)
            if folder is not None:
                load_packs(folder / "rulepacks", tally)
                for name, load in FILES.items():
                    if name not in OPTIONAL or (folder / name).exists():
                        load(read(folder / name), tally)
            if not tally.is_quiet:
                # Who may do what and by which rules is history too: the journal says when it changed and how much.
                journal.append(kind="loading", key=1, verb="load", by=None, body=tally.done())
    finally:
        # Packs read inside a transaction that was undone must not be remembered.
        forget()
    if calendars and _newest_calendar() != calendars:
        recompute_clocks()
    return tally


def _newest_calendar() -> int:
    """The newest version of the holidays that is loaded; 0 before the first."""
    return max((pack.version for pack in versions("calendars")), default=0)
