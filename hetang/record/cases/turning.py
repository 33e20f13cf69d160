"""What a verb does to the clocks of its kind of matter (`kinds.CLOCKS`)."""

from hetang.record.cases.clocks import start_clock, stop_clock
from hetang.record.cases.kinds import CLOCKS, Turn
from hetang.record.cases.models import Case, CaseClock


def turn_clocks(case: Case, verb: str) -> None:
    """Stop and start the clocks that `verb` stops and starts for the case's kind; a verb without a row leaves them."""
    turn = CLOCKS[case.kind].get(verb)
    if turn is None:
        return
    start = (*turn.start, *_not_running(case, turn))
    stop = frozenset(turn.stop)
    if not start and stop:
        stop_clock(case, *stop)
    for number, name in enumerate(start):
        start_clock(case, name, stopping=stop if number == 0 else ())


def _not_running(case: Case, turn: Turn) -> tuple[str, ...]:
    if not turn.once:
        return ()
    running = set(CaseClock.objects.filter(case=case, stopped_at=None).values_list("name", flat=True))
    return tuple(name for name in turn.once if name not in running)
