"""A clock's deadline worked out afresh from what is on record: its rule, its pauses, its extensions."""

from collections.abc import Iterable

from hetang.ground.lib.labels import N_
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import CaseClock, ClockExtension, ClockPause


def rule_of(running: CaseClock) -> rulepacks.Deadline:
    """The rule the clock runs by."""
    return rulepacks.deadline_rule(running.rule, version=running.pack_version)


def reckon_clock(running: CaseClock) -> rulepacks.Reckoning:
    """Deadline and reasons of one clock. Two queries, none where pauses and extensions are prefetched."""
    return reckon_with(running, running.pauses.all(), running.extensions.all())


def reckon_with(
    running: CaseClock, pauses: Iterable[ClockPause], extensions: Iterable[ClockExtension]
) -> rulepacks.Reckoning:
    """The same with rows at hand. A pause that has not ended says nothing yet; its clock's deadline waits."""
    if running.told_due_at is not None:
        step = rulepacks.Step(N_("来件单位写明的时限：%(due)s。"), {"due": running.told_due_at})
        return rulepacks.Reckoning(running.told_due_at, (step,), ())
    ended = [
        rulepacks.Pause(p.since, until, rulepacks.label("pause_reasons", p.reason))
        for p in pauses
        if (until := p.until or running.stopped_at) is not None
    ]
    granted = sorted((e for e in extensions if e.granted), key=lambda e: e.asked_at)
    return rulepacks.reckoned(rule_of(running).rule, running.started_at, ended, [e.period for e in granted])
