"""Limits of pages that anybody may use (pack `portal`): counted before anything is looked up, by one statement each.

A stranger who changes addresses meets the limit of the number that they ask about, one who changes numbers that of
their network, and one who changes both that of everybody together. Nobody is asked to solve a riddle.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from hetang.commons.people.models import Tally
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks

PACK, FIELD = "portal", "tally"
# A count that has reached its limit stands still: whoever goes on trying does not keep others out for longer.
_COUNT = """
    INSERT INTO people_tally AS t ("limit", subject, since, uses) VALUES (%s, %s, %s, 1)
    ON CONFLICT ("limit", subject) DO UPDATE SET
        uses = CASE WHEN t.since <= %s THEN 1 ELSE LEAST(t.uses + 1, %s) END,
        since = CASE WHEN t.since <= %s THEN excluded.since ELSE t.since END
    RETURNING uses
"""


class TooOften(Refused):
    """A limit is reached; nothing was looked up."""

    status = 429


@dataclass(frozen=True)
class Use:
    """One use to be counted under `limit` for `subject`: a number's digits, an address, or "" for everybody."""

    limit: str
    subject: str = ""


def count_uses(uses: Sequence[Use]) -> None:
    """Count these uses. Raises `TooOften` at the first that is one too many; those before it stay counted.

    Outside of a longer transaction: everybody's count is one row, and whoever holds it keeps all others waiting.
    """
    rules = {each["key"]: each for each in rulepacks.pack(PACK).body["limits"]}
    for use in uses:
        rule = rules[use.limit]
        if _counted(use, int(rule["most"]), timedelta(minutes=int(rule["minutes"]))) > int(rule["most"]):
            raise TooOften(
                N_("刚才试的次数太多，先停一停。"),
                safe=N_("您写的内容没有丢。"),
                then=N_("请过一会儿再试；急的话请直接打街道热线，电话里也能办。"),
            )


def _counted(use: Use, most: int, window: timedelta) -> int:
    now = _wall()
    subject = crypto.blind_index(network_of(use.subject), FIELD)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [use.limit, subject, now, now - window, most + 1, now - window])
        uses: int = cursor.fetchone()[0]
    return uses


def network_of(subject: str) -> str:
    """Of an IPv6 address the /64 that one household is given; anything else as it is."""
    if ":" not in subject:
        return subject
    return str(ipaddress.ip_network(f"{subject}/64", strict=False))


def delete_old_tallies() -> int:
    """Drop counts whose window is over for a day at least (settings.DAILY)."""
    longest = max(int(each["minutes"]) for each in rulepacks.pack(PACK).body["limits"])
    return Tally.objects.filter(since__lt=_wall() - timedelta(minutes=longest, days=1)).delete()[0]


def _wall() -> datetime:
    """Real time: the demonstration's clock, moved by a week, frees nobody of a limit."""
    return clock.now() - clock.demo_offset()
