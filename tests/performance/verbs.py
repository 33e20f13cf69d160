"""What a verb costs: CPU of Python and of PostgreSQL an action, and actions a second with durable commits."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hetang.commons.accounts.api import Account, Duty, duty_holders
from hetang.commons.places.api import Place, Unit, place
from hetang.flow.dispatch.api import accept_case, assign_case
from hetang.flow.intake.api import Report, register_case
from hetang.ground.lib import clock
from hetang.record.cases.api import Case, Party, parties_of
from hetang.record.followup.api import Promise, obligations_of, record_performance
from hetang.services.mediation import api as mediation

TEXT = "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。"


@dataclass(frozen=True)
class VerbCost:
    """One verb, one writer. CPU in ms an action; `queries` are those of the last action, savepoints included."""

    verb: str
    python_ms: float
    postgres_ms: float
    per_second: float
    queries: int


@dataclass(frozen=True)
class Office:
    """Who acts: an operator of the street, a station's lead and one of its mediators."""

    street: Place
    community: Place
    unit: Unit
    operator: Account
    lead: Account
    mediator: Account

    @classmethod
    def open(cls) -> "Office":
        """The main accounts of the demo street."""
        lead, operator = (Account.objects.get(username=name) for name in ("station", "operator"))
        duty = Duty.objects.select_related("unit", "place").get(account=lead)
        holder = duty_holders("mediator", {duty.unit_id}).first()
        street, community = place(duty.place.street), place(duty.place.community)
        if holder is None or street is None or community is None:
            raise RuntimeError("the demo street is not loaded")
        return cls(street, community, duty.unit, operator, lead, holder.account)

    def register(self, number: int) -> Case:
        """One call about one ticket; `number` makes it another call."""
        report = Report(
            text=TEXT,
            street=self.street,
            applicant=f"甲{number}",
            applicant_phone=f"139{number:08d}",
            respondent=f"乙{number}",
            respondent_phone=f"138{number:08d}",
            community=self.community,
            amount_fen=50_000,
            submission=f"measure-{os.getpid()}-{number}",
        )
        return register_case(report, by=self.operator)


def measure_register(office: Office, count: int) -> tuple[VerbCost, list[Case]]:
    """`count` registrations, and their cases for the verbs that follow."""
    cases: list[Case] = []
    return timed("register", range(count), lambda n: cases.append(office.register(n))), cases


def measure_verbs(office: Office, cases: list[Case]) -> list[VerbCost]:
    """Each verb on all `cases` before the next, so that no case is settled twice."""
    unit, lead, by = office.unit, office.lead, office.mediator
    costs = [timed("assign", cases, lambda c: assign_case(c, to=by, unit=unit, by=lead))]
    costs.append(timed("accept", cases, lambda c: accept_case(c, by=by)))
    held = [(case, _mediation(case), parties_of(case)) for case in cases]
    both = [(of, party) for _, of, parties in held for party in parties]
    costs.append(timed("attempt", both, lambda m: mediation.record_attempt(m[0], party=m[1], outcome="agrees", by=by)))
    for _, of, _ in held:
        mediation.tell_rights(of, by=by)
        mediation.begin_session(of, by=by)
    agreements = [(of, _agreement(parties)) for _, of, parties in held]
    costs.append(timed("settle", agreements, lambda m: mediation.settle(m[0], agreement=m[1], by=by)))
    owed = [obligation for case in cases for obligation in obligations_of(case)]
    costs.append(timed("perform", owed, lambda o: record_performance(o, by=by)))
    return costs


def _mediation(case: Case) -> mediation.Mediation:
    found = mediation.mediation_of(case)
    if found is None:
        raise RuntimeError(f"{case.number} has no mediation")
    return found


def _agreement(parties: list[Party]) -> mediation.Agreement:
    promise = Promise(debtor=parties[1], creditor=parties[0], due_on=clock.today(), amount_fen=50_000)
    return mediation.Agreement(promises=[promise])


def timed(verb: str, things: object, act: Callable[..., object]) -> VerbCost:
    """Do `act` to each of `things`, the first untimed (it warms caches), the last only to count its statements."""
    first, *rest, last = list(things)  # type: ignore[call-overload]
    act(first)
    postgres, python, wall = backend_cpu(), time.process_time(), time.perf_counter()
    for thing in rest:
        act(thing)
    wall, python = time.perf_counter() - wall, time.process_time() - python
    postgres = backend_cpu() - postgres
    with CaptureQueriesContext(connection) as asked:
        act(last)
    each = 1000 / len(rest)
    return VerbCost(verb, python * each, postgres * each, len(rest) / wall, len(asked))


def backend_cpu() -> float:
    """Seconds of CPU that our own database process has used."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    return int(Path(f"/proc/{pid}/schedstat").read_text("ascii").split()[0]) / 1e9
