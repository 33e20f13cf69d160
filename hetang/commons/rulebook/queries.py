"""What waits for a second person. Every page of a leader asks, so a process keeps it for half a minute."""

from hetang.commons.accounts.api import Account
from hetang.commons.rulebook import access
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.succession import OWN
from hetang.ground.lib.kept import Kept
from hetang.ground.rulepacks.api import loaded_versions

_waiting: Kept[list[Proposal]] = Kept()


def waiting_for(by: Account) -> int:
    """How many versions wait for `by` to look at; no query as long as none waits."""
    rows = _waiting.get("all", lambda: list(Proposal.objects.filter(state=Proposal.State.WAITING).defer("body")))
    return sum(access.may_decide(by, row) for row in rows)


def own_packs() -> set[str]:
    """The packs of which the street has a version of its own: it holds, whatever comes with the program."""
    return {name for name, version in loaded_versions() if version >= OWN}


def forget_waiting() -> None:
    """Ask anew."""
    _waiting.forget()
