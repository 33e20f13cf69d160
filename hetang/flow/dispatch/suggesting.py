"""Who could take a case, whom to ask first, and why: routing rules, who is on duty, nearness, who has least in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from hetang.commons.accounts.api import Account, Duty, duties_of, present_holders
from hetang.commons.alliance.api import duty_at
from hetang.commons.places.api import Unit, units_of
from hetang.flow.dispatch.limits import INTEREST
from hetang.flow.dispatch.models import Assignment, RoutingRule
from hetang.flow.dispatch.routing import Matter, Rule, first_match
from hetang.ground.lib import clock
from hetang.ground.lib.kept import Kept
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import ARBITERS, Case, load_of, once

ROUTED, NEAR, ON_DUTY = N_("派单规则"), N_("就近"), N_("正在值班")


@dataclass(frozen=True)
class Why:
    """Why somebody is offered first: a message id, or the `name` of the routing rule that says so."""

    text: str = ""
    name: str = ""


@dataclass(frozen=True)
class Candidate:
    """A mediator who could take the case, in which unit, with how many open cases in hand, and why they are offered."""

    account: Account
    unit: Unit
    load: int
    is_near: bool
    reasons: tuple[Why, ...] = ()

    @property
    def key(self) -> str:
        """The form's value."""
        return f"{self.unit.pk}:{self.account.pk}"


_units: Kept[set[int]] = Kept()


def candidates_for(case: Case, *, by: Account | None = None) -> list[Candidate]:
    """The street's mediators to whom `by` may give the case, best first."""
    return suggestions([case], by=by)[case.pk]


def suggestions(cases: Sequence[Case], *, by: Account | None = None) -> dict[int, list[Candidate]]:
    """For each case those who may take it, best first; as many queries for fifty cases as for one.

    First whom a routing rule names, then its unit, then who is on duty, then the near (own station, the case's
    community), then by load. Never who stepped aside from the case, who is away or has left; nor, unless `by` is an arbiter
    themselves, another unit than the one that an arbiter named.
    """
    if not cases:
        return {}
    streets = {case.street for case in cases}
    rows = _mediators(streets)
    on_duty = duty_at({d.unit_id for d, _ in rows}, "mediator")
    rules = {street: kept_rules(street) for street in streets}
    texts = _texts(cases) if any(rule.words for each in rules.values() for rule in each) else {}
    handed = _assignments(cases)
    found: dict[int, list[Candidate]] = {}
    for case in cases:
        taken = first_match(rules[case.street], matter_of(case, texts.get(case.pk, "")))
        before = handed.get(case.pk, ())
        recused = {a.to_id for a in before if a.return_reason == INTEREST}
        ruled = None if _arbitrates(by, case) else unit_ruled(before)
        ranked = [
            _ranked(case, d, taken, d.account_id in on_duty.get(d.unit_id, ()), load)
            for d, load in rows
            if d.unit.place.street == case.street and d.account_id not in recused and ruled in {None, d.unit_id}
        ]
        found[case.pk] = [candidate for _, candidate in sorted(ranked, key=lambda pair: pair[0])]
    return found


def unit_ruled(before: Sequence[Assignment]) -> int | None:
    """The unit that an arbiter made responsible for good, by the hand-overs of a case, oldest first."""
    return next((a.unit_id for a in reversed(before) if a.is_final), None)


def _arbitrates(by: Account | None, case: Case) -> bool:
    """Whether `by`, who sees the case, decides for good in its street. No query of its own for a list."""
    return by is not None and any(d.role in ARBITERS and d.covers(case) for d in duties_of(by).casework)


def _mediators(streets: Iterable[str]) -> list[tuple[Duty, int]]:
    """The mediators of these streets who are there today, with how many open cases each has in hand. One query."""
    units = {pk for street in streets for pk in _units_in(street)}
    duties = present_holders("mediator", units).select_related("unit__place").annotate(load=load_of("account"))
    return [(duty, duty.load) for duty in duties]


def _units_in(street: str) -> set[int]:
    return _units.get(street, lambda: {u.pk for u in units_of(street)})


def _ranked(
    case: Case, duty: Duty, rule: Rule | None, on_duty: bool, load: int
) -> tuple[tuple[object, ...], Candidate]:
    routed = rule is not None and rule.to_unit == duty.unit_id
    named = routed and rule is not None and rule.to_account == duty.account_id
    near = duty.unit_id == case.unit_id or bool(case.community and duty.place.code.startswith(case.community))
    shows = rule is not None and (named or (routed and rule.to_account is None))
    reasons = [Why(name=rule.name)] if shows and rule is not None else []
    reasons += [Why(ON_DUTY)] if on_duty else []
    reasons += [Why(NEAR)] if near else []
    order = (not named, not routed, not on_duty, not near, load, duty.unit.code, duty.account_id)
    return order, Candidate(duty.account, duty.unit, load, near, tuple(reasons))


def matter_of(case: Case, summary: str) -> Matter:
    """The case as rules see it: as it was registered, given out today. `summary` "": no rule asks for words."""
    at = timezone.localtime(case.registered_at)
    return Matter(case.kind, case.category, case.community, case.unit_id, at, summary, clock.today())


def _texts(cases: Sequence[Case]) -> dict[int, str]:
    """The texts: a page has read its case's, a list leaves them out. At most one query."""
    known = {case.pk: case.summary for case in cases if "summary" not in case.get_deferred_fields()}
    others = [case.pk for case in cases if case.pk not in known]
    return known | dict(Case.objects.filter(pk__in=others).values_list("pk", "summary")) if others else known


def assignments_of(case: Case) -> list[Assignment]:
    """Every hand-over of the case, oldest first."""
    return list(case.assignments.order_by("id"))


def _assignments(cases: Sequence[Case]) -> dict[int, list[Assignment]]:
    if len(cases) == 1:
        return {cases[0].pk: once(cases[0], assignments_of)}
    found: dict[int, list[Assignment]] = {}
    for row in Assignment.objects.filter(case__in=[case.pk for case in cases]).order_by("id"):
        found.setdefault(row.case_id, []).append(row)
    return found


_rules: Kept[list[Rule]] = Kept()


def kept_rules(street: str) -> list[Rule]:
    """The street's rules for suggestions, as this process keeps them: a change is seen half a minute later elsewhere."""
    return _rules.get(street, lambda: rules_of({street}).get(street, []))


def forget_rules() -> None:
    """Drop what this process keeps; called when a rule changes."""
    _rules.forget()


def rules_of(streets: Iterable[str]) -> dict[str, list[Rule]]:
    """The rules of these streets that hold today or will, in their order. One query."""
    found: dict[str, list[Rule]] = {}
    rows = RoutingRule.objects.filter(street__in=set(streets)).exclude(until__lt=clock.today())
    for row in rows.order_by("position"):
        found.setdefault(row.street, []).append(plain_rule(row))
    return found


def plain_rule(row: RoutingRule) -> Rule:
    """A row as the plain rules know it."""
    return Rule(
        key=row.pk,
        name=row.name,
        to_unit=row.to_unit_id,
        to_account=row.to_account_id,
        kinds=frozenset(row.kinds),
        categories=frozenset(row.categories),
        communities=frozenset(row.communities),
        units=frozenset(row.units),
        weekdays=frozenset(row.weekdays),
        starts=row.starts,
        ends=row.ends,
        words=tuple(row.words),
        since=row.since,
        until=row.until,
    )
