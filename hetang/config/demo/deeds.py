"""What can be done in one matter, each through the action its page calls, by an account that may."""

from datetime import date, timedelta
from random import Random
from typing import Any

from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Unit, place
from hetang.config.demo.cast import Cast
from hetang.config.demo.plots import Plot
from hetang.config.demo.pools import Promise as Wording
from hetang.flow.archive.api import archive_case
from hetang.flow.dispatch.api import accept_case, assign_case, candidates_for, escalate_case, refer_case, return_case
from hetang.flow.intake.api import Report, register_case
from hetang.ground.lib import clock
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import (
    Case,
    Party,
    add_party,
    check_identity,
    close_case,
    reopen_case,
    resolve_case,
    void_case,
)
from hetang.record.followup.api import (
    Obligation,
    Promise,
    obligations_of,
    record_breach,
    record_follow_up,
    record_performance,
)
from hetang.services.mediation import api as mediation

# A matter whose promises all lie this near may be settled on the spot, by word of mouth.
SPOT_DAYS = 5
MEANS, MEANS_WEIGHTS = ("call", "visit", "message"), (7, 2, 1)
IDENTITIES = ("phone", "card", "known")
ROUND_YUAN = 10


class Deeds:
    """One case and the people who act in it. `handler` fixes the mediator where a story names one."""

    case: Case

    def __init__(self, cast: Cast, seed: str, handler: str = "", unit: str = "") -> None:
        self.cast, self.seed, self.handler, self.helping = cast, seed, handler, unit
        self.rng = Random(f"{seed}/deeds")  # noqa: S311 - a demonstration
        self.parties: dict[str, Party] = {}
        self.wordings: tuple[Wording, ...] = ()
        self.yuan: int | None = None
        self.tried: list[Account] = []
        self.relative = ("", "", "")
        self.against_firm = False
        self.is_respondent_known = False

    # From the call to the desk

    def register(self, plot: Plot) -> None:
        """Register what the plot says was told."""
        self.wordings, self.yuan = plot.matter.promises, plot.yuan
        self.relative = (plot.relative.name, plot.relative.phone, plot.relation)
        self.against_firm = bool(plot.matter.firms)
        self._register(
            text=plot.summary,
            applicant=plot.applicant.name,
            applicant_phone=plot.applicant.phone,
            respondent=plot.respondent.name,
            respondent_phone=plot.respondent.phone,
            channel=plot.channel,
            community=place(plot.spot.community),
            place_text=plot.spot.estate if plot.spot.community else "",
            category=plot.matter.category,
            amount_fen=plot.yuan * 100 if plot.yuan else None,
        )

    def register_script(self, script: dict[str, Any]) -> None:
        """Register a scripted story."""
        applicant, respondent, relative = script["applicant"], script["respondent"], script.get("relative")
        if relative:
            self.relative = (relative["name"], relative["phone"], relative["relation"])
        self._register(
            text=script["summary"],
            applicant=applicant["name"],
            applicant_phone=applicant["phone"],
            respondent=respondent["name"],
            respondent_phone=respondent["phone"],
            community=place(script["community"]),
            place_text=script.get("estate", ""),
            category=script["category"],
            amount_fen=script.get("amount_fen"),
        )

    def _register(self, **told: Any) -> None:
        report = Report(street=self.cast.street, submission=self.seed, hotline=self.cast.hotline, **told)
        self.case = register_case(report, by=self.cast.any("operator", self.rng))
        self.parties = {party.role: party for party in self.case.parties.order_by("id")}

    @property
    def lead(self) -> Account:
        """The lead of the station that has the case."""
        return self.cast.lead_of(self.case.unit)

    def void(self, note: str) -> None:
        """Void the registration."""
        void_case(self.case, note=note, by=self.lead)

    def assign(self, note: str) -> None:
        """Give the case to a mediator who has not given it back before, where there is one."""
        unit = self.cast.unit(self.helping) if self.helping else self.case.unit
        to, unit = self._choose(unit)
        self.tried.append(to)
        assign_case(self.case, to=to, unit=unit, note=note, by=self.lead)

    def _choose(self, unit: Unit) -> tuple[Account, Unit]:
        holders = self.cast.mediators_of(unit)
        if self.handler:
            return next(account for account in holders if account.username == self.handler), unit
        fresh = [account for account in holders if account not in self.tried]
        if fresh:
            return self.rng.choice(fresh), unit
        # All of them gave it back, perhaps for an interest of their own: somebody of the street who may take it.
        candidates = candidates_for(self.case)
        chosen = next((c for c in candidates if c.account not in self.tried), candidates[0])
        return chosen.account, chosen.unit

    @property
    def mediator(self) -> Account:
        """Who has the case now."""
        return self.tried[-1]

    def give_back(self, note: str) -> None:
        """Return the case to the station."""
        reasons = [entry["key"] for entry in rulepacks.entries("return_reasons")]
        return_case(self.case, reason=self.rng.choice(reasons), note=note, by=self.mediator)

    def refer(self, note: str) -> None:
        """The lead holds that another station is responsible."""
        refer_case(self.case, note=note, by=self.lead)

    def escalate(self, note: str) -> None:
        """The lead passes the case up to the district."""
        escalate_case(self.case, note=note, by=self.lead)

    def accept(self) -> None:
        """Accept, and make sure of the applicant."""
        accept_case(self.case, by=self.mediator)
        found = mediation.mediation_of(self.case)
        if found is None:
            raise RuntimeError(f"{self.case.number} was accepted without a mediation")
        self.mediation = found
        check_identity(self.parties["applicant"], means=self.rng.choice(IDENTITIES), by=self.mediator)

    # Mediating

    def attempt(self, party: str, outcome: str, note: str) -> None:
        """One try to reach somebody."""
        if party == "relative" and party not in self.parties:
            self._add_relative()
        means = self.rng.choices(MEANS, MEANS_WEIGHTS)[0] if outcome != "no_answer" else "call"
        mediation.record_attempt(
            self.mediation, party=self.parties[party], outcome=outcome, means=means, note=note, by=self.mediator
        )

    def _add_relative(self) -> None:
        name, phone, relation = self.relative
        self.parties["relative"] = add_party(
            self.case,
            name=name,
            phone=phone,
            role=Party.Role.RELATIVE,
            of=self.parties["respondent"],
            relation=relation,
            by=self.mediator,
        )

    def give_notice(self) -> None:
        """Tell the parties their rights and duties."""
        mediation.tell_rights(self.mediation, by=self.mediator)

    def begin(self) -> None:
        """Make sure of the other side and begin."""
        if not self.is_respondent_known:
            check_identity(self.parties["respondent"], means=self.rng.choice(IDENTITIES), by=self.mediator)
            self.is_respondent_known = True
        mediation.begin_session(self.mediation, by=self.mediator)

    def can_settle_on_the_spot(self) -> bool:
        """Whether every promise is near enough to be kept today."""
        return all(wording.days <= SPOT_DAYS for wording in self.wordings)

    def settle(self, form: str, note: str) -> None:
        """Settle on what the matter promises; an oral settlement is due today."""
        promises = [self._promise(wording, form) for wording in self.wordings]
        grounds = [ground.key for ground in mediation.grounds_for(self.case)[: self.rng.randrange(3)]]
        self._settle(promises, form, grounds, note)

    def _promise(self, wording: Wording, form: str) -> Promise:
        sides = ("applicant", "respondent") if wording.reverse else ("respondent", "applicant")
        share = None
        if wording.pay and self.yuan:
            share = max(ROUND_YUAN, round(self.yuan * wording.pay / 100 / ROUND_YUAN) * ROUND_YUAN) * 100
        return Promise(
            debtor=self.parties[sides[0]],
            creditor=self.parties[sides[1]],
            due_on=clock.today() + timedelta(days=0 if form == "oral" else wording.days),
            amount_fen=share,
            act="" if share else wording.act,
            means=wording.means,
        )

    def settle_script(self, said: dict[str, Any], grounds: list[str]) -> None:
        """Settle as the script says, pointing at `grounds` (keys of statutes, `clause:number` of the covenant)."""
        offered = mediation.grounds_for(self.case)
        wanted = [g.key for g in offered if g.key in grounds or g.label["zh"] in grounds]
        promise = Promise(
            debtor=self.parties["respondent"],
            creditor=self.parties["applicant"],
            due_on=clock.today() + timedelta(days=said["promise"]["days"]),
            amount_fen=said["promise"].get("amount_fen"),
            act=said["promise"].get("act", ""),
            means=said["promise"].get("means", ""),
        )
        self._settle([promise], said["form"], wanted, said["points"])

    def _settle(self, promises: list[Promise], form: str, grounds: list[str], note: str) -> None:
        agreement = mediation.Agreement(
            promises=promises, form=form, grounds=grounds, paper_complete=form == "written", note=note
        )
        mediation.settle(self.mediation, agreement=agreement, by=self.mediator)

    def terminate(self, reason: str, note: str) -> None:
        """End without a settlement."""
        mediation.terminate(self.mediation, reason=reason, note=note, by=self.mediator)

    def resume(self, note: str) -> None:
        """Mediate once more."""
        mediation.resume(self.mediation, note=note, by=self.mediator)

    # Afterwards

    @property
    def owed(self) -> list[Obligation]:
        """Promises still open, nearest first."""
        return list(obligations_of(self.case).filter(state__in=("due", "partly")))

    def perform(self, obligation: Obligation, note: str) -> None:
        """Record that a promise was kept."""
        record_performance(obligation, note=note, by=self.mediator)

    def breach(self, obligation: Obligation, note: str) -> None:
        """Record that a promise was not kept."""
        record_breach(obligation, note=note, by=self.mediator)

    def resolve(self, note: str) -> None:
        """Report the matter done."""
        resolve_case(self.case, note=note, by=self.mediator)

    def follow_up(self, solved: str, satisfaction: str, note: str) -> None:
        """Ask the applicant."""
        by = self.cast.any("follow_up_operator", self.rng)
        party = self.parties["applicant"]
        record_follow_up(self.case, party=party, solved=solved, satisfaction=satisfaction, note=note, by=by)

    def reopen(self, note: str) -> None:
        """Send the matter back to its handler."""
        reopen_case(self.case, note=note, by=self.lead)

    def close(self, note: str) -> None:
        """Close the case."""
        close_case(self.case, note=note, by=self.lead)

    def archive(self) -> None:
        """Archive the case."""
        archive_case(self.case, by=self.lead)


def days_until(day: date) -> int:
    """Days from today to `day`, negative where it is past."""
    return (day - clock.today()).days
