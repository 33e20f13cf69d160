"""Keeping the covenants of the communities: a version is drafted from the one in force, changed, and adopted.

What was adopted is never altered: settlements quote its clauses. Every step is an event of the covenant.
"""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from hetang.commons.accounts.api import Account
from hetang.commons.alliance.models import Clause, Covenant
from hetang.commons.alliance.queries import forget_clauses
from hetang.commons.alliance.unit_keeping import streets_kept
from hetang.commons.places.api import Place
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks

STREAM = "covenant"
MOST_CLAUSES, MOST_CHARS, RECORD_CHARS = 60, 500, 200
# A covenant may be adopted for the first of a month to come, not for some year.
AHEAD = timedelta(days=366)


def topics() -> dict[str, dict[str, str]]:
    """What a clause can fit: categories of cases and their narrower topics, {key: label}."""
    body = rulepacks.pack("categories").body
    return {each["key"]: each["label"] for each in [*body["entries"], *body["topics"]]}


@transaction.atomic
def draft_covenant(community: Place, *, by: Account) -> Covenant:
    """A draft that begins as the newest version; an empty one where there is none. One at a time for each community."""
    if community.kind != Place.Kind.COMMUNITY or community.street not in streets_kept(by):
        raise not_yours()
    newest = Covenant.objects.filter(community=community, adopted_on__isnull=False).order_by("-adopted_on").first()
    titles = (newest.title_zh, newest.title_en) if newest else _first_title(community)
    try:
        with transaction.atomic():
            made = Covenant.objects.create(community=community, title_zh=titles[0], title_en=titles[1])
    except IntegrityError as error:
        raise WrongState(N_("这个社区已经有一份正在起草的公约。"), then=N_("请接着改那一份，或先把它删去。")) from error
    for clause in newest.clauses.order_by("number") if newest else ():
        Clause.objects.create(
            covenant=made, number=clause.number, text_zh=clause.text_zh, text_en=clause.text_en, fits=clause.fits
        )
    _tell(made, "draft_covenant", by, {"after": newest.pk if newest else None})
    return made


@transaction.atomic
def name_covenant(covenant: Covenant, *, title_zh: str, title_en: str, by: Account) -> Covenant:
    """What the draft is called."""
    found = _lock_draft(covenant, by)
    if not title_zh.strip():
        raise Missing(N_("还不能保存。"), needs=[N_("公约的中文名称")])
    found.title_zh, found.title_en = title_zh.strip(), title_en.strip() or title_zh.strip()
    found.save(update_fields=["title_zh", "title_en"])
    _tell(found, "name_covenant", by, {})
    return found


@transaction.atomic
def write_clause(
    covenant: Covenant, *, number: int, text_zh: str, text_en: str, fits: Collection[str], by: Account
) -> Clause:
    """Write clause `number` of the draft, or put it at the end where it is the next one."""
    found = _lock_draft(covenant, by)
    there = found.clauses.count()
    if not 1 <= number <= min(there + 1, MOST_CLAUSES):
        raise Invalid(N_("公约没有这一条。"), then=N_("请刷新页面查看；一份公约最多 %(most)s 条。"), most=MOST_CLAUSES)
    if not text_zh.strip() or max(len(text_zh), len(text_en)) > MOST_CHARS:
        raise Invalid(N_("条文要有内容，最多 %(most)s 个字。"), most=MOST_CHARS)
    if unknown := sorted(set(fits) - topics().keys()):
        raise Invalid(N_("规则包里没有纠纷类型“%(name)s”。"), then=N_("请重新选择。"), name=unknown[0])
    values = {"text_zh": text_zh.strip(), "text_en": text_en.strip() or text_zh.strip(), "fits": sorted(set(fits))}
    clause, _made = Clause.objects.update_or_create(covenant=found, number=number, defaults=values)
    _tell(found, "write_clause", by, {"number": number})
    return clause


@transaction.atomic
def drop_clause(covenant: Covenant, *, number: int, by: Account) -> None:
    """Leave a clause out of the draft; those after it move up."""
    found = _lock_draft(covenant, by)
    if not found.clauses.filter(number=number).delete()[0]:
        raise WrongState(N_("公约没有这一条。"), then=N_("请刷新页面查看。"))
    # One by one from below: two clauses never have the same number.
    for clause in found.clauses.filter(number__gt=number).order_by("number"):
        Clause.objects.filter(pk=clause.pk).update(number=F("number") - 1)
    _tell(found, "drop_clause", by, {"number": number})


@transaction.atomic
def adopt_covenant(covenant: Covenant, *, adopted_on: date, record: str, by: Account) -> Covenant:
    """The draft was adopted by the residents on this day: from then on it is quoted, and never changed again."""
    found = _lock_draft(covenant, by)
    needs = []
    if not found.clauses.exists():
        needs.append(N_("至少一条条文"))
    if not record.strip() or len(record) > RECORD_CHARS:
        needs.append(N_("写明怎样通过的（居民会议的日期、到会人数，向街道备案的情况）"))
    if needs:
        raise Missing(N_("公约还不能通过。"), needs=needs)
    if adopted_on > clock.today() + AHEAD:
        raise Invalid(N_("通过日期不对。"), then=N_("最迟写一年以内的日期。"))
    others = Covenant.objects.filter(community=found.community, adopted_on__gte=adopted_on)
    if newer := others.order_by("-adopted_on").first():
        raise Invalid(
            N_("已经有 %(day)s 通过的一版，新的一版要在它之后。"), then=N_("请核对通过日期。"), day=newer.adopted_on
        )
    found.adopted_on, found.record = adopted_on, record.strip()
    found.save(update_fields=["adopted_on", "record"])
    _tell(found, "adopt_covenant", by, {"adopted_on": adopted_on.isoformat(), "clauses": found.clauses.count()})
    return found


@transaction.atomic
def drop_draft(covenant: Covenant, *, by: Account) -> None:
    """The draft is thrown away; what is in force stays."""
    found = _lock_draft(covenant, by)
    _tell(found, "drop_draft", by, {})
    found.delete()


def not_yours() -> NotAllowed:
    """Who keeps covenants, for those who do not."""
    return NotAllowed(N_("公约和品牌由本街道的系统管理员维护。"), then=N_("需要改动时请与系统管理员联系。"))


def _lock_draft(covenant: Covenant, by: Account) -> Covenant:
    rows = Covenant.objects.select_for_update(of=("self",)).select_related("community")
    found = rows.filter(pk=covenant.pk).first()
    if found is None:
        raise WrongState(N_("这份草稿刚被别人删去。"), then=N_("请回到公约列表查看。"))
    if found.community.street not in streets_kept(by):
        raise not_yours()
    if not found.is_draft:
        raise WrongState(N_("这一版公约已经通过，不能再改。"), then=N_("要改内容，请起草新的一版。"))
    return found


def _first_title(community: Place) -> tuple[str, str]:
    return f"{community.name_zh}居民公约", f"Covenant of {community.name_en}"


def _tell(covenant: Covenant, verb: str, by: Account, body: dict[str, Any]) -> None:
    forget_clauses()
    transaction.on_commit(forget_clauses)
    told = {"covenant": covenant.pk, **body}
    journal.append(kind=STREAM, key=covenant.pk, verb=verb, by=by.pk, body=told, place=covenant.community)
