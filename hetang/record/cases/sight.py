"""Who of many people sees which of many cases: the question of whoever tells people something about cases."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from hetang.commons.accounts.api import Account, Duties
from hetang.ground.lib import clock
from hetang.record.cases.access import seen_of
from hetang.record.cases.models import Case, CaseAccess
from hetang.record.cases.scope import branches


def seers(
    cases: Iterable[Case], asked: Mapping[int, Collection[int]], duties: Mapping[int, Duties]
) -> dict[int, set[int]]:
    """Case id → those of the accounts `asked` about it who see it for work now, not only through broken glass.

    `duties`: today's, of all of them. One query, for the grants of all cases.
    """
    found, now = list(cases), clock.now()
    grants: dict[int, list[CaseAccess]] = defaultdict(list)
    for grant in CaseAccess.objects.filter(case__in=[case.pk for case in found], until=None):
        grants[grant.case_id].append(grant)
    of = {who: [b for b in branches(who, held, now) if not b.glass] for who, held in duties.items()}
    return {
        case.pk: {
            who for who in asked.get(case.pk, ()) if any(b.covers(case, grants[case.pk]) for b in of.get(who, ()))
        }
        for case in found
    }


def seen_cases(user: Account, keys: Collection[int]) -> set[int]:
    """Those of these cases that `user` may see (settings.MESSAGE_SIGHT). One query; none without keys."""
    return set(seen_of(user, keys).values_list("pk", flat=True))
