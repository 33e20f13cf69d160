"""What sensible people do with the case of a world: the steps that fit, whose they are, and the next one to its end."""

from datetime import timedelta
from random import Random

from hetang.commons.accounts.api import Account
from hetang.commons.accounts.tests import factories as accounts
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch.api import (
    Candidate,
    accept_case,
    assign_case,
    candidates_for,
    refer_case,
    rule_case,
    send_case_down,
)
from hetang.ground.lib import clock
from hetang.record.cases import api as cases
from hetang.record.cases.api import FOLLOWED_UP, Case, table_of
from hetang.record.followup import api as followup
from hetang.services.mediation import api as mediation
from hetang.services.mediation.api import Mediation
from tests.properties.world import DEEDS, World, there

ARBITER = frozenset({"rule", "send_down"})
OPERATOR = frozenset({"ask_review", "serve", "reply"})
LEADS = frozenset(
    {"refer", "escalate", "assign", "void", "reopen", "close", "archive", "join", "leave", "change_lead"}
    | {"admit", "transfer", "refuse", "take_back", "decide_review", "admit_reader"}
)
# The thirty days in which a review may be asked for.
ASKING = "petition_review_request"
# Deeds that stand for two verbs of the table.
SECOND = {"serve_review": "serve", "ask_rereview": "ask_review", "decide_rereview": "decide_review"}


def fitting(world: World) -> list[str]:
    """The deeds that the case's and its mediation's tables allow from where they are, and those no table rules."""
    table, found = table_of(world.case.kind), world.mediation
    tables = [table] if found is None else [table, mediation.MEDIATION]
    ruled = {m.verb for kind in (*cases.KINDS.values(), mediation.MEDIATION) for m in kind.moves}
    now = {SECOND.get(m.verb, m.verb) for m in table.from_state(world.case.state)}
    now |= {m.verb for each in tables[1:] for m in each.from_state(there(found).state)}
    return sorted(verb for verb in DEEDS if verb in now or verb not in ruled)


def whose(world: World, verb: str) -> Account:
    """Somebody who may take this step, where the state allows it."""
    if verb == "ask":
        return world.cast.follow_up_operator
    if verb in {"take", "decline"}:
        offered = world.case.transfers.filter(state="offered").first()
        return offered.to if offered else world.cast.colleague
    if verb == "keep_close":
        return world.cast.leader
    if verb in ARBITER:
        return _arbiter(world)
    if verb in OPERATOR or (verb == "answer" and world.case.kind == Case.Kind.CONSULTATION):
        return world.cast.operator
    if verb in LEADS:
        return world.cast.leader if _is_sealed(world) else world.cast.lead
    return world.case.assignee or world.cast.lead


def _is_sealed(world: World) -> bool:
    return world.case.sensitivity == Case.Sensitivity.SEALED


def _arbiter(world: World) -> Account:
    """Who rules and may read the case: what is kept close is a leader's."""
    return world.cast.dispatcher if world.case.sensitivity == Case.Sensitivity.NORMAL else world.cast.leader


def _give_out(world: World) -> None:
    """To the first who may take it. Where everybody has stepped aside the street finds somebody new."""
    case, by = world.case, _arbiter(world)
    if case.state == "in_arbitration":
        fit = _fit(world, by)
        rule_case(case, to=fit.account, unit=fit.unit, note="清单第 5 条", by=by)
    elif case.sensitivity == Case.Sensitivity.SENSITIVE:
        _give_out_by_the_lead(world)
    else:
        _assign(world, by)


def _give_out_by_the_lead(world: World) -> None:
    """What is kept close, though not sealed. Where nobody is left in the unit that was ruled responsible, back to the
    arbiter."""
    lead = world.cast.lead
    _fit(world, world.cast.leader)
    if candidates_for(world.case, by=lead):
        _assign(world, lead)
    else:
        refer_case(world.case, note="裁定的单位人人回避", by=lead)


def _assign(world: World, by: Account) -> None:
    fit = _fit(world, by)
    assign_case(world.case, to=fit.account, unit=fit.unit, by=by)


def _fit(world: World, by: Account) -> Candidate:
    found = candidates_for(world.look(), by=by)
    if not found:
        count = world.case.assignments.count()
        accounts.staff(f"new{count}", f"新调解{count}", "mediator", world.cast.station)
        found = candidates_for(world.look(), by=by)
    return found[0]


def go_on(world: World, rng: Random) -> None:
    """The next step that sensible people would take towards the end of the case. Must never be refused."""
    case, cast = world.look(), world.cast
    if case.state in {"registered", "admitted", "returned", "in_arbitration"}:
        _begin(world)
    elif case.state == "escalated":
        send_case_down(case, note="请街道办", by=_arbiter(world))
    elif case.state == "assigned":
        accept_case(case, by=there(case.assignee))
    elif case.state == "in_progress":
        _go_on_working(world, there(case.assignee), rng)
    elif case.state not in table_of(case.kind).final and not _is_open_to_all(world):
        cases.set_sensitivity(case, to="normal", reason="已经办完", by=cast.leader)
    elif case.state == "joined":
        _go_on_joined(world)
    elif case.state == "closed" and world.other.state == "joined":
        cases.reply_to_member(world.other, text="一并修好了", by=cast.operator)
    elif case.state in {"closed", "transferred", "refused"}:
        archive_case(case, by=cast.lead)
    elif case.is_open:
        _go_on_closing(world)


def _is_open_to_all(world: World) -> bool:
    """Neither the case nor what it is joined with is kept close: who closes and who asks sees both."""
    return world.case.sensitivity == Case.Sensitivity.NORMAL


def _begin(world: World) -> None:
    case, cast = world.case, world.cast
    asks = case.kind == Case.Kind.CONSULTATION or (case.kind == Case.Kind.PETITION and case.state == "registered")
    if not asks:
        _give_out(world)
    elif not _is_open_to_all(world):
        cases.set_sensitivity(case, to="normal", reason="可以公开办理", by=cast.leader)
    elif case.kind == Case.Kind.CONSULTATION:
        cases.answer_case(case, text="可以申请法律援助", by=cast.operator)
    else:
        cases.admit_petition(case, by=cast.lead)


def _go_on_joined(world: World) -> None:
    lead = there(world.case.part_of)
    if lead.state in {"closed", "archived"}:
        cases.reply_to_member(world.case, text="一并修好了", by=world.cast.operator)
    else:
        cases.leave_cluster(world.case, reason="各办各的", by=world.cast.lead)


def _go_on_working(world: World, by: Account, rng: Random) -> None:
    kind = world.case.kind
    if kind == Case.Kind.DISPUTE:
        _go_on_mediating(world, by, rng)
    elif kind == Case.Kind.HAZARD:
        cases.resolve_case(world.case, by=by)
    else:
        cases.answer_case(world.case, text="已经办好", means="letter", by=by)


def _go_on_mediating(world: World, by: Account, rng: Random) -> None:
    found = there(world.mediation)
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
    """What is answered or done: asked about, served, looked at again, and closed."""
    case, cast = world.case, world.cast
    if case.kind == Case.Kind.PETITION:
        _go_on_with_petition(world)
        return
    if case.kind in FOLLOWED_UP:
        for party in world.parties():
            if not party.identity:
                cases.check_identity(party, means="known", by=cast.lead)
        for party in world.parties("applicant", "respondent"):
            followup.record_follow_up(
                case, party=party, solved="yes", satisfaction="satisfied", by=cast.follow_up_operator
            )
    cases.close_case(case, by=cast.operator if case.kind == Case.Kind.CONSULTATION else cast.lead)


def _go_on_with_petition(world: World) -> None:
    case, cast = world.case, world.cast
    running, again = case.clocks.filter(name=ASKING, stopped_at=None).first(), case.state == "reviewed"
    if case.state in {"under_review", "under_rereview"}:
        cases.decide_review(case, again=case.state == "under_rereview", text="维持", by=cast.lead)
    elif cases.is_review_over(case):
        cases.close_case(case, by=cast.lead)
    elif running is None:
        cases.serve_answer(case, again=again, served_on=clock.today(), by=cast.operator)
    elif running.is_provisional:
        # Its end may still move: only a review brings it on.
        cases.ask_review(case, again=again, by=cast.operator)
    else:
        world.now += timedelta(days=31)
