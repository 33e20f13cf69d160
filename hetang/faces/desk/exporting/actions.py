"""Asking for a list as a file, calling it off, taking it away."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.db import transaction
from django.db.models import F, QuerySet

from hetang.commons.accounts.api import Account, duties_of
from hetang.commons.people.api import mask_numbers, note_export
from hetang.faces.desk.exporting.files import expire, file_of
from hetang.faces.desk.models import QUERY_CHARS, Export
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.finding.api import scope_marks

# Who takes lists away: those who answer for a street or a station.
EXPORTERS = ("operator", "station_lead", "leader")
KEPT = timedelta(hours=24)
FETCHED = "cases: file"
AT_ONCE = 2
REASON_CHARS = 120


def may_export(user: Account) -> bool:
    """Whether lists may be taken away at all. What stands in them is what this person sees anyway."""
    return duties_of(user).has(*EXPORTERS)


def scope_of(user: Account) -> str:
    """A digest of what this person sees and by which duties: a file made under another one is nobody's any more."""
    duties = [f"{held.role} {held.unit} {held.street} {held.level}" for held in duties_of(user).held]
    return hashlib.sha256("\n".join(sorted({*duties, *scope_marks(user)})).encode()).hexdigest()


def exports_of(user: Account) -> QuerySet[Export]:
    """One's own, newest first. Nobody sees somebody else's."""
    return Export.objects.filter(account=user).order_by("-pk")


@transaction.atomic
def ask_export(*, query: Mapping[str, str], reason: str, names: bool = False, by: Account) -> Export:
    """Ask for the list under these filters; with `names` in full where `by` may read them anyway.

    The caller defers the job in the same transaction. Raises `NotAllowed`, `Invalid` without a reason, `WrongState`.
    """
    if not may_export(by):
        raise NotAllowed(N_("导出只对话务员、驿站负责人和街道领导开放。"), then=N_("需要名单时，请联系本单位负责人。"))
    reason = mask_numbers(reason.strip())
    if not reason or len(reason) > REASON_CHARS:
        raise Invalid(N_("请写明导出的用途，不超过 120 个字。"), then=N_("用途会留在导出记录里，审计管理员可以看到。"))
    text = urlencode({k: v for k, v in query.items() if v})
    if len(text) > QUERY_CHARS:
        raise Invalid(N_("条件太多了。"), then=N_("请减少条件再导出。"))
    # One's own row, so that two requests at once do not both find room.
    Account.objects.select_for_update().get(pk=by.pk)
    if sum(export.is_under_way for export in exports_of(by)[:50]) >= AT_ONCE:
        raise WrongState(N_("您已有两个导出在进行。"), then=N_("请等它们完成，或先取消一个。"))
    return Export.objects.create(
        account=by,
        query=text,
        reason=reason,
        names=names,
        scope=scope_of(by),
        token=secrets.token_hex(16),
        asked_at=clock.now(),
    )


@transaction.atomic
def cancel_export(export: Export, *, by: Account) -> Export:
    """Call it off; the job notices within a piece and clears away what it had."""
    export = _lock_own(export, by)
    if not export.is_under_way:
        raise WrongState(N_("这次导出已经结束。"), then=N_("请刷新页面查看。"))
    export.state = Export.State.CANCELLED
    export.finished_at = clock.now()
    export.save(update_fields=["state", "finished_at"])
    return export


def fetch_export(export: Export, *, by: Account) -> Path:
    """The file, to be handed out; each time is counted and noted. Raises `WrongState` while it is not there or no longer, `NotAllowed`
    for somebody else, also for who has other duties now than when it was asked for."""
    if export.account_id != by.pk:
        raise NotAllowed(N_("这份导出不是您的。"))
    if not may_export(by) or scope_of(by) != export.scope:
        raise NotAllowed(N_("您的职责已有变动，这份导出不能再下载。"), then=N_("需要时请按现在的职责重新导出。"))
    if export.expires_at is not None and export.expires_at <= clock.now():
        expire(export)
        raise WrongState(N_("这份导出已过期，文件已删除。"), then=N_("需要时请重新导出。"))
    if export.state != Export.State.DONE:
        raise WrongState(N_("这份导出还不能下载。"), then=N_("请回到导出页面查看进度。"))
    path = file_of(export)
    if not path.exists():
        raise WrongState(N_("导出的文件不在这台服务器上。"), then=N_("请重新导出。"))
    Export.objects.filter(pk=export.pk).update(downloads=F("downloads") + 1)
    note_export(by, FETCHED, f"export {export.pk}", export.rows, export.digest)
    return path


def _lock_own(export: Export, by: Account) -> Export:
    export = Export.objects.select_for_update().get(pk=export.pk)
    if export.account_id != by.pk:
        raise NotAllowed(N_("这份导出不是您的。"))
    return export
