"""The one event of every change of an account or its duties."""

from collections.abc import Mapping
from typing import Any

from hetang.commons.accounts.models import Account, Duty, Intervention
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Missing

STREAM = "account"
LONGEST_REASON = 200


def tell(account: Account, verb: str, *, by: Account | None, body: Mapping[str, Any] | None = None) -> None:
    """Write the event. References and codes only: names and reasons stay in their tables."""
    journal.append(kind=STREAM, key=account.pk, verb=verb, by=by.pk if by else None, body=body)


def tell_duty(duty: Duty, verb: str, *, by: Account) -> None:
    """The event of a duty, with the place where it holds."""
    body = {
        "duty": duty.pk,
        "role": duty.role,
        "unit": duty.unit_id,
        "since": duty.since.isoformat(),
        "until": duty.until.isoformat() if duty.until else None,
    }
    journal.append(kind=STREAM, key=duty.account_id, verb=verb, by=by.pk, body=body, place=duty.place)


def reason_of(text: str) -> str:
    """The reason, trimmed. Raises `Missing` for none."""
    trimmed = " ".join(text.split())
    if not trimmed:
        raise Missing(N_("没有写明原因。"), needs=[N_("原因")], then=N_("写一句话即可，供审计时核对。"))
    return trimmed[:LONGEST_REASON]


def intervene(account: Account, verb: str, reason: str, *, by: Account) -> None:
    """Keep the reason and write the event that refers to it. Inside the change's transaction."""
    row = Intervention.objects.create(account=account, verb=verb, reason=reason, by=by, at=clock.now())
    tell(account, verb, by=by, body={"intervention": row.pk})
