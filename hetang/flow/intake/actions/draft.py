"""Keeping what is typed before it is sent."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db import connection, transaction

from hetang.commons.accounts.api import Account
from hetang.flow.intake.models import Contact, Draft
from hetang.ground.lib import clock
from hetang.ground.lib.inserting import Insert
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks

MOST_LETTERS = 200_000


@dataclass(frozen=True)
class Page:
    """The tab that saves, its how manieth saving this is (growing), and the draft's mark that it was opened with."""

    tab: str
    turn: int = 0
    seen: str = ""


def keep_somewhere(
    submission: str, fields: Mapping[str, str], *, by: Account, page: Page | None = None
) -> Draft | None:
    """As `save_draft`; as another draft where the form was sent, is somebody else's or was changed in another tab.

    None only where nothing is typed.
    """
    try:
        kept = save_draft(submission, fields, by=by, page=page)
    except WrongState:
        kept = None
    if kept is None and any(value.strip() for value in fields.values()):
        kept = save_draft(secrets.token_hex(16), fields, by=by, page=page)
    return kept


@transaction.atomic
def save_draft(submission: str, fields: Mapping[str, str], *, by: Account, page: Page | None = None) -> Draft | None:
    """Keep what `by` has typed into the form `submission`, in place of what was kept of it before.

    None for a form that was sent meanwhile, for an empty one, and for somebody else's. Raises `Invalid` for more
    drafts than one person may have, or a text without end; `WrongState` where another tab has changed it since `page`
    was opened. A saving of the same tab that comes late changes nothing.
    """
    typed = {name: value for name, value in fields.items() if value.strip()}
    if not typed or not submission or Contact.objects.filter(submission=submission).exists():
        return None
    if sum(len(value) for value in typed.values()) > MOST_LETTERS:
        raise Invalid(N_("文字太长，没有存成草稿。"), then=N_("文字还在页面上；请保留要点，长材料以后作为证据上传。"))
    now, page = clock.now(), page or Page("")
    made = Draft(account=by, submission=submission, begun_at=now, saved_at=now, tab=page.tab, turn=page.turn)
    made.fields = typed
    draft = _locked(submission)
    if draft is None:
        _require_room(by)
        if _insert(made):
            return made
        # Another saving of the same form was quicker.
        draft = _locked(submission)
    if draft is None or draft.account_id != by.pk:
        return None
    if page.tab and draft.tab == page.tab and page.turn < draft.turn:
        return draft
    if page.tab and draft.tab not in ("", page.tab) and draft.mark != page.seen:
        raise WrongState(
            N_("另一个标签页改过这份草稿，没有覆盖它。"), then=N_("文字还在页面上；点“存草稿”会另存一份。")
        )
    draft.saved_at, draft.fields, draft.tab, draft.turn = now, typed, page.tab, page.turn
    draft.save()
    return draft


def _locked(submission: str) -> Draft | None:
    return Draft.objects.select_for_update().filter(submission=submission).first()


def _require_room(by: Account) -> None:
    most = int(rulepacks.pack("intake").body["drafts"]["most"])
    if Draft.objects.filter(account=by).count() >= most:
        raise Invalid(
            N_("没写完的登记已有 %(most)s 份，没有再存。"),
            then=N_("请先送出或丢弃旧的；文字还在页面上。"),
            most=most,
        )


def _insert(draft: Draft) -> bool:
    """Whether it was stored; a saving of the same form under way is waited for."""
    into = _inserts()
    with connection.cursor() as cursor:
        cursor.execute(f"{into.sql()} ON CONFLICT (submission) DO NOTHING", into.values(draft))
        return bool(cursor.rowcount == 1)


@cache
def _inserts() -> Insert:
    return Insert(Draft)


def discard_draft(submission: str, *, by: Account) -> bool:
    """Throw away one's own draft; whether there was one."""
    return Draft.objects.filter(account=by, submission=submission).delete()[0] > 0


def delete_old_drafts() -> int:
    """Delete what nobody has touched for longer than the pack `intake` says. Daily."""
    hours = int(rulepacks.pack("intake").body["drafts"]["hours"])
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(hours=hours)).delete()[0]
