"""Keeping a street's routing rules. Each change is an event with the old and the new; what has held ends, it stays."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from hetang.commons.accounts.api import Account, duties_of, duty_holders
from hetang.commons.places.api import Place, Unit
from hetang.flow.dispatch.models import RoutingRule
from hetang.flow.dispatch.suggesting import forget_rules
from hetang.ground.journal import api as journal
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.api import KINDS

STREAM = "routing"
# Their own duty: who gives out the street's work, who answers for it, who sets the system up.
EDITORS = ("dispatcher", "leader", "system_admin")
MOST_WORDS = 50


@dataclass(frozen=True)
class Wanted:
    """What a rule is to be; see the model."""

    name: str
    to_unit: int
    to_account: int | None = None
    kinds: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    units: list[int] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    starts: time | None = None
    ends: time | None = None
    words: list[str] = field(default_factory=list)
    since: date | None = None
    until: date | None = None


FIELDS = tuple(each for each in Wanted.__dataclass_fields__)


def streets_edited(by: Account) -> list[str]:
    """The streets whose rules `by` keeps."""
    return sorted({d.street for d in duties_of(by).held if d.role in EDITORS and d.on_behalf is None and d.street})


@transaction.atomic
def add_rule(street: str, wanted: Wanted, *, by: Account) -> RoutingRule:
    """A new rule at the end of the street's."""
    _require(by, street)
    _lock(street)
    _check(street, wanted)
    last = RoutingRule.objects.filter(street=street).aggregate(last=Max("position"))["last"] or 0
    rule = RoutingRule(street=street, position=last + 1)
    _fill(rule, wanted)
    rule.save(force_insert=True)
    _tell(rule, "add_rule", by, {"new": said(rule)})
    return rule


@transaction.atomic
def change_rule(rule: RoutingRule, wanted: Wanted, *, version: int, by: Account) -> RoutingRule:
    """Put a rule right. `version`: that of the form; WrongState where somebody changed it since."""
    rule = _locked(rule, by, version)
    _check(rule.street, wanted)
    old = said(rule)
    _fill(rule, wanted)
    new = said(rule)
    if new == old:
        return rule
    rule.version += 1
    rule.save()
    changed = [key for key in new if new[key] != old[key]]
    _tell(rule, "change_rule", by, {"old": {k: old[k] for k in changed}, "new": {k: new[k] for k in changed}})
    return rule


@transaction.atomic
def move_rule(rule: RoutingRule, *, up: bool, by: Account) -> RoutingRule:
    """One place up or down among the street's rules that have not ended."""
    rule = _locked(rule, by)
    around = RoutingRule.objects.filter(street=rule.street).exclude(until__lt=clock.today())
    if up:
        other = around.filter(position__lt=rule.position).order_by("-position").first()
    else:
        other = around.filter(position__gt=rule.position).order_by("position").first()
    if other is None:
        raise WrongState(N_("这条规则已经在最前或最后。"), then=N_("请刷新页面查看顺序。"))
    old, rule.position, other.position = rule.position, other.position, rule.position
    for each in (rule, other):
        each.save(update_fields=["position"])
    _tell(rule, "move_rule", by, {"old": {"position": old}, "new": {"position": rule.position}, "past": other.pk})
    return rule


@transaction.atomic
def end_rule(rule: RoutingRule, *, by: Account) -> RoutingRule:
    """The rule holds today for the last time; one that has not begun never does: it is taken away, the event keeps it."""
    rule = _locked(rule, by)
    today = clock.today()
    if rule.until is not None and rule.until <= today:
        raise WrongState(N_("这条规则已经停用。"), then=N_("请刷新页面查看。"))
    old = said(rule)
    if rule.since > today:
        _tell(rule, "drop_rule", by, {"old": old})
        rule.delete()
        return rule
    rule.until, rule.version = today, rule.version + 1
    rule.save(update_fields=["until", "version"])
    _tell(rule, "end_rule", by, {"old": {"until": old["until"]}, "new": {"until": said(rule)["until"]}})
    return rule


def said(rule: RoutingRule) -> dict[str, Any]:
    """The rule as events keep it: plain values, no names of people."""
    return {key: _plain(getattr(rule, _column(key))) for key in FIELDS}


def _column(key: str) -> str:
    return f"{key}_id" if key in {"to_unit", "to_account"} else key


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


def _fill(rule: RoutingRule, wanted: Wanted) -> None:
    for key, value in asdict(wanted).items():
        setattr(rule, _column(key), value)
    rule.since = wanted.since or clock.today()


def _require(by: Account, street: str) -> None:
    if street not in streets_edited(by):
        raise NotAllowed(N_("您不能修改这个街道的派单规则。"), then=N_("由街道调度员、领导或系统管理员来改。"))


def _lock(street: str) -> None:
    """Rules of one street are ordered: two who add or move one wait for each other."""
    Place.objects.select_for_update().filter(code=street).first()


def _locked(rule: RoutingRule, by: Account, version: int | None = None) -> RoutingRule:
    _require(by, rule.street)
    _lock(rule.street)
    found = RoutingRule.objects.select_for_update().filter(pk=rule.pk).first()
    if found is None:
        raise WrongState(N_("这条规则刚被别人取消。"), then=N_("请刷新页面查看。"))
    rule = found
    if version is not None and version != rule.version:
        raise WrongState(
            N_("这条规则刚被别人改过，您看到的已不是最新。"), then=N_("请返回并刷新，看过最新内容后再改。")
        )
    return rule


def _check(street: str, wanted: Wanted) -> None:
    if not wanted.name.strip() or len(wanted.name) > 60:
        raise Invalid(N_("请给规则起个名字，不超过 60 字。"), then=N_("分派时会写明是哪条规则建议的。"))
    _check_lists(street, wanted)
    unit = Unit.objects.select_related("place").filter(pk=wanted.to_unit, is_active=True).first()
    if unit is None or unit.place.street != street:
        raise Invalid(N_("请选择本街道的承办单位。"), then=N_("停用的单位和别的街道的单位不能选。"))
    person = wanted.to_account
    if person is not None and not duty_holders("mediator", {unit.pk}).filter(account=person).exists():
        raise Invalid(N_("这位同事现在不是该单位的调解员。"), then=N_("请从名单里重新选择。"))
    if (wanted.starts is None) is not (wanted.ends is None):
        raise Invalid(N_("时段要写起止两个时间。"), then=N_("全天的请都留空。"))
    if wanted.until is not None and wanted.until < (wanted.since or clock.today()):
        raise Invalid(N_("结束日期不能早于开始日期。"), then=N_("长期有效的请留空。"))


def _check_lists(street: str, wanted: Wanted) -> None:
    communities = set(Place.objects.filter(street=street, kind="community").values_list("code", flat=True))
    known: Mapping[str, set[Any]] = {
        "kinds": set(KINDS),
        "categories": {e["key"] for e in rulepacks.entries("categories")},
        "communities": communities,
        "units": set(Unit.objects.filter(place__street=street).values_list("pk", flat=True)),
        "weekdays": set(range(7)),
    }
    for key, values in known.items():
        if not set(getattr(wanted, key)) <= values:
            raise Invalid(N_("规则里有不认识的选项。"), then=N_("请从列表中选择。"))
    if len(wanted.words) > MOST_WORDS or any(not 1 < len(word) <= 20 for word in wanted.words):
        raise Invalid(N_("词要有 2 到 20 个字，最多 %(most)s 个。"), then=N_("请删去太短或太长的。"), most=MOST_WORDS)


def _tell(rule: RoutingRule, verb: str, by: Account, body: dict[str, Any]) -> None:
    forget_rules()
    transaction.on_commit(forget_rules)
    # The rule's own place is its street.
    place = Place.objects.get(code=rule.street)
    journal.append(kind=STREAM, key=rule.pk, verb=verb, by=by.pk, body=body, place=place)
