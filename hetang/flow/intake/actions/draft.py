"""Keeping what is typed before it is sent."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.flow.intake.models import Contact, Draft
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks

MOST_LETTERS = 200_000


@transaction.atomic
def save_draft(submission: str, fields: Mapping[str, str], *, by: Account) -> Draft | None:
    """Keep what `by` has typed into the form `submission`, in place of what was kept of it before.

    None for a form that was sent meanwhile, for an empty one, and for somebody else's. Raises `Invalid` for more
    drafts than one person may have, or a text without end.
    """
    typed = {name: value for name, value in fields.items() if value.strip()}
    if not typed or not submission or Contact.objects.filter(submission=submission).exists():
        return None
    if sum(len(value) for value in typed.values()) > MOST_LETTERS:
        raise Invalid(N_("文字太长，没有存成草稿。"), then=N_("文字还在页面上；请保留要点，长材料以后作为证据上传。"))
    draft = Draft.objects.select_for_update().filter(submission=submission).first()
    if draft is not None and draft.account_id != by.pk:
        return None
    now = clock.now()
    if draft is None:
        most = int(rulepacks.pack("intake").body["drafts"]["most"])
        if Draft.objects.filter(account=by).count() >= most:
            raise Invalid(
                N_("没写完的登记已有 %(most)s 份，没有再存。"),
                then=N_("请先送出或丢弃旧的；文字还在页面上。"),
                most=most,
            )
        draft = Draft(account=by, submission=submission, begun_at=now)
    draft.saved_at, draft.fields = now, typed
    draft.save()
    return draft


def discard_draft(submission: str, *, by: Account) -> bool:
    """Throw away one's own draft; whether there was one."""
    return Draft.objects.filter(account=by, submission=submission).delete()[0] > 0


def delete_old_drafts() -> int:
    """Delete what nobody has touched for longer than the pack `intake` says. Daily."""
    hours = int(rulepacks.pack("intake").body["drafts"]["hours"])
    return Draft.objects.filter(saved_at__lt=clock.now() - timedelta(hours=hours)).delete()[0]
