"""The table of who is told what, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext

from hetang.commons.notifications.api import PACK
from hetang.flow.progress.rules import CITIZENS
from hetang.ground.lib.labels import N_, Label, pick
from hetang.ground.rulepacks import api as rulepacks

WHO: Mapping[str, str] = {
    "named": N_("这一步指名的人"),
    "called": N_("留言提到的人"),
    "handler": N_("承办人"),
    "asker": N_("提出请求的人"),
    "asked": N_("被请的人或其单位负责人"),
    "case_leads": N_("承办驿站的负责人"),
    "unit_leads": N_("所涉单位的负责人"),
    "dispatchers": N_("街道调度员"),
    "leaders": N_("街道领导"),
    "street_leads": N_("街道各驿站的负责人"),
    "applicant": N_("反映人"),
}
# What stands for each field where the words are shown without a step.
SHOWN: Mapping[str, str] = {
    "case": N_("〔案件编号〕"),
    "code": N_("〔查询码〕"),
    "by": N_("〔做这一步的人〕"),
    "account": N_("〔所指的人〕"),
    "handler": N_("〔承办人〕"),
    "unit": N_("〔单位〕"),
    "street": N_("〔街道〕"),
    "due": N_("〔期限〕"),
    "task": N_("〔协办种类〕"),
    "clock": N_("〔时限名称〕"),
    "period": N_("〔多久〕"),
    "risk": N_("〔风险等级〕"),
    "return_reason": N_("〔退回原因〕"),
    "reason": N_("〔原因〕"),
    "rung": N_("〔级别〕"),
    "why": N_("〔延长的理由〕"),
}


@dataclass(frozen=True)
class Line:
    """When, who, in which words."""

    label: Label
    who: list[str]
    text: str


@dataclass(frozen=True)
class Explained:
    """The table as it holds today."""

    version: int
    basis: str
    fresh_hours: int
    keep_days: int
    quiet: tuple[str, str]
    staff: list[Line]
    citizens: list[Line]


def explained() -> Explained:
    """Today's table."""
    pack = rulepacks.pack(PACK)
    body = pack.body
    lines: dict[bool, list[Line]] = {True: [], False: []}
    for entry in body["entries"]:
        lines[bool(CITIZENS & set(entry["tells"]))].append(_line(entry))
    return Explained(
        version=pack.version,
        basis=pack.basis,
        fresh_hours=body["fresh_hours"],
        keep_days=body["keep_days"],
        quiet=(body["quiet"]["from"], body["quiet"]["to"]),
        staff=lines[False],
        citizens=lines[True],
    )


def without_fields(text: str) -> str:
    """A text of the table with what stands for each field, as people read it."""
    for name, shown in SHOWN.items():
        text = text.replace(f"{{{name}}}", gettext(shown))
    return text


def _line(entry: Mapping[str, Any]) -> Line:
    language = get_language() or settings.LANGUAGE_CODE
    text = without_fields(pick(entry["text"], language))
    return Line(entry["label"], [WHO[word] for word in entry["tells"]], text)
