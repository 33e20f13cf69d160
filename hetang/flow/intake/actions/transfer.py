"""The clock of a matter that was passed down, where its case is there already."""

from datetime import datetime

from hetang.flow.intake.actions.register import TRANSFER_CLOCK, Report
from hetang.flow.intake.models import Contact
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import Case, start_clock


def run_transfer(case: Case, report: Report) -> None:
    """Of several senders' days the earliest counts. On a closed case nothing runs: a lead takes it up again first."""
    if report.channel != Contact.Channel.TRANSFER or not case.is_open:
        return
    running = case.clocks.filter(name=TRANSFER_CLOCK, stopped_at=None).first()
    if running is None or _due(report.sender_due_at) < running.due_at:
        start_clock(case, TRANSFER_CLOCK, told_due_at=report.sender_due_at)


def _due(told: datetime | None) -> datetime:
    return told or rulepacks.reckoned(rulepacks.deadline_rule(TRANSFER_CLOCK).rule, clock.now()).due_at
