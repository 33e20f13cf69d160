"""What this room keeps about a person: their copy of it, and its erasure, which ends with the key."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from hetang.commons.people.models import AccessLog, ExportLog, Person
from hetang.commons.people.models.person import FIELDS, INDEXED
from hetang.ground.lib import clock
from hetang.ground.lib.labels import ERASED, N_
from hetang.ground.lib.moments import day, moment

Rows = list[dict[str, Any]]
NAMES = {
    "name": N_("姓名"),
    "phone": N_("电话"),
    "id_number": N_("身份证号"),
    "address": N_("住址"),
    "born": N_("出生日期"),
}


def copy_person(person: Person, _cases: Sequence[int]) -> tuple[str, Rows]:
    """Everything sealed about them in clear: it is their own copy."""
    row = {
        N_("姓名"): person.name,
        N_("电话"): person.phone,
        N_("身份证号"): person.id_number,
        N_("住址"): person.address,
        N_("出生日期"): day(person.born_on),
        N_("登记时间"): moment(person.created_at),
    }
    return N_("身份信息"), [row]


def copy_reads(person: Person, _cases: Sequence[int]) -> tuple[str, Rows]:
    """Who looked at their data, when and why."""
    rows = _looks(person).select_related("account").order_by("id")
    return N_("谁查看过您的信息"), [
        {
            N_("时间"): moment(r.at),
            N_("查看人"): r.account.name_zh,
            N_("内容"): NAMES.get(r.field, r.get_kind_display()),
            N_("原因"): r.reason,
        }
        for r in rows
    ]


def erase(person: Person, cases: Sequence[int]) -> dict[str, int]:
    """Empty the person's row and destroy the key. What was sealed under it anywhere can no longer be opened.

    Who looked and when stays on record; the reason, which somebody typed, goes.
    """
    reasons = _looks(person, cases).exclude(reason="").update(reason=ERASED)
    for field in FIELDS:
        setattr(person, f"{field}_sealed", None)
    for field in INDEXED:
        setattr(person, f"{field}_index", None)
    person.name_tokens, person.key, person.erased_at = [], b"", clock.now()
    person.save()
    person.refresh_from_db()
    return {"people_person.key": 1, "people_accesslog.reason": reasons}


def restrict(person: Person, _cases: Sequence[int]) -> dict[str, int]:
    """Let the person no longer be found: indexes and tokens go, the sealed data stay for the file that needs them."""
    emptied: dict[str, Any] = {f"{field}_index": None for field in INDEXED}
    found = Person.objects.filter(pk=person.pk).update(name_tokens=[], **emptied)
    return {"people_person.phone_index": found}


def reads_before(moment_: datetime) -> QuerySet[Any]:
    """Looks older than their term (pack `retention`, `reads`)."""
    return AccessLog.objects.filter(at__lt=moment_)


def exports_before(moment_: datetime) -> QuerySet[Any]:
    """Exports older than their term (pack `retention`, `exports`)."""
    return ExportLog.objects.filter(at__lt=moment_)


def _looks(person: Person, cases: Sequence[int] = ()) -> QuerySet[AccessLog]:
    """Looks at the person, and at these cases."""
    whose = Q(subject_kind="person", subject_key=person.pk)
    return AccessLog.objects.filter(whose | Q(subject_kind="case", subject_key__in=cases))
