"""Who may look at a case's evidence: who works on it. Whoever only oversees it sees that there is some."""

from hetang.commons.accounts.api import Account
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.cases.api import Case, may_name


def may_look(user: Account, case: Case) -> bool:
    """Whether `user`, who sees the case, may look at its evidence: names cannot be masked in a picture."""
    return may_name(user, case)


def require_look(user: Account, case: Case) -> None:
    """Raise `NotAllowed` unless `may_look`."""
    if not may_look(user, case):
        raise NotAllowed(
            N_("您不能查看这件案件的证据材料。"),
            then=N_("证据里的姓名和面容遮盖不了，只对承办的人开放；需要时请联系承办人。"),
        )
