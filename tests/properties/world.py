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
from hetang.record.cases.api import Case, Party
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
    # Another dispute of the street: what the case is joined with, or joins.
    other: Case

    def look(self) -> Case:
        """The case as it stands, and everybody's duties as a new request reads them."""
        self.cast.fresh()
        self.case = Case.objects.select_related("unit", "assignee", "part_of").get(pk=self.case.pk)
        self.other = Case.objects.select_related("part_of").get(pk=self.other.pk)
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


def there(found: T | None) -> T:
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
    return there(world.case.transfers.filter(state="offered").first())


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
    return mediation.record_attempt(there(world.mediation), party=party, outcome=outcome, note="打过", by=by)


def _settle(world: World, by: Account, rng: Random) -> object:
    form = rng.choice(["oral", "written"])
    promises = [world.promise(rng) for _ in range(rng.randrange(3))]
    agreed = mediation.Agreement(promises=promises, form=form, paper_complete=rng.random() < 0.7)
    return mediation.settle(there(world.mediation), agreement=agreed, by=by)


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
    return mediation.terminate(there(world.mediation), reason=reason, by=by)


def _join(world: World, by: Account, rng: Random) -> object:
    one, lead = rng.choice([(world.case, world.other), (world.case, world.other), (world.other, world.case)])
    return cases.join_cluster(one, lead=lead, reason=_words(rng), by=by)


def _leave(world: World, by: Account, rng: Random) -> object:
    joined = _one(rng, [c for c in (world.case, world.other) if c.part_of_id is not None])
    return cases.leave_cluster(joined, reason=_words(rng), by=by)


def _change_lead(world: World, by: Account, rng: Random) -> object:
    member = _one(rng, [c for c in (world.case, world.other) if c.part_of_id is not None])
    return cases.change_lead(there(member.part_of), to=member, reason=_words(rng), by=by)


def _reply(world: World, by: Account, rng: Random) -> object:
    return cases.reply_to_member(world.case, text=_words(rng), by=by)


def _answer(world: World, by: Account, rng: Random) -> object:
    return cases.answer_case(world.case, text=_words(rng), means=rng.choice(["call", "letter"]), by=by)


def _keep_close(world: World, by: Account, rng: Random) -> object:
    to = rng.choice(["normal", "sensitive", "sealed"])
    return cases.set_sensitivity(world.case, to=to, reason=_words(rng), by=by)


def _admit(world: World, by: Account, rng: Random) -> object:
    return cases.admit_to_case(world.case, to=_somebody(world.cast, rng)[0], reason=_words(rng), by=by)


def _refuse(world: World, by: Account, rng: Random) -> object:
    reason = rng.choice([e["key"] for e in rulepacks.entries("petition_refusals")])
    return cases.refuse_petition(world.case, reason=reason, by=by)


def _serve(world: World, by: Account, rng: Random) -> object:
    again = world.case.state == "reviewed"
    served = clock.today() - timedelta(days=rng.choice([0, 0, 3]))
    return cases.serve_answer(world.case, again=again, served_on=served, by=by)


def _ask_review(world: World, by: Account, rng: Random) -> object:
    return cases.ask_review(world.case, again=world.case.state == "reviewed", by=by)


def _decide_review(world: World, by: Account, rng: Random) -> object:
    return cases.decide_review(world.case, again=world.case.state == "under_rereview", text=_words(rng), by=by)


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
    "join": _join,
    "leave": _leave,
    "change_lead": _change_lead,
    "reply": _reply,
    "answer": _answer,
    "keep_close": _keep_close,
    "admit_reader": _admit,
    "admit": lambda world, by, rng: cases.admit_petition(world.case, by=by),
    "transfer": lambda world, by, rng: cases.transfer_petition(world.case, to=_words(rng), by=by),
    "refuse": _refuse,
    "take_back": lambda world, by, rng: cases.take_back_petition(world.case, note=_words(rng), by=by),
    "serve": _serve,
    "ask_review": _ask_review,
    "decide_review": _decide_review,
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
    "tell_rights": lambda world, by, rng: mediation.tell_rights(there(world.mediation), by=by),
    "begin": lambda world, by, rng: mediation.begin_session(there(world.mediation), by=by),
    "settle": _settle,
    "terminate": _terminate,
    "resume": lambda world, by, rng: mediation.resume(there(world.mediation), by=by),
    "perform": _perform,
    "breach": _breach,
    "ask": _ask,
}
