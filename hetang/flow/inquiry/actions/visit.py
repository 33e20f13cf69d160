"""Opening "my matter" with a code, looking at it, leaving it."""

import hmac
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from hetang.commons.people.api import Use, count_uses
from hetang.flow.inquiry.actions.ask_code import digest_for, terms, wall
from hetang.flow.inquiry.models import OneTimeCode, Visit
from hetang.flow.inquiry.rules import digest_of, new_secret, tidy
from hetang.ground.lib import caller
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Party, party_asking

SEEN_EVERY = timedelta(seconds=60)


def open_visit(ticket: str, code: str) -> str:
    """The secret of a new visit, for the browser that asked with `ticket` and now has the code from the telephone.

    A try is counted before the code is looked at. Raises `Invalid`, with the same words whatever was wrong, and
    `TooOften` for a network that tried too much.
    """
    count_uses([Use("enter_network", caller.address())])
    party = _accepted(ticket, tidy(code))
    if party is None:
        raise Invalid(
            N_("验证码不对，或者已经过期。"),
            then=N_(
                "请核对短信里的六位数字；试错五次或超过十分钟，请重新获取。没有收到的，请核对查询码和电话是否与登记的一致。"
            ),
        )
    secret = new_secret()
    Visit.objects.create(token=digest_of(secret), party_id=party, begun_at=wall(), seen_at=wall())
    return secret


@transaction.atomic
def _accepted(ticket: str, code: str) -> int | None:
    """The party (id) whose code this is; used up with it. The row is locked, so that of two tries one comes second."""
    rules, now = terms(), wall()
    alive = OneTimeCode.objects.filter(used_at=None, tries__lt=rules.tries, asked_at__gt=now - rules.code)
    row = alive.select_for_update().filter(ticket=digest_of(ticket)).first()
    if row is None:
        return None
    rows = OneTimeCode.objects.filter(pk=row.pk)
    if not hmac.compare_digest(bytes(row.digest), digest_for(ticket, code)) or row.party_id is None:
        rows.update(tries=F("tries") + 1)
        return None
    rows.update(used_at=now)
    return row.party_id


def visitor(secret: str) -> Party | None:
    """The party behind a visit that still holds, with case and unit; None otherwise."""
    rules, now = terms(), wall()
    held = Visit.objects.filter(seen_at__gt=now - rules.idle, begun_at__gt=now - rules.longest)
    visit = held.filter(token=digest_of(secret)).first() if secret else None
    if visit is None:
        return None
    if now - visit.seen_at >= SEEN_EVERY:
        Visit.objects.filter(pk=visit.pk).update(seen_at=now)
    return party_asking(visit.party_id)


def leave(secret: str) -> None:
    """End the visit at once."""
    Visit.objects.filter(token=digest_of(secret)).delete()


def delete_old_visits() -> int:
    """Drop visits and codes that are over for a day (settings.DAILY)."""
    before = wall() - timedelta(days=1)
    codes = OneTimeCode.objects.filter(asked_at__lt=before).delete()[0]
    return codes + Visit.objects.filter(seen_at__lt=before).delete()[0]
