"""What must be true of a case after every step, whoever took it."""

from collections.abc import Mapping, Sequence

from django.db.models import Min

from hetang.flow.dispatch.api import QUEUES, Assignment, Transfer
from hetang.ground.journal.api import Event, story, verify
from hetang.record.cases.api import STREAM, Case, CaseAccess, parties_of, running_clocks, table_of, timeline
from hetang.services.mediation.api import MEDIATION, Mediation

# Somebody must have it in hand; nobody may. Between them: what was answered without ever being given out.
IN_HAND = frozenset({"assigned", "in_progress"})
WAITING = frozenset({"registered", "admitted", "returned", "in_arbitration", "escalated", "joined", "voided"})


def check(case: Case) -> None:
    """Raise AssertionError, naming what does not hold, unless everything does."""
    case = Case.objects.get(pk=case.pk)
    events = list(story(STREAM, case.pk))
    assert [e.seq for e in events] == list(range(1, len(events) + 1)), "the story has a gap"
    verbs = [e.verb for e in events]
    assert case.state == folded(case, events), f"the story {verbs} does not end in {case.state}"
    assert [e.at for e in events] == sorted(e.at for e in events), "the story runs backwards"
    _check_hands(case)
    _check_owned(case)
    alarm = running_clocks(case).aggregate(first=Min("due_at"))["first"]
    assert case.due_at == alarm, "the next alarm is not the earliest running clock"
    if case.state in table_of(case.kind).final:
        assert not running_clocks(case).exists(), f"a clock runs on in {case.state}"
    _check_mediation(case)
    assert len(timeline(case, parties_of(case))) == len(events), "an event cannot be told in words"


def folded(case: Case, events: Sequence[Event]) -> str:
    """The state that the story leads to by the table of its kind alone.

    A change of lead is a joining for the old lead and a leaving for the new one; a member that was answered has no
    handler to go back to.
    """
    moves: Mapping[str, str] = {m.verb: m.to_state for m in table_of(case.kind).moves}
    state, before = "", ""
    for event in events:
        verb = event.verb
        if verb == "change_lead":
            verb = "leave" if event.body["case"] == case.pk else "join"
        if verb not in moves:
            continue
        state = "returned" if (before, verb) == ("reply", "reopen") else moves[verb]
        before = verb
    return state


def _check_hands(case: Case) -> None:
    current = list(Assignment.objects.filter(case=case, ended_at=None))
    held = case.assignee_id is not None
    assert len(current) == int(held), f"{len(current)} assignments in {case.state}, assignee {case.assignee_id}"
    assert held or case.state not in IN_HAND, f"nobody has it in {case.state}"
    assert not held or case.state not in WAITING, f"assignee {case.assignee_id} in {case.state}"
    if current:
        assert current[0].to_id == case.assignee_id
    handlers = list(CaseAccess.objects.filter(case=case, role="handler", until=None).values_list("account", flat=True))
    assert handlers == ([case.assignee_id] if held else []), f"{handlers} may see a case {case.state}"


def _check_owned(case: Case) -> None:
    """No open case without an owner or a queue: somebody has it, or it stands on exactly one of the desk's lists.

    An offer or a task beside it takes nothing from its owner; who is not the owner any more is not waited for.
    """
    row = Case.objects.filter(pk=case.pk, is_open=True)
    lists = [name for name, narrow in QUEUES.items() if narrow(row).exists()]
    if case.state == "joined":
        return  # its lead stands for it
    if case.kind == "consultation" or (case.kind == "petition" and case.state == "registered"):
        # The takers' own list ("to answer"): nobody is given a question.
        assert lists == [], f"{case.kind} {case.state} stands on {lists}"
        assert case.due_at is not None or case.state != "registered", "a question never rings"
        return
    if not case.is_open:
        assert lists == [], f"{case.state} stands on {lists}"
        return
    assert len(lists) + (case.assignee_id is not None) == 1, f"{case.state}: {lists}, assignee {case.assignee_id}"
    if case.sensitivity == "sealed":
        named = CaseAccess.objects.filter(case=case, role="named", until=None)
        assert named.exists(), "nobody may open what is sealed"
    if lists:
        assert case.due_at is not None, f"{case.state} waits on {lists} and never rings"
    offers = Transfer.objects.filter(case=case, state="offered").count()
    assert offers <= int(case.state in {"assigned", "in_progress"}), f"{offers} offers in {case.state}"
    waiting = Assignment.objects.filter(case=case).exclude(silent_at=None)
    assert not waiting or case.state == "assigned", f"silence is watched in {case.state}"


def _check_mediation(case: Case) -> None:
    found = Mediation.objects.filter(case=case).first()
    if found is None:
        return
    ended = found.state in MEDIATION.final
    assert (found.ended_at is not None) == ended
    assert (found.termination != "") == (found.state == "terminated")
    settled = found.settlements.filter(round=found.round).count()
    assert settled == int(found.state == "settled"), f"{settled} settlements in a mediation {found.state}"


def check_journal() -> None:
    """Every chain verifies."""
    assert list(verify()) == []
