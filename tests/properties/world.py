"""One case among many people: everything anybody can try with it, and one sensible next step towards its end.

What somebody tries is drawn by numbers, so that Hypothesis can shrink it: who, which verb, and a seed for its details.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch.api import (
    Transfer,
    accept_case,
    appeal_case,
    ask_task,
    assign_case,
    candidates_for,
    chase_silent,
    climb,
    decide_task,
    decline_transfer,
    escalate_case,
    offer_transfer,
    recuse,
    refer_case,
    report_task,
    return_case,
    rule_case,
    send_case_down,
    take_transfer,
    withdraw_transfer,
)
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import api as cases
from hetang.record.cases.api import CASE, Case, Party
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup import api as followup
from hetang.record.followup.api import Promise
from hetang.services.mediation import api as mediation
from hetang.services.mediation.api import Mediation

T = TypeVar("T")


@dataclass
class World:
    """The case, everybody around it, and the time, which only moves ahead."""

    cast: Cast
    case: Case
    now: datetime

    def look(self) -> Case:
        """The case as it stands, and everybody's duties as a new request reads them."""
        self.cast.fresh()
        self.case = Case.objects.select_related("unit", "assignee").get(pk=self.case.pk)
        return self.case

    @property
    def mediation(self) -> Mediation | None:
        """The case's mediation, if there is one."""
        return mediation.mediation_of(self.case)

    def parties(self, *roles: str) -> list[Party]:
        """The people of the case, in these roles if any are named."""
        return [p for p in cases.parties_of(self.case) if not roles or p.role in roles]

    def promise(self, rng: Random) -> Promise:
        """Something one side owes the other, now or soon."""
        debtor, creditor = self.parties("respondent")[0], self.parties("applicant")[0]
        due = clock.today() + timedelta(days=rng.choice([0, 0, 3, 20]))
        if rng.random() < 0.3:
            return Promise(debtor=debtor, creditor=creditor, due_on=due, act="当面道歉")
        return Promise(debtor=debtor, creditor=creditor, due_on=due, amount_fen=rng.choice([1, 50_000, 1_234_567]))


Deed = Callable[[World, Account, Random], object]


class Absent(Exception):
    """What the verb is about does not exist (no mediation yet, no promise): nobody could have tried."""


def _there(found: T | None) -> T:
    if found is None:
        raise Absent
    return found


def _one(rng: Random, found: Sequence[T]) -> T:
    if not found:
        raise Absent
    return rng.choice(found)


def _assign(world: World, by: Account, rng: Random) -> object:
    to, unit = _somebody(world.cast, rng)
    return assign_case(world.case, to=to, unit=unit, by=by)


def _rule(world: World, by: Account, rng: Random) -> object:
    to, unit = _somebody(world.cast, rng)
    return rule_case(world.case, to=to, unit=unit, note=_words(rng), by=by)


def _offer(world: World, by: Account, rng: Random) -> object:
    to, unit = _somebody(world.cast, rng)
    return offer_transfer(world.case, to=to, unit=unit, text=_words(rng), by=by)


def _offered(world: World) -> Transfer:
    return _there(world.case.transfers.filter(state="offered").first())


def _ask_task(world: World, by: Account, rng: Random) -> object:
    kind, unit = rng.choice(["help", "call_in", "supervise"]), rng.choice([world.cast.other_station, world.cast.studio])
    return ask_task(world.case, kind=kind, unit=unit, text=_words(rng), by=by)


def _decide_task(world: World, by: Account, rng: Random) -> object:
    task, verb = _one(rng, list(world.case.tasks.all())), rng.choice(["redo_task", "finish_task", "withdraw_task"])
    return decide_task(task, verb=verb, text=_words(rng), by=by)


def _words(rng: Random) -> str:
    return rng.choice(["", "职责清单第 3 条", "职责清单第 3 条"])


def _somebody(cast: Cast, rng: Random) -> tuple[Account, Unit]:
    return rng.choice(
        [
            (cast.mediator, cast.station),
            (cast.second_mediator, cast.station),
            (cast.studio_mediator, cast.studio),
            (cast.colleague, cast.other_station),
            (cast.lead, cast.station),
            (cast.far_mediator, cast.far_station),
        ]
    )


def _attempt(world: World, by: Account, rng: Random) -> object:
    outcome = rng.choice([e["key"] for e in rulepacks.entries("outcomes")])
    party = rng.choice(world.parties())
    return mediation.record_attempt(_there(world.mediation), party=party, outcome=outcome, note="打过", by=by)


def _settle(world: World, by: Account, rng: Random) -> object:
    form = rng.choice(["oral", "written"])
    promises = [world.promise(rng) for _ in range(rng.randrange(3))]
    agreed = mediation.Agreement(promises=promises, form=form, paper_complete=rng.random() < 0.7)
    return mediation.settle(_there(world.mediation), agreement=agreed, by=by)


def _perform(world: World, by: Account, rng: Random) -> object:
    owed = _one(rng, list(followup.obligations_of(world.case)))
    return followup.record_performance(owed, amount_fen=rng.choice([None, None, 1, 10**9]), by=by)


def _breach(world: World, by: Account, rng: Random) -> object:
    owed = _one(rng, list(followup.obligations_of(world.case)))
    return followup.record_breach(owed, note=rng.choice(["", "催过三次"]), by=by)


def _ask(world: World, by: Account, rng: Random) -> object:
    solved = rng.choice(["yes", "partly", "no", "unreached"])
    party = rng.choice(world.parties())
    return followup.record_follow_up(world.case, party=party, solved=solved, satisfaction="satisfied", by=by)


def _add_party(world: World, by: Account, rng: Random) -> object:
    role = rng.choice(["relative", "respondent", "applicant"])
    of = world.parties("respondent")[0] if role == "relative" else None
    return cases.add_party(world.case, name=f"第{rng.randrange(4)}人", role=role, of=of, relation="母亲", by=by)


def _identify(world: World, by: Account, rng: Random) -> object:
    return cases.check_identity(rng.choice(world.parties()), means=rng.choice(["phone", "card", ""]), by=by)


def _look_at_number(world: World, by: Account, rng: Random) -> object:
    return cases.reveal_party_phone(rng.choice(world.parties()), reason=rng.choice(["", "联系"]), by=by)


def _return(world: World, by: Account, rng: Random) -> object:
    return return_case(world.case, reason=rng.choice(["busy", "no such reason"]), note="手头太满，已问过", by=by)


def _terminate(world: World, by: Account, rng: Random) -> object:
    reason = rng.choice(["no_agreement", "refused", "no such reason"])
    return mediation.terminate(_there(world.mediation), reason=reason, by=by)


DEEDS: dict[str, Deed] = {
    "assign": _assign,
    "accept": lambda world, by, rng: accept_case(world.case, by=by),
    "return": _return,
    "recuse": lambda world, by, rng: recuse(world.case, note=_words(rng), by=by),
    "appeal": lambda world, by, rng: appeal_case(world.case, note=_words(rng), by=by),
    "refer": lambda world, by, rng: refer_case(world.case, note=_words(rng), by=by),
    "rule": _rule,
    "escalate": lambda world, by, rng: escalate_case(world.case, note=_words(rng), by=by),
    "send_down": lambda world, by, rng: send_case_down(world.case, note=_words(rng), by=by),
    "offer": _offer,
    "take": lambda world, by, rng: take_transfer(_offered(world), by=by),
    "decline": lambda world, by, rng: decline_transfer(_offered(world), text=_words(rng), by=by),
    "withdraw": lambda world, by, rng: withdraw_transfer(_offered(world), by=by),
    "ask_task": _ask_task,
    "report_task": lambda world, by, rng: report_task(_one(rng, list(world.case.tasks.all())), text=_words(rng), by=by),
    "decide_task": _decide_task,
    "climb": lambda world, by, rng: climb(world.case, note=_words(rng), by=by),
    "chase": lambda world, by, rng: chase_silent(),
    "void": lambda world, by, rng: cases.void_case(world.case, note=rng.choice(["", "登记错了"]), by=by),
    "resolve": lambda world, by, rng: cases.resolve_case(world.case, by=by),
    "reopen": lambda world, by, rng: cases.reopen_case(world.case, note=rng.choice(["", "又吵了"]), by=by),
    "close": lambda world, by, rng: cases.close_case(world.case, by=by),
    "archive": lambda world, by, rng: archive_case(world.case, by=by),
    "add_party": _add_party,
    "check_identity": _identify,
    "reveal": _look_at_number,
    "attempt": _attempt,
    "tell_rights": lambda world, by, rng: mediation.tell_rights(_there(world.mediation), by=by),
    "begin": lambda world, by, rng: mediation.begin_session(_there(world.mediation), by=by),
    "settle": _settle,
    "terminate": _terminate,
    "resume": lambda world, by, rng: mediation.resume(_there(world.mediation), by=by),
    "perform": _perform,
    "breach": _breach,
    "ask": _ask,
}


ARBITER = frozenset({"rule", "send_down"})
LEADS = frozenset({"refer", "escalate", "assign", "void", "reopen", "close", "archive"})


def fitting(world: World) -> list[str]:
    """The deeds that the case's and its mediation's tables allow from where they are, and those no table rules."""
    found, ruled = world.mediation, {m.verb for m in (*CASE.moves, *mediation.MEDIATION.moves)}
    now = {m.verb for m in CASE.from_state(world.case.state)}
    if found is not None:
        now |= {m.verb for m in mediation.MEDIATION.from_state(found.state)}
    return sorted(verb for verb in DEEDS if verb in now or verb not in ruled)


def whose(world: World, verb: str) -> Account:
    """Somebody who may take this step, where the state allows it."""
    if verb == "ask":
        return world.cast.follow_up_operator
    if verb in {"take", "decline"}:
        offered = world.case.transfers.filter(state="offered").first()
        return offered.to if offered else world.cast.colleague
    if verb in ARBITER:
        return world.cast.dispatcher
    return world.cast.lead if verb in LEADS else world.case.assignee or world.cast.lead


def _give_out(case: Case, cast: Cast) -> None:
    """To the first who may take it. Where everybody has stepped aside, the district has to find somebody."""
    fit = next(iter(candidates_for(case)), None)
    if fit is None and case.state == "returned":
        cases.void_case(case, note="人人回避，另案处理", by=cast.lead)
    elif fit is None:
        escalate_case(case, note="人人回避", by=cast.dispatcher)
    elif case.state == "in_arbitration":
        rule_case(case, to=fit.account, unit=fit.unit, note="清单第 5 条", by=cast.dispatcher)
    else:
        assign_case(case, to=fit.account, unit=fit.unit, by=cast.dispatcher)


def go_on(world: World, rng: Random) -> None:
    """The next step that sensible people would take towards the end of the case. Must never be refused."""
    case, cast = world.look(), world.cast
    if case.state in {"registered", "returned", "in_arbitration"}:
        _give_out(case, cast)
    elif case.state == "escalated":
        send_case_down(case, note="请街道办", by=cast.dispatcher)
    elif case.state == "assigned":
        accept_case(case, by=_there(case.assignee))
    elif case.state == "in_progress":
        _go_on_mediating(world, _there(case.assignee), rng)
    elif case.state == "resolved":
        _go_on_closing(world)
    elif case.state == "closed":
        archive_case(case, by=cast.lead)


def _go_on_mediating(world: World, by: Account, rng: Random) -> None:
    found = _there(world.mediation)
    owed = [o for o in followup.obligations_of(world.case) if o.state in {"due", "partly"}]
    if found.state not in mediation.MEDIATION.final:
        _go_on_in_session(world, found, by, rng)
    elif owed:
        followup.record_performance(owed[0], by=by)
    elif not mediation.is_ended(world.case):
        mediation.resume(found, by=by)
    else:
        cases.resolve_case(world.case, by=by)


def _go_on_in_session(world: World, found: Mediation, by: Account, rng: Random) -> None:
    if found.rights_told_at is None:
        mediation.tell_rights(found, by=by)
    elif found.state == "in_session" and rng.random() < 0.5:
        mediation.terminate(found, reason="no_agreement", by=by)
    else:
        for side in world.parties("applicant", "respondent"):
            mediation.record_attempt(found, party=side, outcome="consents", by=by)
        if found.state == "preparing":
            mediation.begin_session(found, by=by)
        agreed = mediation.Agreement(promises=[world.promise(rng)], form="written", paper_complete=True)
        mediation.settle(found, agreement=agreed, by=by)


def _go_on_closing(world: World) -> None:
    case, cast = world.case, world.cast
    for party in world.parties():
        if not party.identity:
            cases.check_identity(party, means="known", by=cast.lead)
    for party in world.parties("applicant", "respondent"):
        followup.record_follow_up(case, party=party, solved="yes", satisfaction="satisfied", by=cast.follow_up_operator)
    cases.close_case(case, by=cast.lead)
