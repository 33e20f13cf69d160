"""What must be true of a case after every step, whoever took it."""

from collections.abc import Mapping

from django.db.models import Min

from hetang.flow.dispatch.api import QUEUES, Assignment, Transfer
from hetang.ground.journal.api import story, verify
from hetang.record.cases.api import CASE, STREAM, Case, CaseAccess, parties_of, running_clocks, timeline
from hetang.services.mediation.api import MEDIATION, Mediation

HANDLED = frozenset({"assigned", "in_progress", "resolved", "closed", "archived"})


def check(case: Case) -> None:
    """Raise AssertionError, naming what does not hold, unless everything does."""
    case = Case.objects.get(pk=case.pk)
    events = list(story(STREAM, case.pk))
    assert [e.seq for e in events] == list(range(1, len(events) + 1)), "the story has a gap"
    verbs = [e.verb for e in events]
    assert case.state == folded(verbs), f"the story {verbs} does not end in {case.state}"
    assert [e.at for e in events] == sorted(e.at for e in events), "the story runs backwards"
    _check_hands(case)
    _check_owned(case)
    alarm = running_clocks(case).aggregate(first=Min("due_at"))["first"]
    assert case.due_at == alarm, "the next alarm is not the earliest running clock"
    if case.state in CASE.final:
        assert not running_clocks(case).exists(), f"a clock runs on in {case.state}"
    _check_mediation(case)
    assert len(timeline(case, parties_of(case))) == len(events), "an event cannot be told in words"


def folded(verbs: list[str]) -> str:
    """The state that a story of verbs leads to by the table alone."""
    state = ""
    moves: Mapping[str, str] = {m.verb: m.to_state for m in CASE.moves}
    for verb in verbs:
        state = moves.get(verb, state)
    return state


def _check_hands(case: Case) -> None:
    current = list(Assignment.objects.filter(case=case, ended_at=None))
    held = case.state in HANDLED
    assert len(current) == int(held), f"{len(current)} assignments in {case.state}"
    assert (case.assignee_id is not None) == held, f"assignee {case.assignee_id} in {case.state}"
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
    if not case.is_open:
        assert lists == [], f"{case.state} stands on {lists}"
        return
    assert len(lists) + (case.assignee_id is not None) == 1, f"{case.state}: {lists}, assignee {case.assignee_id}"
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
