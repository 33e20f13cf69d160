"""Plain views of what is sealed."""

from datetime import timedelta

from hetang.commons.accounts.api import Account
from hetang.commons.people.actions.note import note_alert, note_reveal
from hetang.commons.people.models import AccessLog, Person
from hetang.commons.people.rules import REVEALABLE, REVEALS_PER_HOUR
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed


def reveal(person: Person, field: str, *, reason: str, by: Account, subject: str = "") -> str:
    """`field` (one of REVEALABLE) in clear; who saw it and why is written first. `subject` names the matter.

    Raises `Invalid` without a reason, `NotAllowed` after too many looks in an hour, which leaves an alert: so it must
    not be called inside a transaction that the refusal would undo.
    """
    if field not in REVEALABLE:
        raise Invalid(N_("没有这一项。"))
    require_look(reason, by=by, what="person", key=person.pk, field=field, subject=subject)
    note_reveal(by, "person", person.pk, field=field, reason=reason, subject=subject)
    return str(getattr(person, field))


def reveal_phone(person: Person, *, reason: str, by: Account) -> str:
    """The telephone number in clear; see `reveal`."""
    return reveal(person, "phone", reason=reason, by=by)


def require_look(reason: str, *, by: Account, what: str, key: int, field: str, subject: str = "") -> None:
    """Raise unless `by` gives a reason and has looks left in this hour; being stopped is written down as an alert."""
    if not reason.strip():
        raise Invalid(
            N_("查看完整号码须写明原因。"), then=N_("请写一句为什么需要看，例如“联系当事人”；它会留在查看记录里。")
        )
    since = clock.now() - timedelta(hours=1)
    if AccessLog.objects.filter(account=by, kind=AccessLog.Kind.REVEAL, at__gt=since).count() >= REVEALS_PER_HOUR:
        note_alert(by, what, key, field=field, subject=subject)
        raise NotAllowed(
            N_("一小时内查看完整信息已达 %(limit)s 次，暂时不能再看。"),
            safe=N_("没有显示任何号码；这次尝试已经记录，审计员会看到。"),
            then=N_("请稍后再试；确实需要时请联系审计员说明情况。"),
            limit=REVEALS_PER_HOUR,
        )
