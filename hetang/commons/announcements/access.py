"""Who speaks for a street, and who reads."""

from hetang.commons.accounts.api import Account, duties_of
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed

# The administrator for what concerns the program: when it stands still, what is new in it.
WRITERS = ("leader", "dispatcher", "system_admin")


def streets_written(by: Account) -> list[str]:
    """The streets for which `by` may announce."""
    return sorted({d.street for d in duties_of(by).held if d.role in WRITERS and d.street})


def require_writer(by: Account, street: str) -> None:
    """Raise `NotAllowed`."""
    if street not in streets_written(by):
        raise NotAllowed(N_("公告由街道领导、调度员和系统管理员发布。"), then=N_("请把要说的告诉他们。"))
