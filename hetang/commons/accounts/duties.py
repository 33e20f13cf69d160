"""What an account may do, read once and asked often."""

from dataclasses import dataclass

from django.http import HttpRequest

from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.rules import ADMIN_ROLES, STREET_WIDE
from hetang.ground.lib import clock


@dataclass(frozen=True)
class Held:
    """One duty in force: role, unit id, and the codes of its place."""

    role: str
    unit: int
    place: str
    street: str


@dataclass(frozen=True)
class Duties:
    """All duties of one account that are in force today."""

    held: tuple[Held, ...]

    def roles(self, street: str = "") -> frozenset[str]:
        """Roles held, in one street where one is given."""
        return frozenset(d.role for d in self.held if not street or d.street == street)

    def has(self, *roles: str) -> bool:
        """Whether any of these roles is held anywhere."""
        return bool(self.roles() & set(roles))

    @property
    def handles_cases(self) -> bool:
        """Whether any duty is about cases; an administrator's is not."""
        return any(d.role not in ADMIN_ROLES for d in self.held)

    @property
    def streets(self) -> frozenset[str]:
        """Streets in which any duty is held."""
        return frozenset(d.street for d in self.held)

    @property
    def whole_streets(self) -> frozenset[str]:
        """Streets whose every case is open to this account."""
        return frozenset(d.street for d in self.held if d.role in STREET_WIDE)

    def units(self, *roles: str) -> frozenset[int]:
        """Units in which one of these roles (any, if none is named) is held."""
        return frozenset(d.unit for d in self.held if not roles or d.role in roles)

    @property
    def home_street(self) -> str:
        """The street of the first duty, "" without one."""
        return self.held[0].street if self.held else ""


def duties_of(account: Account) -> Duties:
    """The duties of `account` today; kept on the object, so one request asks the database once."""
    kept: Duties | None = getattr(account, "_duties_today", None)
    if kept is None:
        kept = Duties(_read(account))
        account._duties_today = kept  # type: ignore[attr-defined]
    return kept


def _read(account: Account) -> tuple[Held, ...]:
    if not account.is_authenticated or not account.is_active:
        return ()
    rows = Duty.objects.in_force(clock.today()).filter(account_id=account.pk)
    return tuple(
        Held(role=d.role, unit=d.unit_id, place=d.place.code, street=d.place.street)
        for d in rows.select_related("place").order_by("id")
    )


def signed_in(request: HttpRequest) -> Account:
    """The account behind a request; LoginRequiredMiddleware lets nobody else through to our views."""
    assert isinstance(request.user, Account)
    return request.user
