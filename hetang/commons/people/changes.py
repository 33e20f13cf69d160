"""What was changed in the house itself, out of the journal: accounts, duties, units, rosters, rules, announcements.

Cases are not among it: an auditor sees none.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, account_names, duties_of, reached_by
from hetang.commons.people.rules import AUDIT_ROLE
from hetang.ground.journal.api import Audited, Event
from hetang.ground.lib.labels import Label


@dataclass(frozen=True)
class Change:
    """One event in words."""

    event: Event
    who: Label
    verb: Label
    title: Label
    of: Label
    details: list[Label]


@cache
def audited() -> Mapping[str, Audited]:
    """The streams that an auditor reads, by kind, as their rooms word them."""
    return {kind: import_string(path) for kind, path in settings.AUDITED.items()}


def changes_in_reach(
    by: Account, *, kind: str = "", who: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[Event]:
    """The events in the auditor's streets, those of accounts in reach, and those that concern everybody.

    Sorted by moment they are found by kind: there are some thousand of these among millions of a street's cases.
    """
    known = audited()
    wanted = [kind] if kind in known else list(known)
    duties = [d for d in duties_of(by).held if d.role == AUDIT_ROLE]
    rows = Event.objects.filter(stream_kind__in=wanted)
    if not any(d.level == "district" for d in duties):
        everywhere = [k for k, each in known.items() if each.everywhere]
        own = Q(street__in={d.street for d in duties}) | Q(stream_kind__in=everywhere)
        # An account has no place: it is whose administrators reach it.
        accounts = Q(stream_kind="account", stream_key__in=reached_by(by, AUDIT_ROLE).values("pk"))
        rows = rows.filter(own | accounts)
    if who:
        rows = rows.filter(actor__in=Account.objects.filter(username__iexact=who).values("pk"))
    if since:
        rows = rows.filter(at__gte=_midnight(since))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    return rows


def in_words(events: Sequence[Event]) -> list[Change]:
    """Each event as its room words it. A query or two for each kind of stream on the page."""
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[event.stream_kind].append(event)
    who = account_names({event.actor for event in events if event.actor})
    names: dict[str, Mapping[int, Label]] = {}
    details: dict[int, list[Label]] = {}
    for kind, found in by_kind.items():
        each = audited()[kind]
        names[kind] = each.named({event.stream_key for event in found})
        details |= each.details(found)
    return [
        Change(
            event,
            who.get(event.actor or 0, ""),
            audited()[event.stream_kind].verbs.get(event.verb, event.verb),
            audited()[event.stream_kind].title,
            names[event.stream_kind].get(event.stream_key, ""),
            details.get(event.pk, []),
        )
        for event in events
    ]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
