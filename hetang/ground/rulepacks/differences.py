"""What changes between two versions of a pack, entry by entry. Plain Python; pages and commands choose the words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hetang.ground.lib.labels import Label

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

# Field names in words; a name that is not here is shown as it is.
FIELDS: Mapping[str, Label] = {
    "absent": {"zh": "未核对的条文", "en": "articles not verified"},
    "advice": {"zh": "告知内容", "en": "advice"},
    "amount": {"zh": "期限", "en": "amount"},
    "article": {"zh": "条", "en": "article"},
    "basis": {"zh": "依据", "en": "basis"},
    "checked": {"zh": "核对方式", "en": "checked with"},
    "clock": {"zh": "所属时钟", "en": "clock"},
    "closes": {"zh": "至停止办公时截止", "en": "ends with the office's hours"},
    "consent": {"zh": "须经同意", "en": "consent"},
    "effect": {"zh": "效果", "en": "effect"},
    "effective_on": {"zh": "生效日", "en": "in force from"},
    "entries": {"zh": "条目", "en": "entries"},
    "event": {"zh": "起算事件", "en": "event"},
    "every_year": {"zh": "每年固定假日", "en": "holidays of every year"},
    "extension": {"zh": "延长", "en": "extension"},
    "fits": {"zh": "适用类型", "en": "fits"},
    "from": {"zh": "回溯起算", "en": "counts from"},
    "gloss": {"zh": "英文要旨", "en": "gloss"},
    "group": {"zh": "所属分组", "en": "group"},
    "groups": {"zh": "分组", "en": "groups"},
    "hint": {"zh": "提示", "en": "hint"},
    "holidays": {"zh": "放假", "en": "holidays"},
    "label": {"zh": "名称", "en": "label"},
    "law": {"zh": "法律", "en": "law"},
    "laws": {"zh": "所引法律", "en": "laws"},
    "meaning": {"zh": "含义", "en": "meaning"},
    "name": {"zh": "全称", "en": "name"},
    "need": {"zh": "是否必备", "en": "need"},
    "office_hours": {"zh": "办公时间", "en": "office hours"},
    "order": {"zh": "次序", "en": "order"},
    "pauses": {"zh": "可暂停事由", "en": "pauses"},
    "reason": {"zh": "原因", "en": "reason"},
    "rolls": {"zh": "末日顺延", "en": "rolls forward"},
    "short": {"zh": "简称", "en": "short name"},
    "starts": {"zh": "起算", "en": "starts"},
    "text": {"zh": "正文", "en": "text"},
    "times": {"zh": "次数", "en": "times"},
    "title": {"zh": "标题", "en": "title"},
    "tone": {"zh": "颜色", "en": "tone"},
    "topics": {"zh": "细分", "en": "topics"},
    "unit": {"zh": "单位", "en": "unit"},
    "version": {"zh": "版本", "en": "version"},
    "words": {"zh": "常用词", "en": "words"},
    "workdays": {"zh": "调休上班", "en": "make-up days"},
    "years": {"zh": "年份", "en": "years"},
}

# Codes in words.
VALUES: Mapping[str, Mapping[str, str]] = {
    "days": {"zh": "日", "en": "days"},
    "hours": {"zh": "小时", "en": "hours"},
    "if_any": {"zh": "有则入卷", "en": "where there is one"},
    "months": {"zh": "个月", "en": "months"},
    "must": {"zh": "必备", "en": "always"},
    "none": {"zh": "不须", "en": "nobody"},
    "parties": {"zh": "双方当事人", "en": "both sides"},
    "registration": {"zh": "登记", "en": "registration"},
    "same_day": {"zh": "当日", "en": "the same day"},
    "settled": {"zh": "达成协议的必备", "en": "where there is a settlement"},
    "working_days": {"zh": "个工作日", "en": "working days"},
    "working_hours": {"zh": "个工作小时", "en": "working hours"},
    "years": {"zh": "年", "en": "years"},
}


@dataclass(frozen=True)
class Change:
    """One difference: what happened, where (labels from the outside in), the plain value before and after."""

    what: str
    where: tuple[Label, ...]
    old: Any = None
    new: Any = None


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """How `new` differs from `old`; both are a pack's body, with its basis where that is to be compared."""
    return list(_tables(old, new, ()))


def _between(old: Any, new: Any, where: tuple[Label, ...]) -> Iterator[Change]:
    if old == new:
        return
    if _is_label(old) and _is_label(new):
        yield Change(CHANGED, where, old, new)
    elif isinstance(old, dict) and isinstance(new, dict):
        yield from _tables(old, new, where)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _keyed(old, new, where) if _has_keys(old + new) else _members(old, new, where)
    else:
        yield Change(CHANGED, where, old, new)


def _tables(old: Mapping[str, Any], new: Mapping[str, Any], where: tuple[Label, ...]) -> Iterator[Change]:
    for key in [*old, *(k for k in new if k not in old)]:
        at = (*where, FIELDS.get(key, key))
        if key not in new:
            yield Change(REMOVED, at, old=old[key])
        elif key not in old:
            yield Change(ADDED, at, new=new[key])
        else:
            yield from _between(old[key], new[key], at)


def _keyed(old: list[Any], new: list[Any], where: tuple[Label, ...]) -> Iterator[Change]:
    """Lists of entries are compared by key, wherever an entry stands."""
    before, after = {e["key"]: e for e in old}, {e["key"]: e for e in new}
    for key in [*before, *(k for k in after if k not in before)]:
        at = (*where, _name(after.get(key) or before[key]))
        if key not in after:
            yield Change(REMOVED, at, old=before[key])
        elif key not in before:
            yield Change(ADDED, at, new=after[key])
        else:
            yield from _tables(before[key], after[key], at)
    common = [key for key in before if key in after]
    if common != [key for key in after if key in before]:
        yield Change(CHANGED, (*where, FIELDS["order"]), list(before), list(after))


def _members(old: list[Any], new: list[Any], where: tuple[Label, ...]) -> Iterator[Change]:
    """Lists of words or days: what came and what went, else their new order."""
    gone, come = [x for x in old if x not in new], [x for x in new if x not in old]
    if gone:
        yield Change(REMOVED, where, old=gone)
    if come:
        yield Change(ADDED, where, new=come)
    if not gone and not come:
        yield Change(CHANGED, where, old, new)


def _name(entry: Mapping[str, Any]) -> Label:
    """An entry's label with its key."""
    label, key = entry.get("label"), str(entry["key"])
    if not isinstance(label, dict):
        return key
    return {"zh": f"{label['zh']}（{key}）", "en": f"{label['en']} ({key})"}


def _is_label(value: Any) -> bool:
    return isinstance(value, dict) and set(value) == {"zh", "en"}


def _has_keys(items: list[Any]) -> bool:
    return bool(items) and all(isinstance(item, dict) and "key" in item for item in items)


def shown(value: Any, language: str) -> str:
    """A plain value in one line: labels in the language, lists joined, entries by their label."""
    if _is_label(value):
        return str(value[language])
    if isinstance(value, dict):
        if "label" in value:
            rest = {k: v for k, v in value.items() if k not in ("key", "label")}
            return f"{shown(value['label'], language)}" + (f"（{shown(rest, language)}）" if rest else "")
        return "；".join(f"{_field(key, language)} {shown(item, language)}" for key, item in value.items())
    if isinstance(value, list):
        return "、".join(shown(item, language) for item in value)
    if isinstance(value, bool):
        return {"zh": "是" if value else "否", "en": "yes" if value else "no"}[language]
    return VALUES[value][language] if isinstance(value, str) and value in VALUES else str(value)


def _field(key: str, language: str) -> str:
    label = FIELDS.get(key, key)
    return label if isinstance(label, str) else label[language]
