"""Who may propose a rule, and who may look at it. Rules hold for the whole installation.

So a duty must reach all of it: every street that has a system administrator of its own.
"""

from collections.abc import Sequence

from hetang.commons.accounts.api import ROLES, Account, Duty, duties_of
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.succession import PROPOSERS, deciders
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed


def may_propose(by: Account) -> bool:
    """Whether `by` keeps the rules."""
    return _reaches_all(by, PROPOSERS)


def may_decide(by: Account, found: Proposal) -> bool:
    """Whether `by` is the second pair of eyes: of the roles that answer for this pack, and not who proposed it."""
    return by.pk != found.proposed_by_id and _reaches_all(by, deciders(found.name))


def may_read(by: Account) -> bool:
    """Whether `by` sees what is proposed: who may propose or decide, and the auditors."""
    return duties_of(by).has(*PROPOSERS, *deciders(""), "audit_admin")


def require_proposer(by: Account) -> None:
    """Raise `NotAllowed`."""
    if not may_propose(by):
        raise NotAllowed(
            N_("新的规则由系统管理员提交。"), then=N_("规则对全部街道有效；有多个街道时由区级的系统管理员提交。")
        )


def require_reader(by: Account) -> None:
    """Raise `NotAllowed`."""
    if not may_read(by):
        raise NotAllowed(N_("待复核的规则只供管理员和街道领导查看。"), then=N_("现行的规则在“规则”里。"))


def require_decider(by: Account, found: Proposal) -> None:
    """Raise `NotAllowed`, saying who may."""
    if by.pk == found.proposed_by_id:
        raise NotAllowed(N_("自己提交的规则由另一个人复核。"), then=N_("请告诉复核的同事。"))
    if not may_decide(by, found):
        role = ROLES[deciders(found.name)[0]]
        raise NotAllowed(N_("这份规则不归您复核。"), then=N_("由%(who)s来复核。"), who=role)


def _reaches_all(by: Account, roles: Sequence[str]) -> bool:
    """Whether `by` holds one of the roles for every street that has an administrator of its own, or above them all."""
    held = [duty for duty in duties_of(by).held if duty.role in roles and duty.on_behalf is None]
    if not held or any(duty.level == "district" for duty in held):
        return bool(held)
    kept = Duty.objects.in_force(clock.today()).filter(role__in=PROPOSERS, account__is_active=True)
    return set(kept.values_list("place__street", flat=True)) <= {duty.street for duty in held}
