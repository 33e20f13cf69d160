"""How the installation is doing, in words."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from hetang import __version__
from hetang.commons.accounts.api import ADMIN_ROLES, duties_of, signed_in
from hetang.config.backups.noting import BACKUP, DRILL, Noted, last
from hetang.config.backups.schedule import BACKUP_LATE_SECONDS, DRILL_LATE_SECONDS
from hetang.config.home import Home
from hetang.config.watching.readiness import free_bytes, looks
from hetang.ground.journal import api as journal
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_, Label
from hetang.ground.lib.refusals import NotAllowed

CHECKS: dict[str, Label] = {
    "database": N_("数据库应答"),
    "migrations": N_("表结构与程序一致"),
    "lag": N_("统计跟上日志"),
    "disk": N_("磁盘有余量"),
}
CONSUMERS: dict[str, Label] = {
    "figures": N_("统计"),
    "finding": N_("案件查找"),
    "telling": N_("消息"),
    "webhooks": N_("推送"),
}
LIMITS = {BACKUP: BACKUP_LATE_SECONDS, DRILL: DRILL_LATE_SECONDS}


@never_cache
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    """Checks, consumers, disk, the last backup and the last drill. For administrators of any kind."""
    if not duties_of(signed_in(request)).has(*ADMIN_ROLES):
        raise NotAllowed(N_("运行状态只供管理员查看。"), then=N_("需要时请与系统管理员联系。"))
    home = Home(settings.HETANG_HOME)
    context = {
        "checks": [(CHECKS[name], holds) for name, holds in looks.state().checks.items()],
        "lags": [(CONSUMERS.get(name, name), lag) for name, lag in journal.lag().items()],
        "root": journal.last_root(),
        "free_mb": free_bytes() // 2**20,
        "version": __version__,
        "backup": _told(home, BACKUP),
        "drill": _told(home, DRILL),
    }
    return render(request, "config/status.html", context)


def _told(home: Home, kind: str) -> dict[str, Noted | bool | str | None]:
    """The last attempt and why it failed, the last that went well, and whether that is too long ago."""
    tried, good = last(home, kind), last(home, kind, ok=True)
    late = good is None or good.age_seconds() > LIMITS[kind]
    # A line in Chinese, then one in English.
    chinese, _, english = (tried.reason if tried else "").partition("\n")
    reason = english if (get_language() or "").startswith("en") and english else chinese
    return {"last": tried, "good": good, "late": late, "reason": reason}
