"""What the page of one deadline shows: the sentences of the calculator itself, and what this person may do."""

from dataclasses import dataclass

from hetang.commons.accounts.api import Account
from hetang.ground.lib import clock as time
from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.models import Case, CaseClock, ClockExtension
from hetang.record.cases.reckoning import reckon_with, rule_of


@dataclass(frozen=True)
class DeadlinePage:
    """One deadline in words. `others`: every clock the case has had, with its label."""

    clock: CaseClock
    rule: rulepacks.Deadline
    pack: rulepacks.RulePack
    due: str
    sentences: list[str]
    is_over: bool
    paused_for: Label
    asked: ClockExtension | None
    asked_period: str
    longest: str
    extended: int
    pause_reasons: list[tuple[str, Label]]
    may_work: bool
    may_decide: bool
    others: list[tuple[CaseClock, Label, str]]

    @property
    def may_pause(self) -> bool:
        """Whether a pause can be offered now."""
        return self.may_work and self.runs and bool(self.pause_reasons)

    @property
    def may_ask(self) -> bool:
        """Whether more time can be asked for now."""
        terms = self.rule.terms
        return self.may_work and self.runs and terms is not None and self.asked is None and self.extended < terms.times

    @property
    def is_paused(self) -> bool:
        """Whether it stands still."""
        return self.clock.stopped_at is None and self.clock.paused_at is not None

    @property
    def runs(self) -> bool:
        """Whether it runs and is not over."""
        return self.clock.stopped_at is None and self.clock.paused_at is None and not self.is_over


def explain(case: Case, clock: CaseClock, user: Account) -> DeadlinePage:
    """The page of `clock` for `user`. Three queries and the rule packs."""
    pauses, extensions = list(clock.pauses.order_by("since")), list(clock.extensions.order_by("asked_at"))
    rule = rule_of(clock)
    found = reckon_with(clock, pauses, extensions)
    asked = next((e for e in extensions if e.granted is None), None)
    open_pause = next((p for p in pauses if p.until is None), None)
    return DeadlinePage(
        clock=clock,
        rule=rule,
        pack=rulepacks.pack("deadlines", version=clock.pack_version),
        due=rulepacks.ends(found.due_at),
        sentences=rulepacks.sentences(found.steps),
        is_over=time.now() >= found.due_at,
        paused_for=rulepacks.label("pause_reasons", open_pause.reason) if open_pause else "",
        asked=asked,
        asked_period=rulepacks.amount(asked.period) if asked else "",
        longest=rulepacks.amount(rule.terms.longest) if rule.terms else "",
        extended=sum(e.granted is True for e in extensions),
        pause_reasons=[(key, rulepacks.label("pause_reasons", key)) for key in rule.pauses],
        may_work=access.may_work_clock(user, case),
        may_decide=access.may_decide_clock(user, case),
        others=[(c, rule_of(c).label, rulepacks.ends(c.due_at)) for c in case.clocks.order_by("started_at", "id")],
    )
