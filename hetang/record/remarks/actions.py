"""Writing an internal note, and having read one that was meant for oneself."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from hetang.commons.accounts.api import Account, colleagues_of
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases.api import Case, lock, readers_of, sees, tell, visible_to
from hetang.record.remarks.models import Mention
from hetang.record.remarks.rules import MOST_CHARS, called


@transaction.atomic
def write_remark(case: Case, *, text: str, to: Iterable[Account] = (), by: Account) -> list[Mention]:
    """Leave a note for colleagues, who are called by @name in it or named in `to`. Parties never see it.

    Raises `NotAllowed` for who does not see the case, `Invalid` for an empty or long note, a name that two bear, and
    anybody called who may not see the case; `Frozen` once it is closed.
    """
    case = lock(case)
    if not sees(by, case):
        raise NotAllowed(N_("您不能在这件案件上留言。"), then=N_("请联系承办驿站的负责人。"))
    text = text.strip()
    if not text or len(text) > MOST_CHARS:
        raise Invalid(N_("请写 1 到 %(most)s 个字的留言。"), most=MOST_CHARS)
    told = _called(case, text, {account.pk: account for account in to}) - {by.pk}
    tell(case, "remark_to" if told else "remark", by=by, note=text, body={"told": sorted(told)} if told else {})
    now = clock.now()
    return Mention.objects.bulk_create(Mention(case=case, account_id=who, by=by, at=now) for who in sorted(told))


def _called(case: Case, text: str, to: dict[int, Account]) -> set[int]:
    """Who is called, each of whom may see the case."""
    colleagues = {account.pk: account for account in colleagues_of(frozenset({case.street}))} | to
    names: dict[str, list[int]] = {}
    for account in colleagues.values():
        for name in {account.name_zh, account.name_en} - {""}:
            names.setdefault(name, []).append(account.pk)
    found, doubtful = called(text, names)
    doubtful = [name for name in doubtful if not set(names[name]) & to.keys()]
    if doubtful:
        raise Invalid(N_("有两位同事都叫“%(name)s”。"), then=N_("请从名单里选择提醒谁。"), name=doubtful[0])
    # A name that two bear stands for the one who was chosen from the list.
    found = {who for who in found if who in to or len(names[colleagues[who].name_zh]) == 1} | to.keys()
    readers = readers_of(case) if found else {}
    blind = sorted(found - readers.keys())
    if blind:
        name = colleagues[blind[0]].get_full_name()
        then = N_("请换一位同事，或请驿站负责人先点名让其查看。")
        raise Invalid(N_("%(name)s看不到这件案件，不能提醒。"), then=then, name=name)
    return found


def unread_mentions(user: Account) -> QuerySet[Mention]:
    """The notes meant for `user` that wait, in cases that they still may see; oldest first."""
    rows = Mention.objects.filter(account=user, read_at=None, case__in=visible_to(user))
    return rows.select_related("case", "by").order_by("id")


@transaction.atomic
def read_mention(mention: Mention, *, by: Account) -> Mention:
    """It was read: it leaves the desk. Raises `NotAllowed` for anybody else, `WrongState` the second time."""
    mention = Mention.objects.select_for_update(of=("self",)).select_related("case").get(pk=mention.pk)
    if mention.account_id != by.pk:
        raise NotAllowed(N_("这条提醒不是给您的。"))
    if mention.read_at is not None:
        raise WrongState(N_("这条提醒已经读过了。"), then=N_("请刷新页面查看。"))
    mention.read_at = clock.now()
    mention.save(update_fields=["read_at"])
    return mention
