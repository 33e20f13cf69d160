"""What somebody who is to leave still has in hand, asked of the rooms above (settings.LEAVING_NOTICES)."""

from django.conf import settings
from django.utils.module_loading import import_string

from hetang.commons.accounts.models import Account, Duty
from hetang.commons.accounts.rules import CASEWORK
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState


def in_hand(account: Account) -> list[tuple[int, str]]:
    """(how many open cases and tasks, the address where they are handed over), without those that have none."""
    return [found for path in settings.LEAVING_NOTICES if (found := import_string(path)(account))[0]]


def is_last_casework(duty: Duty) -> bool:
    """Whether the account would do no casework any more without this duty."""
    if duty.role not in CASEWORK:
        return False
    today = clock.today()
    held = Duty.objects.in_force(today).filter(account=duty.account_id, role__in=CASEWORK)
    return held.filter(pk=duty.pk).exists() and not held.exclude(pk=duty.pk).exists()


def require_handed_over(account: Account, *, despite_cases: bool) -> None:
    """Raise `WrongState`, with the way to the hand-over, where cases would be left behind and nobody said so."""
    left = [] if despite_cases else in_hand(account)
    if left:
        raise WrongState(
            N_("%(name)s手里还有 %(cases)d 件没有办完的事（案件、协办、转办），停用或结束最后一项职责后没有人办。"),
            then=N_("请先由驿站负责人或街道领导移交；来不及时，勾选“案件随后移交”再办。"),
            link=(N_("移交案件"), left[0][1]),
            name=account.name,
            cases=sum(number for number, _ in left),
        )
