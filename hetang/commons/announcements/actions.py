"""Announcing something, and taking it back. A mistake is taken back and announced anew."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.announcements import access
from hetang.commons.announcements.models import TEXT_CHARS, TITLE_CHARS, Announcement
from hetang.commons.announcements.queries import forget_announcements
from hetang.commons.places.api import place
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState

STREAM = "announcement"
# What holds for longer belongs into the knowledge base.
LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class Notice:
    """What is said, to whom, and on which days (both included)."""

    audience: str
    title_zh: str
    text_zh: str
    since: date
    until: date
    title_en: str = ""
    text_en: str = ""
    is_urgent: bool = False


@transaction.atomic
def announce(street: str, notice: Notice, *, by: Account) -> Announcement:
    """Shown from its first day. Raises `Missing` without words, `Invalid` for days that cannot be."""
    access.require_writer(by, street)
    title, text = notice.title_zh.strip(), notice.text_zh.strip()
    if not title or not text or len(title) > TITLE_CHARS or len(text) > TEXT_CHARS:
        raise Missing(N_("还不能发布。"), needs=[N_("一个标题和几句话")])
    if notice.audience not in Announcement.Audience.values:
        raise Invalid(N_("没有选说给谁听。"), then=N_("请选择对象。"))
    if not (notice.since <= notice.until <= notice.since + LONGEST) or notice.until < clock.today():
        raise Invalid(N_("公告的日期不对。"), then=N_("结束不能早于开始和今天，最长三个月；长期有效的请写进知识库。"))
    made = Announcement.objects.create(
        street=street, **{**vars(notice), "title_zh": title, "text_zh": text}, by=by, at=clock.now()
    )
    days = [notice.since.isoformat(), notice.until.isoformat()]
    _tell(made, "announce", by, {"audience": notice.audience, "days": days})
    return made


@transaction.atomic
def withdraw_announcement(announcement: Announcement, *, by: Account) -> Announcement:
    """Shown no longer; it stays in the list of what was said."""
    found = Announcement.objects.select_for_update().get(pk=announcement.pk)
    access.require_writer(by, found.street)
    if found.withdrawn_at is not None or found.until < clock.today():
        raise WrongState(N_("这条公告已经不再显示。"), then=N_("请刷新页面查看。"))
    found.withdrawn_at = clock.now()
    found.save(update_fields=["withdrawn_at"])
    _tell(found, "withdraw", by, {})
    return found


def _tell(found: Announcement, verb: str, by: Account, body: dict[str, object]) -> None:
    forget_announcements()
    transaction.on_commit(forget_announcements)
    journal.append(kind=STREAM, key=found.pk, verb=verb, by=by.pk, body=body, place=place(found.street))
