"""What a room may put on the case page, and the panels of this room."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, mask_names
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.references import unmarked
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases import access
from hetang.record.cases.actions.petition import REQUEST_CLOCK
from hetang.record.cases.capacity import FULL, GUARDIANS, NAMES, is_sensitive
from hetang.record.cases.forms import PartyForm, StandingForm
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, Party
from hetang.record.cases.narrative import events_of
from hetang.record.cases.queries import Offer, shown_clocks, without_guardian
from hetang.record.cases.reckoning import rule_of
from hetang.record.cases.risk import RED, words_found

# Verbs with a button of their own here; the rooms that own the others draw theirs.
PLAIN = ("resolve", "close", "admit", "ask_review", "ask_rereview")
# Verbs with something to write, and what: fields of the form in `cases/verb_form.html`.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "answer": ("means", "text"),
    "reply": ("means", "text"),
    "serve": ("served_on", "note"),
    "serve_review": ("served_on", "note"),
    "decide_review": ("text",),
    "decide_rereview": ("text",),
    "transfer": ("to", "note"),
    "refuse": ("petition_reason", "note"),
    "take_back": ("reason",),
    "reopen": ("reason",),
    "leave": ("reason",),
    "void": ("reason",),
}
FIRST = frozenset({"answer", "reply", "decide_review", "decide_rereview"})
# The next step until it was taken; afterwards only to put a wrong day right.
SERVICE = frozenset({"serve", "serve_review"})
T = TypeVar("T")


@dataclass(frozen=True)
class CaseView:
    """One person looking at one case: what every panel may use without asking again."""

    case: Case
    user: Account
    offers: list[Offer]
    parties: list[Party]

    def once(self, read: Callable[[Case], T]) -> T:
        """What `read` says of the case; panels that need the same thing share one answer."""
        return once(self.case, read)

    def offer(self, verb: str) -> Offer | None:
        """The offer of `verb`, where it is open to this person now."""
        return next((o for o in self.offers if o.move.verb == verb), None)

    @property
    def seen(self) -> int:
        """The number of the last event that this page shows; forms that overwrite send it back."""
        return self.once(events_of)[-1].seq

    @property
    def may_edit(self) -> bool:
        """Whether this person may add to the case."""
        return access.may_edit(self.user, self.case)

    @property
    def may_call(self) -> bool:
        """Whether this person may see the parties' numbers."""
        return access.may_call(self.user, self.case)

    @property
    def may_name(self) -> bool:
        """Whether this person is shown full names."""
        return access.may_name(self.user, self.case)

    def plain(self, text: str) -> str:
        """A text of the case as this person may read it: the parties' names masked for those who need no names."""
        return text if self.may_name else mask_names(text, (party.person for party in self.parties))


def mark_titles(user: Account, cases: Iterable[Case]) -> None:
    """Put `shown_title` on each case: its title as `user` may read it. Two queries, none where every name may be read.

    What `CaseView.plain` is to one case's page, this is to lists.
    """
    rows = list(cases)
    people = _people_to_mask(user, rows)
    for case in rows:
        case.shown_title = mask_names(case.title, people.get(case.pk, ()))


def mark_texts(user: Account, cases: Iterable[Case]) -> None:
    """The same, and `shown_text`: what happened, as `user` may read it."""
    rows = list(cases)
    people = _people_to_mask(user, rows)
    for case in rows:
        masked = people.get(case.pk, ())
        case.shown_title = mask_names(case.title, masked)
        case.shown_text = mask_names(unmarked(f"{case.summary} {case.place_text}"), masked)


def _people_to_mask(user: Account, cases: Iterable[Case]) -> dict[int, list[Person]]:
    """Whose names `user` is not shown, by case."""
    masked = {case.pk for case in cases if not access.may_name(user, case)}
    people: dict[int, list[Person]] = {}
    for party in Party.objects.filter(case__in=masked).select_related("person") if masked else ():
        people.setdefault(party.case_id, []).append(party.person)
    return people


@dataclass(frozen=True)
class Panel:
    """A part of the case page: its template and what it needs. `column` is `main` or `side`."""

    key: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    column: str = "main"


def verbs_panel(view: CaseView) -> Panel | None:
    """The case's own verbs: report done, answer, close, reopen, void, a petition's steps."""
    plain = [o for o in view.offers if o.move.verb in PLAIN]
    written = [o for o in view.offers if o.move.verb in WRITTEN]
    if not plain and not written:
        return None
    is_served = any(each.name == REQUEST_CLOCK for each in view.once(shown_clocks))
    first = FIRST if is_served else FIRST | SERVICE
    context = {
        "plain": plain,
        "first": [o for o in written if o.move.verb in first],
        "later": [o for o in written if o.move.verb not in first],
        "inputs": WRITTEN,
        "refusals": rulepacks.entries("petition_refusals") if view.offer("refuse") else [],
    }
    return Panel("verbs", "cases/verbs_panel.html", context)


def risk_panel(view: CaseView) -> Panel | None:
    """The risk, what it demands and is not there yet, or what the text hints at. No query of its own."""
    case, factors = view.case, rulepacks.entries("risk_factors")
    hinted = words_found(case.summary, factors) if case.is_open and not case.risk else []
    if not case.risk and not hinted and not view.may_edit:
        return None
    labels = {f["key"]: f["label"] for f in factors}
    lacking = []
    if case.risk == RED and case.is_open:
        lacking += [] if case.police_told_at else [N_("立即向公安机关报告，并登记派出所和回执（人民调解法第二十五条）")]
        lacking += [] if case.risk_leader_id else [N_("请街道领导包案")]
    context = {"hinted": [labels[key] for key in hinted], "lacking": lacking}
    return Panel("risk", "cases/risk_panel.html", context, column="main" if lacking else "side")


def links_panel(view: CaseView) -> Panel:
    """Ways to the pages of corrections and of the cluster, and to a petition or mediation this case came from."""
    case = view.case
    return Panel("links", "cases/links_panel.html", {"origin": case.origin if case.origin_id else None}, column="side")


def parties_panel(view: CaseView) -> Panel:
    """Who is concerned, with masked numbers."""
    today = clock.today()
    context = {
        "parties": view.parties,
        "form": PartyForm(view.parties) if view.may_edit else None,
        "standing_forms": {p.pk: _standing_form(p) for p in view.parties} if view.may_edit else {},
        "capacities": {p.pk: _capacities(p, view.case.happened_on, today) for p in view.parties},
        "names": NAMES,
        "unguarded": {p.pk for p in without_guardian(view.parties, today)},
        "guardians": GUARDIANS,
        "sensitive": {p.pk for p in view.parties if is_sensitive(p.born_on, today)},
        "full": FULL,
    }
    return Panel("parties", "cases/parties_panel.html", context, column="side")


def _standing_form(party: Party) -> StandingForm:
    """What stands of a party, but for the date of birth, which is sealed: left empty it stays as it is."""
    known = {name: getattr(party, name) for name in ("kind", "self_supporting", "declared", "credit_code")}
    return StandingForm(initial=known, auto_id=f"id_%s-{party.pk}")


def _capacities(party: Party, event_on: date, today: date) -> tuple[str, str]:
    return party.capacity_on(event_on), party.capacity_on(today)


def clocks_panel(view: CaseView) -> Panel | None:
    """The deadlines that run, each with the way to its explanation."""
    running = [(each, rule_of(each).label, each.due_at <= clock.now()) for each in view.once(shown_clocks)]
    return Panel("clocks", "cases/clocks_panel.html", {"clocks": running}, column="side") if running else None
