"""The timeline as sentences. A room gives one text a verb; names, sums and labels are filled in here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import account_names
from hetang.commons.people.api import mask_names
from hetang.commons.places.api import Unit
from hetang.ground.journal.api import Event, story
from hetang.ground.lib.labels import N_, pick
from hetang.ground.lib.moments import day
from hetang.ground.lib.money import yuan
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.asidewords import Asides
from hetang.record.cases.looking import once
from hetang.record.cases.models import Case, Note, Party
from hetang.record.cases.writing import STREAM

TEXTS: Mapping[str, str] = {
    "keep_past": N_("存入%(past_on)s的历史工单，按已归档保管"),
    "add_party": N_("补充当事人：%(party)s"),
    "check_identity": N_("核对了%(party)s的身份（%(means)s）"),
    "resolve": N_("报结，转入回访"),
    "close": N_("结案"),
    "reopen": N_("决定重新办理"),
    "void": N_("作废"),
    "answer": N_("答复（%(by_means)s）"),
    "reply": N_("答复反映人并结案（%(by_means)s）"),
    "join": N_("并入%(case)s"),
    "gather": N_("%(case)s并入本案"),
    "leave": N_("退出并案，离开%(case)s"),
    "scatter": N_("%(case)s退出并案"),
    "change_lead": N_("主案改为%(case)s"),
    "detach": N_("相关案件%(number)s的案卷已依法销毁，关联解除"),
    "admit": N_("受理信访事项，告知信访人"),
    "transfer": N_("转送有权处理的机关，告知信访人"),
    "refuse": N_("不予受理：%(petition_reason)s"),
    "take_back": N_("收回，重新甄别"),
    "serve": N_("书面答复%(served_on)s送达信访人"),
    "serve_review": N_("复查意见%(served_on)s送达信访人"),
    "ask_review": N_("信访人申请复查"),
    "decide_review": N_("出具复查意见"),
    "ask_rereview": N_("信访人申请复核"),
    "decide_rereview": N_("出具复核意见，三级终结"),
    "mediate": N_("双方同意，转入人民调解，另立%(case)s；信访件仍按原时限办理"),
    "correct": N_("更正%(field)s：%(old)s → %(new)s"),
    "allow_correction": N_("准许更正%(field)s一次"),
    "rate_risk": N_("风险定为%(risk)s：%(factors)s"),
    "review_risk": N_("复核风险，维持%(risk)s"),
    "lower_risk": N_("风险降为%(risk)s"),
    "lead_risk": N_("%(account)s包案"),
    "tell_police": N_("已向公安机关报告：%(report)s"),
    "record_standing": N_("登记了%(party)s的身份情况"),
    "pause_clock": N_("暂停“%(clock)s”时限（%(pause_reason)s）"),
    "resume_clock": N_("恢复“%(clock)s”时限，截止%(due)s"),
    "keep_paused": N_("“%(clock)s”时限继续暂停，下次%(due)s前复核"),
    "ask_extension": N_("申请延长“%(clock)s”时限%(period)s"),
    "grant_extension": N_("批准延长“%(clock)s”时限%(period)s，截止%(due)s，理由已告知诉求人（%(contact)s）"),
    "refuse_extension": N_("不批准延长“%(clock)s”时限"),
    "recompute_clock": N_("放假安排装入后重算“%(clock)s”时限：由%(before)s改为%(due)s"),
    "change_clock_rule": N_("纠纷类型更正后，“%(clock)s”时限由%(before)s改为%(due)s"),
    "set_sensitivity": N_("保密级别改为%(sensitivity)s（原为%(was)s）"),
    "admit_reader": N_("点名%(account)s可以查看"),
    "dismiss_reader": N_("不再由%(account)s查看"),
    "break_glass": N_("应急查看，%(minutes)s 分钟"),
    "acknowledge_alert": N_("审计管理员核查了应急查看"),
    "erase_words": N_("当事人依法请求删除，文字已清空"),
}
# Codes in an event's body whose labels live in a rule pack of this name.
_PACKS = {
    "outcome": "outcomes",
    "reason": "terminations",
    "return_reason": "return_reasons",
    "category": "categories",
    "clock": "deadlines",
    "pause_reason": "pause_reasons",
    "notice": "notices",
    "regime": "regimes",
    "risk": "risk_levels",
    "rung": "attempt_ladder",
    "petition_reason": "petition_refusals",
    "evidence_kind": "files",
    "term": "retention",
    "former_term": "retention",
}
_TONES = {
    "settle": "good",
    "perform": "good",
    "archive": "good",
    "return": "warn",
    "recuse": "warn",
    "appeal": "warn",
    "refer": "warn",
    "escalate": "warn",
    "note_silence": "warn",
    "chase_silence": "bad",
    "note_late": "warn",
    "chase_late": "bad",
    "note_bounced": "warn",
    "chase_bounced": "bad",
    "terminate": "warn",
    "void": "bad",
    "correct": "warn",
    "allow_correction": "warn",
    "rate_risk": "bad",
}


@dataclass(frozen=True)
class Entry:
    """One line of the timeline."""

    at: dt.datetime
    actor: str
    text: str
    tone: str
    detail: str


def texts() -> dict[str, str]:
    """Every verb's text, from all rooms (settings.EVENT_TEXTS)."""
    merged: dict[str, str] = {}
    for path in settings.EVENT_TEXTS:
        merged.update(import_string(path))
    return merged


def events_of(case: Case) -> list[Event]:
    """The case's story, first to last."""
    return list(story(STREAM, case.pk))


def timeline(case: Case, parties: Iterable[Party], *, full_names: bool = True) -> list[Entry]:
    """What happened, first to last, in the reader's language. At most four queries and the rule packs; one more each
    where something was corrected, joined or reported to the police."""
    events = once(case, events_of)
    bodies = {e.pk: e.body for e in events}
    words = _Words(events, bodies, case, parties, full_names)
    known = texts()
    return [
        Entry(
            at=event.at,
            actor=words.actor(event.actor, bodies[event.pk].get("on_behalf")),
            text=gettext(known[event.verb]) % words.fill(bodies[event.pk]),
            tone=_TONES.get(event.verb, "neutral"),
            detail=words.notes.get(bodies[event.pk].get("note", 0), ""),
        )
        for event in events
    ]


class _Words:
    """Looks up everything that the bodies of some events refer to, once."""

    def __init__(
        self,
        events: list[Event],
        bodies: Mapping[int, dict[str, Any]],
        case: Case,
        parties: Iterable[Party],
        full_names: bool,
    ) -> None:
        accounts = {e.actor for e in events if e.actor} | {
            b[key] for b in bodies.values() for key in ("account", "leaver", "on_behalf") if key in b
        }
        accounts |= {who for b in bodies.values() for who in b.get("told", ())}
        units = {b["unit"] for b in bodies.values() if "unit" in b}
        self.language = get_language() or settings.LANGUAGE_CODE
        self.accounts = account_names(accounts)
        # Most cases never leave their station, which the page has read with the case.
        self.units = {case.unit_id: case.unit.name}
        if away := units - {case.unit_id}:
            self.units |= {u.pk: u.name for u in Unit.objects.filter(pk__in=away)}
        self.parties, self.full_names = {p.pk: p for p in parties}, full_names
        self.notes = dict(Note.objects.filter(case=case).values_list("pk", "text"))
        if not full_names:
            persons = [party.person for party in self.parties.values()]
            self.notes = {key: mask_names(text, persons) for key, text in self.notes.items()}
        self.asides = Asides(list(bodies.values()), self.language)

    def account(self, key: int | None) -> str:
        return pick(self.accounts[key], self.language) if key in self.accounts else gettext("系统")

    def actor(self, key: int | None, on_behalf: int | None) -> str:
        """Who did it, and for whom where they stood in for somebody."""
        if on_behalf is None:
            return self.account(key)
        return gettext("%(deputy)s（代%(absent)s）") % {"deputy": self.account(key), "absent": self.account(on_behalf)}

    def fill(self, body: Mapping[str, Any]) -> dict[str, str]:
        """The placeholders of a text, in words."""
        filled: dict[str, str] = {}
        for key, value in body.items():
            filled[key] = self._word(key, value)
        return filled | self.asides.words(body)

    def _word(self, key: str, value: Any) -> str:
        if key in {"party", "debtor", "creditor"}:
            return self._party(value)
        if key in {"account", "leaver", "on_behalf"}:
            return self.account(value)
        if key == "told":
            return "、".join(map(self.account, value))
        if key == "unit":
            return pick(self.units.get(value, ""), self.language)
        if key == "amount_fen":
            return yuan(value, self.language)
        if key in {"served_on", "past_on"}:
            return day(dt.date.fromisoformat(value))
        if key in {"due", "before"}:
            return rulepacks.ends(dt.datetime.fromisoformat(value))
        if key == "period":
            return rulepacks.amount(rulepacks.Period(*value))
        if key in _PACKS:
            return pick(rulepacks.label(_PACKS[key], str(value)), self.language)
        return gettext(LABELS[f"{key}.{value}"]) if f"{key}.{value}" in LABELS else str(value)

    def _party(self, key: int) -> str:
        party = self.parties.get(key)
        if party is None:
            return gettext("当事人")
        role = party.relation or gettext(LABELS[f"role.{party.role}"])
        return gettext("%(role)s%(name)s") % {"role": role, "name": party.person.shown_name(full=self.full_names)}


LABELS: Mapping[str, str] = {
    "role.applicant": N_("申请人"),
    "role.respondent": N_("被申请人"),
    "role.relative": N_("近亲属"),
    "role.representative": N_("代理人"),
    "sensitivity.normal": N_("一般"),
    "sensitivity.sensitive": N_("敏感"),
    "sensitivity.sealed": N_("封存"),
    "was.normal": N_("一般"),
    "was.sensitive": N_("敏感"),
    "was.sealed": N_("封存"),
    "role.guardian": N_("法定代理人"),
    "means.phone": N_("电话核对"),
    "means.card": N_("证件核对"),
    "means.known": N_("工作人员熟识"),
    "means.call": N_("电话"),
    "means.visit": N_("上门"),
    "means.in_person": N_("当面"),
    "means.post": N_("邮寄"),
    "bounce.no_number": N_("没有留电话"),
    "bounce.refused": N_("号码不可达"),
    "bounce.away": N_("多次没有发出"),
    "bounce.late": N_("过了时间没有发出"),
    "contact.call": N_("电话"),
    "contact.visit": N_("上门"),
    "contact.message": N_("短信"),
    "decision.keep": N_("继续保管"),
    "decision.destroy": N_("销毁"),
    "form.oral": N_("口头"),
    "form.written": N_("书面"),
    "task.help": N_("单位协办"),
    "task.delegate": N_("社区协助"),
    "task.call_in": N_("吹哨报到"),
    "task.supervise": N_("督办"),
    "channel.hotline": N_("热线电话"),
    "channel.walk_in": N_("来访"),
    "channel.visit": N_("走访"),
    "channel.web": N_("网上"),
    "channel.qr": N_("扫码"),
    "channel.letter": N_("来信"),
    "channel.media": N_("媒体"),
    "channel.patrol": N_("巡查"),
    "channel.transfer": N_("上级转办"),
    "solved.yes": N_("已解决"),
    "solved.partly": N_("部分解决"),
    "solved.no": N_("没有解决"),
    "solved.unreached": N_("未接通"),
    "satisfaction.very": N_("非常满意"),
    "satisfaction.satisfied": N_("满意"),
    "satisfaction.fair": N_("基本满意"),
    "satisfaction.unsatisfied": N_("不满意"),
    "satisfaction.refused": N_("未评价"),
    "satisfaction.": N_("未评价"),
}
