"""Who may administer which accounts."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from hetang.commons.accounts.duties import duties_of
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES
from hetang.commons.places.api import Place
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed, Refused

SYSTEM, SECURITY, AUDIT = "system_admin", "security_admin", "audit_admin"


class NoSuchAccount(Refused):
    """Nobody by this number, as far as this administrator may know."""

    status = 404


def require_role(by: Account, *roles: str) -> None:
    """Raise `NotAllowed`, saying who may, unless one of `roles` is held."""
    if not duties_of(by).has(*roles):
        raise NotAllowed(
            N_("这一步不归您办。"), then=N_("这一步由%(who)s来办；需要时请与其联系。"), who=ROLES[roles[0]]
        )


def require_admin(by: Account, role: str, account: Account) -> None:
    """Raise unless `by` holds `role`, `account` is within reach and somebody else: nobody helps themselves."""
    require_role(by, role)
    if account.pk == by.pk:
        raise NotAllowed(N_("不能为自己办这一步。"), then=N_("请由另一位管理员来办。"))
    if not reached_by(by, role).filter(pk=account.pk).exists():
        raise NoSuchAccount(N_("没有找到这个账号。"))


def reached_by(by: Account, *roles: str) -> QuerySet[Account]:
    """The accounts that `by` reaches through these roles: whoever has, or is to have, a duty in the own streets.

    Of those who have none anywhere: whom these streets created, and who worked here before. Who works elsewhere now
    is reached from there only. A duty in a place above all streets (a district) reaches everybody.
    """
    streets = streets_of(by, *roles)
    if not streets:
        return Account.objects.none()
    if "" in streets:
        return Account.objects.all()
    now = Duty.objects.current(clock.today()).filter(account=OuterRef("pk"))
    before = Duty.objects.filter(account=OuterRef("pk"), place__street__in=streets)
    ours = Q(made_in__in=streets) | Exists(before)
    return Account.objects.filter(Exists(now.filter(place__street__in=streets)) | (~Exists(now) & ours))


def streets_of(by: Account, *roles: str) -> frozenset[str]:
    """The streets in which one of these roles is held; "" among them means every street."""
    return frozenset(d.street for d in duties_of(by).held if d.role in roles)


def street_of(by: Account) -> str:
    """Where a new account belongs that this system administrator creates; "" above the streets."""
    return min(streets_of(by, SYSTEM))


def get_account_for(by: Account, pk: int, *roles: str) -> Account:
    """The account, where `by` reaches it with one of `roles` (all three administrators, if none is named)."""
    wanted = roles or tuple(sorted(ADMIN_ROLES))
    require_role(by, *wanted)
    found = reached_by(by, *wanted).filter(pk=pk).first()
    if found is None:
        raise NoSuchAccount(N_("没有找到这个账号。"), then=N_("请从账号列表进入。"))
    return found


def require_place(by: Account, role: str, place: Place) -> None:
    """Raise `NotAllowed` unless `by` holds `role` where `place` lies: no street hands out duties in another."""
    streets = streets_of(by, role)
    if "" not in streets and place.street not in streets:
        raise NotAllowed(
            N_("“%(place)s”不在您管理的范围内。"), then=N_("请由当地的系统管理员办理。"), place=place.name_zh
        )


def is_admin(account: Account) -> bool:
    """Whether the account holds, or will hold, an administrator's duty."""
    return Duty.objects.current(clock.today()).filter(account=account, role__in=ADMIN_ROLES).exists()
