"""How closely a case is kept, and who is named to see it all the same."""

from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from hetang.commons.accounts.api import Account, Held, duties_of
from hetang.commons.people.api import mask_numbers
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases import access
from hetang.record.cases.actions.parties import grant_access
from hetang.record.cases.models import Case, CaseAccess
from hetang.record.cases.models.access import GlassAlert
from hetang.record.cases.writing import lock, tell

NAMED = "named"
ORDER = (Case.Sensitivity.NORMAL, Case.Sensitivity.SENSITIVE, Case.Sensitivity.SEALED)


def right_to_set(user: Account, case: Case, to: str) -> Held | None:
    """The duty by which `user` may bring the case to this sensitivity.

    Handler or lead raise it to sensitive, the lead lowers it again; only a leader seals and opens what is sealed.
    """
    if Case.Sensitivity.SEALED in {to, case.sensitivity}:
        return access.right_by_role(user, case, "leader")
    found = access.right_by_role(user, case, "station_lead", "leader")
    if found is None and ORDER.index(Case.Sensitivity(to)) > ORDER.index(Case.Sensitivity(case.sensitivity)):
        found = access.right_as_handler(user, case)
    return found


@transaction.atomic
def set_sensitivity(case: Case, *, to: str, reason: str, named: Sequence[Account] = (), by: Account) -> Case:
    """Set who may read the case, with the reason. Sealing names the handler, the leader who seals, and `named`; who was
    asked to help or to take it sees it no more (settings.CASE_SEALED).

    Raises `NotAllowed` (see `right_to_set`), `Invalid` without a reason, `WrongState` where it is so already.
    """
    case = lock(case, moving=True)  # who may read it is decided after closing too
    if to not in Case.Sensitivity.values:
        raise Invalid(N_("不认识这个保密级别。"))
    held = right_to_set(by, case, to)
    if held is None:
        raise NotAllowed(
            N_("您不能这样改保密级别。"),
            then=N_("承办人和驿站负责人可以升为敏感，驿站负责人可以降低；封存和解封由街道领导决定。"),
        )
    if not reason.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
    if to == case.sensitivity:
        raise WrongState(N_("保密级别已经是这样。"), then=N_("请刷新页面查看。"))
    for account in named:
        _check_colleague(account, case)
    was, case.sensitivity, case.on_behalf = case.sensitivity, to, held.on_behalf
    case.save(update_fields=["sensitivity"])
    if to == Case.Sensitivity.SEALED:
        # Whoever is stood in for decides on it again when they are back.
        absent = Account.objects.filter(pk=held.on_behalf) if held.on_behalf is not None else ()
        for account in {a.pk: a for a in (by, *absent, *named)}.values():
            grant_access(case, role=NAMED, account=account, by=by)
        for path in settings.CASE_SEALED:
            import_string(path)(case, by)
    tell(case, "set_sensitivity", by=by, note=reason, body={"sensitivity": to, "was": was})
    return case


@transaction.atomic
def admit_to_case(case: Case, *, to: Account, reason: str, by: Account) -> Case:
    """Name a colleague of the street who may see the case, whatever its sensitivity."""
    case = lock(case, moving=True)  # who may read it is decided after closing too
    _require_say(case, by)
    if not reason.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
    _check_colleague(to, case)
    if case.grants.filter(account=to, role=NAMED, until=None).exists():
        raise WrongState(N_("这位同事已经在名单里。"), then=N_("请刷新页面查看。"))
    grant_access(case, role=NAMED, account=to, by=by)
    tell(case, "admit_reader", by=by, note=reason, body={"account": to.pk})
    return case


@transaction.atomic
def dismiss_from_case(case: Case, *, account: Account, by: Account) -> Case:
    """Take a name off the list. Whoever sees the case by duty still does; a sealed case keeps at least one reader."""
    case = lock(case, moving=True)  # who may read it is decided after closing too
    _require_say(case, by)
    held = case.grants.filter(account=account, role=NAMED, until=None)
    if not held.exists():
        raise WrongState(N_("这位同事已经不在名单里。"), then=N_("请刷新页面查看。"))
    if case.sensitivity == Case.Sensitivity.SEALED and not unsealers(case) - {account.pk}:
        raise Invalid(N_("封存的案件至少要留一位能解封的街道领导。"), then=N_("请先点名另一位街道领导。"))
    held.update(until=clock.now())
    tell(case, "dismiss_reader", by=by, body={"account": account.pk})
    return case


@transaction.atomic
def succeed_in_case(case: Case, *, reason: str, by: Account) -> GlassAlert:
    """Name oneself for a sealed case that nobody is left to open: its leaders are gone. The audit administrator is told.

    Raises `NotAllowed` but for a leader of the case's place by a duty of their own, `WrongState` while one is left.
    """
    case = lock(case, moving=True)
    if not may_succeed(by, case):
        raise NotAllowed(N_("您不能接任这件封存案件。"), then=N_("只有封存案件已无人能解封时，街道领导才能接任。"))
    if not reason.strip():
        raise Invalid(N_("还没有写原因。"), then=N_("请写一句原因，它会留在办理经过里。"))
    grant = CaseAccess.objects.create(case=case, account=by, role=NAMED, by=by, since=clock.now(), of_open=case.is_open)
    alert = GlassAlert.objects.create(grant=grant, reason=mask_numbers(reason.strip())[:200])
    tell(case, "admit_reader", by=by, note=reason, body={"account": by.pk, "alert": alert.pk})
    return alert


def may_succeed(user: Account, case: Case) -> bool:
    """Whether the sealed case has nobody left who may open it, and `user` is a leader of its place."""
    if case.sensitivity != Case.Sensitivity.SEALED or unsealers(case):
        return False
    return any(d.role == "leader" and d.on_behalf is None and d.covers(case) for d in duties_of(user).casework)


def unsealers(case: Case) -> set[int]:
    """Ids of those who see the case by name and may unseal it: leaders of its place, in force today."""
    named = Account.objects.filter(pk__in=case.grants.filter(until=None).values("account"), is_active=True)
    return {
        a.pk
        for a in named
        if any(d.role == "leader" and d.on_behalf is None and d.covers(case) for d in duties_of(a).casework)
    }


def may_name(user: Account, case: Case) -> bool:
    """Whether `user` may name readers: the station's lead or a leader, as far as they see the case."""
    return access.right_by_role(user, case, "station_lead", "leader") is not None


def _require_say(case: Case, by: Account) -> None:
    held = access.right_by_role(by, case, "station_lead", "leader")
    if held is None:
        raise NotAllowed(N_("您不能决定谁来看这件案件。"), then=N_("由承办驿站的负责人或街道领导点名。"))
    case.on_behalf = held.on_behalf


def _check_colleague(account: Account, case: Case) -> None:
    if not any(d.on_behalf is None and d.reaches(case.street) for d in duties_of(account).casework):
        raise Invalid(N_("被点名的人须在案件所在的街道任职。"), then=N_("请从名单里选择。"))
