"""What did not arrive is told in another way, and noted: then it is off everybody's list."""

from django.db import transaction
from django.db.models import BigIntegerField, QuerySet

from hetang.commons.accounts.api import Account
from hetang.flow.progress.models import Undelivered
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import Order
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.record.cases.api import Case, lock, may_edit, tell, visible_to

NOTE_CHARS = 300
OLDEST = Order((("id", BigIntegerField()),))


def undelivered_for(user: Account) -> QuerySet[Undelivered]:
    """What did not arrive in the open cases that `user` may see."""
    rows = Undelivered.objects.filter(told_at=None, case__in=visible_to(user).filter(is_open=True))
    return rows.select_related("case__unit", "case__assignee", "party__person")


@transaction.atomic
def tell_otherwise(case: Case, *, party: int, means: str, note: str = "", by: Account) -> Undelivered:
    """Note that this party was told, and how. `Frozen` once the case is closed."""
    case = lock(case)
    if not may_edit(by, case):
        raise NotAllowed(N_("您不能在这件案件上记录告知。"), then=N_("由承办人或其驿站的负责人来记。"))
    row = Undelivered.objects.select_for_update().filter(case=case, party=party, told_at=None).first()
    if row is None:
        raise WrongState(N_("这位当事人没有等着告知的事。"), then=N_("可能同事刚刚记过，请刷新页面查看。"))
    if means not in Undelivered.Means.values:
        raise Invalid(N_("还没有选怎样告知的。"), then=N_("请选电话、上门、当面或者邮寄。"))
    if len(note) > NOTE_CHARS:
        raise Invalid(N_("说明最多 %(most)s 个字。"), most=NOTE_CHARS)
    row.told_at, row.told_by, row.means, row.again_at = clock.now(), by, means, None
    row.save(update_fields=["told_at", "told_by", "means", "again_at"])
    tell(case, "tell_otherwise", by=by, note=note, body={"party": party, "means": means})
    return row
