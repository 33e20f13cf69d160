"""Giving out and taking many at once: each by the single verb, in a transaction of its own, with its own answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.flow.dispatch.limits import TO_GIVE
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused, WrongState
from hetang.record.cases.api import Case, get_case_for, lock

MOST = 50


@dataclass(frozen=True)
class Wish:
    """One case to be given to somebody; `seen` as in `assign_case`."""

    number: str
    to: Account
    unit: Unit
    seen: int | None = None


@dataclass(frozen=True)
class Report:
    """What came of each: numbers done, and (number, why not) of those that stay as they were."""

    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, Refused]] = field(default_factory=list)


def assign_many(wishes: Sequence[Wish], *, note: str = "", by: Account) -> Report:
    """Each wish as `assign_case` would do it alone, but only what waits to be given out. At most `MOST` at once.

    Taking a case from somebody who has it is a decision about this one case, made on its own page.
    """

    @transaction.atomic
    def give(wish: Wish, case: Case) -> object:
        case = lock(case, moving=True)
        if case.state not in TO_GIVE:
            raise WrongState(
                N_("现在是“%(state)s”，已不在等待分派。"),
                then=N_("要换人承办，请打开这件案件再分派。"),
                state=case.state_label,
            )
        return assign_case(case, to=wish.to, unit=wish.unit, note=note, seen=wish.seen, by=by)

    return _each({wish.number: lambda case, wish=wish: give(wish, case) for wish in wishes}, by)  # type: ignore[misc]


def accept_many(numbers: Sequence[str], *, by: Account) -> Report:
    """Each as `accept_case` would do it alone. At most `MOST` at once."""
    return _each({number: lambda case: accept_case(case, by=by) for number in numbers}, by)


def _each(acts: dict[str, Callable[[Case], object]], by: Account) -> Report:
    if not acts:
        raise Invalid(N_("还没有勾选案件。"), then=N_("请至少勾选一件。"))
    if len(acts) > MOST:
        raise Invalid(N_("一次最多办 %(most)s 件。"), then=N_("请分几次办。"), most=MOST)
    report = Report()
    for number, act in acts.items():
        try:
            act(get_case_for(by, number))
            report.done.append(number)
        except Refused as refused:
            report.refused.append((number, refused))
    return report
