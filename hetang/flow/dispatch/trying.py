"""What the rules would have done with the cases of the last month, compared with what happened."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import OuterRef, Subquery

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch.models import Assignment, RoutingRule
from hetang.flow.dispatch.routing import Rule, first_match
from hetang.flow.dispatch.suggesting import matter_of, plain_rule
from hetang.ground.lib import clock
from hetang.record.cases.api import visible_to

DAYS = 30
# More than a street takes in a month; newest first.
MOST = 5000
SHOWN = 50


@dataclass(frozen=True)
class Taken:
    """One rule over a time: how many it would have taken, and how many of them went elsewhere in fact."""

    rule: Rule
    taken: int
    elsewhere: int


@dataclass(frozen=True)
class Differing:
    """A case that went elsewhere than the rule says (unit ids)."""

    number: str
    rule: Rule
    went: int


@dataclass(frozen=True)
class Past:
    """The result: rules in their order, cases that no rule takes, and the newest that would have gone elsewhere."""

    days: int
    cases: int
    capped: bool
    rules: list[Taken]
    nobodys: int
    undecided: int
    differing: list[Differing]


def over_last_month(street: str, user: Account) -> Past:
    """Every case of the street registered in the last `DAYS` days that `user` sees, by today's rules. Three queries.

    Rules are taken as if they had held all the time: what is asked is what they would do.
    """
    rows = RoutingRule.objects.filter(street=street).exclude(until__lt=clock.today()).order_by("position")
    rules = [_always(plain_rule(row)) for row in rows]
    since = clock.now() - timedelta(days=DAYS)
    first = Assignment.objects.filter(case=OuterRef("pk")).order_by("id").values("unit")[:1]
    seen = visible_to(user).filter(street=street, registered_at__gte=since)
    columns = ("pk", "number", "kind", "category", "community", "unit_id", "registered_at")
    texts = any(rule.words for rule in rules)
    found = seen.annotate(went=Subquery(first)).only(*columns, *(("summary",) if texts else ()))
    taken, elsewhere, differing = Counter[int](), Counter[int](), list[Differing]()
    number = nobodys = undecided = 0
    for case in found.order_by("-id")[:MOST]:
        number += 1
        rule = first_match(rules, matter_of(case, case.summary if texts else ""))
        if rule is None:
            nobodys += 1
            continue
        taken[rule.key] += 1
        if case.went is None:
            undecided += 1
        elif case.went != rule.to_unit:
            elsewhere[rule.key] += 1
            if len(differing) < SHOWN:
                differing.append(Differing(case.number, rule, case.went))
    listed = [Taken(rule, taken[rule.key], elsewhere[rule.key]) for rule in rules]
    return Past(DAYS, number, number == MOST, listed, nobodys, undecided, differing)


def _always(rule: Rule) -> Rule:
    values = {**vars(rule), "since": rule.since.min, "until": None}
    return Rule(**values)
