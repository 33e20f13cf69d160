"""What a room may put on the case page, and the panels of this room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import mask_names
from hetang.ground.lib import clock
from hetang.record.cases import access
from hetang.record.cases.forms import PartyForm
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, Party
from hetang.record.cases.queries import Offer, shown_clocks
from hetang.record.cases.reckoning import rule_of

# Verbs with a button of their own here; the rooms that own the others draw theirs.
OWN_VERBS = ("resolve", "close", "reopen", "void")
WITH_REASON = frozenset({"reopen", "void"})
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


@dataclass(frozen=True)
class Panel:
    """A part of the case page: its template and what it needs. `column` is `main` or `side`."""

    key: str
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    column: str = "main"


def verbs_panel(view: CaseView) -> Panel | None:
    """Report done, close, reopen, void."""
    offers = [o for o in view.offers if o.move.verb in OWN_VERBS]
    if not offers:
        return None
    plain = [o for o in offers if o.move.verb not in WITH_REASON]
    reasoned = [o for o in offers if o.move.verb in WITH_REASON]
    return Panel("verbs", "cases/verbs_panel.html", {"plain": plain, "reasoned": reasoned})


def parties_panel(view: CaseView) -> Panel:
    """Who is concerned, with masked numbers."""
    form = PartyForm(view.parties) if view.may_edit else None
    return Panel("parties", "cases/parties_panel.html", {"parties": view.parties, "form": form}, column="side")


def clocks_panel(view: CaseView) -> Panel | None:
    """The deadlines that run, each with the way to its explanation."""
    running = [(each, rule_of(each).label, each.due_at <= clock.now()) for each in view.once(shown_clocks)]
    return Panel("clocks", "cases/clocks_panel.html", {"clocks": running}, column="side") if running else None
