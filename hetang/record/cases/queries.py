"""Reads for the case page and the lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import find_numbers, normalise_phone
from hetang.ground.lib import crypto
from hetang.ground.lib.lifecycle import Move
from hetang.record.cases import access
from hetang.record.cases.capacity import FULL
from hetang.record.cases.kinds import table_of
from hetang.record.cases.models import Case, CaseClock, ClockExtension, Party, TextReference
from hetang.record.cases.writing import facts_for


@dataclass(frozen=True)
class Offer:
    """A verb this person may do now; `missing` says what is still needed (message ids)."""

    move: Move
    missing: list[str]


# Offered on pages of their own: what they need is not asked for the case page.
ELSEWHERE = frozenset({"join", "mediate"})


def offers_for(user: Account, case: Case, *, elsewhere: bool = False) -> list[Offer]:
    """The verbs open to `user` from the case's state, in the table's order; with `elsewhere` those of other pages."""
    table = table_of(case.kind)
    here = (m for m in table.from_state(case.state) if elsewhere or m.verb not in ELSEWHERE)
    moves = [m for m in here if access.may(user, m, case)]
    return [Offer(m, table.missing(m, facts_for(case, m))) for m in moves]


def parties_of(case: Case) -> list[Party]:
    """The people of a case with their persons, applicants first.

    What rooms above know of each of them comes in the same query (settings.PARTY_COLUMNS: name → expression).
    """
    rank = {role: i for i, role in enumerate(Party.Role.values)}
    more = {name: import_string(path)() for name, path in settings.PARTY_COLUMNS.items()}
    rows = case.parties.select_related("person").annotate(**more).order_by("id")
    return sorted(rows, key=lambda p: rank[p.role])


def without_guardian(parties: Iterable[Party], on: date) -> list[Party]:
    """The parties in their own right who lack full capacity on a day and have no guardian with full capacity in the case.

    民法典 §19–23: they act through their legal representative, whatever they themselves would sign. Whether a guardian
    may act is asked on that day as well: what was believed when they were added may have been put right since.
    """
    found = list(parties)
    guarded = {p.of_id for p in found if p.role == Party.Role.GUARDIAN and p.capacity_on(on) == FULL}
    return [p for p in found if p.of_id is None and p.capacity_on(on) != FULL and p.pk not in guarded]


def without_officer(parties: Iterable[Party]) -> list[Party]:
    """The organisations for which nobody acts in the case."""
    found = list(parties)
    acting = {p.of_id for p in found if p.role == Party.Role.REPRESENTATIVE}
    return [p for p in found if p.of_id is None and p.kind == Party.Kind.ORGANISATION and p.pk not in acting]


def has_no_waiting_members(case: Case) -> bool:
    """Every member of the case's cluster was answered."""
    return not case.members or not Case.objects.filter(part_of=case, state="joined").exists()


def is_lead_done(case: Case) -> bool:
    """The lead of the case's cluster is closed."""
    return case.part_of is not None and case.part_of.state in {"closed", "archived"}


def cases_mentioning(number: str, *, among: QuerySet[Case] | None = None) -> list[int]:
    """Ids of cases in whose texts this telephone, identity or card number stands; at most 200 (of those `among` which
    is asked), newest first."""
    found = find_numbers(number)
    digits = [(n.kind, n.value) for n in found] or [("phone", normalise_phone(number) or "")]
    indexes = [index for kind, value in digits if value for index in crypto.blind_indexes(value, kind)]
    if not indexes:
        return []
    rows = TextReference.objects.filter(index__in=indexes).order_by("-case_id")
    if among is not None:
        rows = rows.filter(case__in=among)
    return list(rows.values_list("case_id", flat=True).distinct()[:200])


def running_clocks(case: Case) -> QuerySet[CaseClock]:
    """The deadlines that run now, nearest first."""
    return CaseClock.objects.filter(case=case, stopped_at=None).order_by("due_at")


def shown_clocks(case: Case) -> list[CaseClock]:
    """The running clocks for a page; `is_asked` tells that a request for more time waits. One query."""
    waits = ClockExtension.objects.filter(clock=OuterRef("pk"), granted=None)
    return list(running_clocks(case).annotate(is_asked=Exists(waits)))


def provisional_clocks() -> int:
    """How many running deadlines lean on a year whose holidays are not loaded."""
    return CaseClock.objects.filter(is_provisional=True, stopped_at=None).count()


def has_open_cases(unit: int) -> bool:
    """Whether the unit has a case in hand."""
    return Case.objects.filter(unit=unit, is_open=True).exists()


def load_of(account: str) -> Coalesce:
    """How many open cases the account named by this outer column has in hand, as a column of another query."""
    rows = Case.objects.filter(assignee=OuterRef(account), is_open=True).exclude(state="resolved").order_by()
    return Coalesce(Subquery(rows.values("assignee").annotate(n=Count("*")).values("n")), 0)


def open_load(accounts: set[int]) -> dict[int, int]:
    """How many open cases each account has in hand. Counts entries of `cases_in_hand`, so it names no other column."""
    rows = Case.objects.filter(assignee_id__in=accounts, is_open=True).exclude(state="resolved")
    return dict(rows.values_list("assignee_id").annotate(n=Count("*")).values_list("assignee_id", "n"))
