"""Reading obligations and follow-ups."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hetang.record.cases.api import FOLLOWED_UP, Case, Party, once
from hetang.record.followup.models import FollowUp, Obligation

SETTLED = ("performed", "breached")


def obligations_of(case: Case) -> QuerySet[Obligation]:
    """The promises of a case, nearest first."""
    rows = Obligation.objects.filter(case=case).select_related("debtor__person", "creditor__person")
    return rows.order_by("due_on", "id")


def promises_of(case: Case) -> list[Obligation]:
    """The same, read."""
    return list(obligations_of(case))


def are_obligations_settled(case: Case) -> bool:
    """No promise is still open: each was kept, or its breach is on record. True without promises."""
    return all(promise.state in SETTLED for promise in once(case, promises_of))


def is_followed_up(case: Case) -> bool:
    """Somebody was reached after the matter was reported done."""
    return bool(_since_resolution(case))


def is_not_contested(case: Case) -> bool:
    """Nobody's last word is that nothing is solved; another party's content does not wash it out."""
    said = {answer.party_id: answer.solved for answer in _since_resolution(case)}
    return bool(said) and "no" not in said.values()


def answers_of(case: Case) -> list[FollowUp]:
    """The follow-ups that reached somebody, oldest first."""
    return list(FollowUp.objects.filter(case=case).exclude(solved="unreached").order_by("at", "id"))


def _since_resolution(case: Case) -> list[FollowUp]:
    """Those after the matter was (last) reported done."""
    done_at = case.resolved_at
    return [answer for answer in once(case, answers_of) if done_at is not None and answer.at >= done_at]


def is_asked(case: Case) -> bool:
    """Whether the people of the case are asked now what they think."""
    return case.state == "resolved" and case.kind in FOLLOWED_UP


def has_rated(party: Party, case: Case) -> bool:
    """Whether this party told it by themself since the matter was (last) reported done."""
    return FollowUp.objects.filter(case=case, party=party, by=None, at__gte=case.resolved_at).exists()


def awaiting_follow_up(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of `cases`, those reported done that nobody has been reached about yet."""
    return cases.filter(state="resolved", kind__in=FOLLOWED_UP).exclude(_reached())


def awaiting_closure(cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of `cases`, those reported done about which somebody was reached since, or nobody has to be."""
    return cases.filter(_reached() | ~Q(kind__in=FOLLOWED_UP), state="resolved")


def _reached() -> Exists:
    found = FollowUp.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("resolved_at"))
    return Exists(found.exclude(solved="unreached"))
