"""One matter told step by step: between two moments somebody acts, through the action their page would call."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random

from hetang.config.demo.deeds import Deeds, days_until
from hetang.config.demo.moments import Office
from hetang.config.demo.plots import Plot
from hetang.config.demo.pools import Pools
from hetang.ground.lib import clock

# Hours from one step to the next, (from, to); a matter that will stand still is brought there quickly.
PACE = {
    "assign": (0.2, 5),
    "return": (1, 6),
    "refer": (0.5, 4),
    "accept": (0.3, 6),
    "escalate": (2, 20),
    "attempt": (0.5, 26),
    "talk": (2, 70),
    "perform": (3, 60),
    "resolve": (0.5, 20),
    "follow_up": (20, 44),
    "again": (3, 26),
    "reopen": (1, 20),
    "close": (1, 24),
    "archive": (2, 100),
    "void": (0.5, 5),
}
BRISK = 0.3
STUBBORN = ("no_answer", "hung_up", "disagrees", "wavering")
TRIES = (0, 0, 0, 1, 1, 1, 2, 3)
ASKS_RELATIVE, SLOW, SLOW_HOURS = 0.18, 0.05, 500.0


class StandsStill(Exception):  # noqa: N818 - no error: the plot ends here
    """Nothing more happens in this matter."""


class Tale:
    """The story of one plot. `tell` yields the next moment each time."""

    def __init__(self, plot: Plot, deeds: Deeds, office: Office, pools: Pools) -> None:
        self.plot, self.deeds, self.office, self.pools = plot, deeds, office, pools
        self.rng = Random(f"{plot.seed}/tale")  # noqa: S311 - a demonstration

    def tell(self) -> Iterator[datetime]:
        """From the call to the archive, or to the step at which the plot stands still."""
        yield self.plot.start
        try:
            self.deeds.register(self.plot)
            self._reached("register")
            if self.plot.ending == "void":
                yield self._later("void")
                self.deeds.void(self._say("void"))
                return
            yield from self._dispatch()
            yield from self._mediate()
            yield from self._ask_and_close()
        except StandsStill:
            return

    def _dispatch(self) -> Iterator[datetime]:
        if self.plot.stop == "refer":
            yield self._later("refer")
            self.deeds.refer(self._say("return"))
            self._reached("refer")
        yield self._later("assign")
        self.deeds.assign(self._say("assign"))
        self._reached("assign")
        if self.plot.returned:
            yield self._later("return")
            self.deeds.give_back(self._say("return"))
            self._reached("return")
            yield self._later("assign")
            self.deeds.assign(self._say("assign"))
        yield self._later("accept")
        self.deeds.accept()
        self._reached("accept")
        if self.plot.stop == "escalate":
            yield self._later("escalate")
            self.deeds.escalate(self._say("reopen"))
            self._reached("escalate")

    def _mediate(self) -> Iterator[datetime]:
        yield from self._reach("applicant", "consents")
        self._reached("attempt")
        if self.plot.ending == "refused":
            yield from self._reach("respondent", "refuses_mediation")
            yield from self._give_up()
            return
        yield self._later("attempt")
        self.deeds.give_notice()
        if self.plot.ending == "impossible":
            yield from self._nobody_answers()
            return
        yield from self._reach("respondent", "consents")
        self.deeds.begin()
        self._reached("notice")
        if self.plot.ending in {"no_agreement", "other_lawful"}:
            yield from self._fail_to_agree()
            return
        yield from self._settle()

    def _nobody_answers(self) -> Iterator[datetime]:
        for _ in range(3):
            yield self._later("attempt")
            self._attempt("respondent", "no_answer")
        yield from self._give_up()

    def _reach(self, party: str, last: str) -> Iterator[datetime]:
        """Call until `last` is what came of it; relatives help now and then."""
        tries = self.rng.choice(TRIES) if party == "respondent" else 0
        for _ in range(0 if self.plot.stop else tries):
            yield self._later("attempt")
            self._attempt(party, self.rng.choice(STUBBORN))
        if party == "respondent" and not self.deeds.against_firm and self.rng.random() < ASKS_RELATIVE:
            yield self._later("attempt")
            note = self._say("notes", "relative").format(relation=self.plot.relation)
            self.deeds.attempt("relative", "wavering", note)
        yield self._later("attempt")
        self._attempt(party, last)

    def _attempt(self, party: str, outcome: str) -> None:
        self.deeds.attempt(party, outcome, self._say("notes", outcome))

    def _fail_to_agree(self) -> Iterator[datetime]:
        for _ in range(self.rng.randrange(2, 4)):
            yield self._later("attempt")
            self._attempt("respondent", "disagrees")
        yield from self._give_up()

    def _give_up(self) -> Iterator[datetime]:
        yield self._later("talk")
        self.deeds.terminate(self.plot.ending, self._say("terminate", self.plot.ending))
        self._reached("terminate")
        yield self._later("resolve")
        self.deeds.resolve(self._say("resolve"))

    def _settle(self) -> Iterator[datetime]:
        yield self._later("talk", extra=SLOW_HOURS if self.rng.random() < SLOW else 0)
        form = "written" if self.plot.written or not self.deeds.can_settle_on_the_spot() else "oral"
        self.deeds.settle(form, f"{self._say('points')}；{self._say(f'settlement_{form}')}")
        self._reached("settle")
        for position, obligation in enumerate(self.deeds.owed):
            if position == 0 and self.plot.ending == "breached":
                yield self._overdue(obligation.due_on)
                self.deeds.breach(obligation, self._say("breach"))
            else:
                yield self._later("perform")
                self.deeds.perform(obligation, self._say("performance"))
        yield self._later("resolve")
        self.deeds.resolve(self._say("resolve"))

    def _overdue(self, day: date) -> datetime:
        """Some days after a promise was due: urging comes first."""
        return self.office.after(clock.now(), days_until(day) * 24 + self.rng.uniform(72, 200), self.rng)

    def _ask_and_close(self) -> Iterator[datetime]:
        self._reached("resolve")
        yield self._later("follow_up")
        if self.plot.missed:
            self.deeds.follow_up("unreached", "", self._say("follow_up", "unreached"))
            self._reached("miss")
            yield self._later("again")
        if self.plot.reopened and self.plot.ending == "settled":
            self.deeds.follow_up("no", "unsatisfied", self._say("follow_up", "unhappy"))
            yield self._later("reopen")
            self.deeds.reopen(self._say("reopen"))
            self._reached("reopen")
            yield from self._once_more()
            yield self._later("follow_up")
        self._follow_up_for_good()
        yield self._later("close")
        self.deeds.close(self._say("close"))
        self._reached("close")
        yield self._later("archive")
        self.deeds.archive()

    def _once_more(self) -> Iterator[datetime]:
        """After a reopening: another round, and another settlement."""
        yield self._later("attempt")
        self.deeds.resume("")
        yield from self._reach("respondent", "agrees")
        self.deeds.begin()
        yield from self._settle()

    def _follow_up_for_good(self) -> None:
        settled = self.plot.ending == "settled"
        solved = "yes" if settled else self.rng.choice(("partly", "partly", "yes"))
        mood = self.rng.choice(
            ("very", "very", "satisfied", "satisfied", "fair") if settled else ("fair", "satisfied", "unsatisfied")
        )
        words = {"very": "content", "satisfied": "content", "fair": "fair", "unsatisfied": "unhappy"}[mood]
        self.deeds.follow_up(solved, mood, self._say("follow_up", words))

    def _reached(self, step: str) -> None:
        if self.plot.stop == step:
            raise StandsStill

    def _later(self, step: str, extra: float = 0) -> datetime:
        hours = self.rng.uniform(*PACE[step]) * (BRISK if self.plot.stop else 1) + (0 if self.plot.stop else extra)
        return self.office.after(clock.now(), hours, self.rng) + timedelta(seconds=self.rng.randrange(60))

    def _say(self, *path: str) -> str:
        return self.pools.say(self.rng, *path)
