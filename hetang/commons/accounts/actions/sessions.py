"""Sessions end: by time, by their owner, by the security administrator."""

from datetime import datetime

from django.contrib.auth import logout
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from hetang.commons.accounts.access import SECURITY, require_admin
from hetang.commons.accounts.actions.telling import intervene, reason_of, tell
from hetang.commons.accounts.models import Account, Session
from hetang.commons.accounts.policy import policy, wall
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import WrongState


def touch_session(row: Session, now: datetime) -> None:
    """Note that the session was seen; of requests at the same moment only the first writes."""
    Session.objects.filter(session_key=row.session_key, seen_at=row.seen_at).update(seen_at=now)


def end_session(request: HttpRequest) -> None:
    """End the session of this very request: its row goes, and the person is nobody from here on."""
    logout(request)


def delete_old_sessions() -> int:
    """Delete what has ended by itself: idle or too old (pack `security`). Daily; returns how many went.

    A session may hold a form that was sent too late, with what residents said in it: it must not outlive its use.
    """
    rules, now = policy(), wall()
    old = Session.objects.filter(
        Q(seen_at__lte=now - rules.idle) | Q(started_at__lte=now - rules.longest) | Q(expire_date__lte=now)
    )
    return int(old.delete()[0])


@transaction.atomic
def end_own_session(account: Account, mark: str) -> None:
    """End one of one's own sessions. Raises `WrongState` where it is over already."""
    found = next((s for s in account.sessions.select_for_update() if s.mark == mark), None)
    if found is None:
        raise WrongState(N_("这个登录已经结束。"), then=N_("请刷新页面查看现在有哪些登录。"))
    found.delete()
    tell(account, "end_session", by=account)


@transaction.atomic
def end_other_sessions(account: Account, *, but: str, tell_it: bool = True) -> int:
    """End all of one's sessions except the one with key `but` ("" for none). Returns how many ended."""
    ended: int = account.sessions.exclude(session_key=but).delete()[0]
    if ended and tell_it:
        tell(account, "end_session", by=account, body={"ended": ended})
    return ended


@transaction.atomic
def end_sessions_of(account: Account, *, reason: str, by: Account) -> int:
    """The security administrator ends every session of an account. Returns how many ended."""
    require_admin(by, SECURITY, account)
    why = reason_of(reason)
    if not account.sessions.exists():
        raise WrongState(N_("这个账号现在没有登录。"))
    ended: int = account.sessions.all().delete()[0]
    intervene(account, "end_sessions", why, by=by)
    return ended
