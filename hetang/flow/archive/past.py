"""Matters that were finished elsewhere before this house stood: kept as archived, each with its class and its last day."""

from collections.abc import Sequence
from functools import cache

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.flow.archive.models import CaseFile
from hetang.flow.archive.rules import class_for, keep_until
from hetang.ground.lib import clock
from hetang.ground.lib.inserting import Bulk
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import Case


def file_past(found: Sequence[Case], *, by: Account) -> None:
    """A file for each of these past cases, inside the transaction that keeps them.

    Its items are elsewhere, so none is listed; its term counts from the day of the matter, not from today.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a file is made inside the transaction of its case")
    pack, now = rulepacks.pack("retention"), clock.now()
    years = {entry["key"]: entry.get("years") for entry in pack.body["entries"]}
    keys = [class_for(pack.body["rules"], kind=c.kind, category=c.category, outcome="") for c in found]
    # Thousands at a time, of a few days.
    day_of = {at: clock.local_day(at) for at in {case.registered_at for case in found}}
    days = [day_of[case.registered_at] for case in found]
    _bulk().copy(
        case_id=[case.pk for case in found],
        items=[[]] * len(found),
        pack_version=[cases.rules_of(case, "archive_items").version for case in found],
        at=[now] * len(found),
        by_id=[by.pk] * len(found),
        retention=keys,
        retention_version=[pack.version] * len(found),
        keep_until=[keep_until(day, years[key]) for day, key in zip(days, keys, strict=True)],
    )


@cache
def _bulk() -> Bulk:
    return Bulk(CaseFile)
