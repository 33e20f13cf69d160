"""Reading obligations and follow-ups."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hetang.record.cases.api import FOLLOWED_UP, Case
from hetang.record.followup.models import FollowUp, Obligation

SETTLED = ("performed", "breached")


def obligations_of(case: Case) -> QuerySet[Obligation]:
    """The promises of a case, nearest first."""
    rows = Obligation.objects.filter(case=case).select_related("debtor__person", "creditor__person")
    return rows.order_by("due_on", "id")


def are_obligations_settled(case: Case) -> bool:
    """No promise is still open: each was kept, or its breach is on record. True without promises."""
    return not Obligation.objects.filter(case=case).exclude(state__in=SETTLED).exists()


def follow_ups_since_resolution(case: Case) -> QuerySet[FollowUp]:
    """Follow-ups that reached somebody after the matter was (last) reported done, newest first."""
    rows = FollowUp.objects.filter(case=case).exclude(solved="unreached")
    return rows.filter(at__gte=case.resolved_at).order_by("-at") if case.resolved_at else rows.none()


def is_followed_up(case: Case) -> bool:
    """Somebody was reached after the matter was reported done."""
    return follow_ups_since_resolution(case).exists()


def is_not_contested(case: Case) -> bool:
    """Nobody's last word is that nothing is solved; another party's content does not wash it out."""
    said: dict[int, str] = {}
    for party, solved in follow_ups_since_resolution(case).order_by("at", "id").values_list("party_id", "solved"):
        said[party] = solved
    return bool(said) and "no" not in said.values()


def awaiting_follow_up(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of `cases`, those reported done that nobody has been reached about yet."""
    return cases.filter(state="resolved", kind__in=FOLLOWED_UP).exclude(_reached())


def awaiting_closure(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of `cases`, those reported done about which somebody was reached since, or nobody has to be."""
    return cases.filter(_reached() | ~Q(kind__in=FOLLOWED_UP), state="resolved")


def _reached() -> Exists:
    found = FollowUp.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("resolved_at"))
    return Exists(found.exclude(solved="unreached"))
