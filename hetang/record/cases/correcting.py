"""Which values of a case may be put right, and how a typed text becomes each of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from hetang.commons.people.api import NoNumber, Person, read_credit_code
from hetang.commons.places import api as places
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.money import fen
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.capacity import FULL, LIMITED, NONE
from hetang.record.cases.kinds import table_of
from hetang.record.cases.models import Case, Party

# Between these a kind may be corrected, and only before anybody was given the matter. A petition is neither made nor
# unmade by a correction: it has its own way in and its own way to a mediation.
KINDS = ("dispute", "request", "consultation", "hazard")
SIDES = (Party.Role.APPLICANT, Party.Role.RESPONDENT)
BESIDE = (Party.Role.RELATIVE, Party.Role.REPRESENTATIVE, Party.Role.GUARDIAN)
MAX_FEN = 10**13
STANDING = ("born_sealed", "self_supporting", "declared", "kind", "credit_code")
YES = "yes"


@dataclass(frozen=True)
class Field:
    """One value: its name (a message id) and `read(text, case, party)`, which gives it or raises `Invalid`.

    `is_code`: no text of a person, so the event carries it and figures follow. `is_sealed`: sensitive. `is_text`:
    people typed it, so personal numbers in it are sealed apart like everywhere.
    """

    label: str
    read: Callable[[str, Case, Party | None], Any]
    of_party: bool = False
    is_code: bool = False
    is_sealed: bool = False
    is_text: bool = False


def _text(most: int, needed: bool = True) -> Callable[[str, Case, Party | None], str]:
    def read(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
        text = text.strip()
        if len(text) > most or (needed and not text):
            raise Invalid(N_("改成的内容为空或太长。"), then=N_("请核对后再提交。"))
        return text

    return read


def _category(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    if rulepacks.entry("categories", text) is None:
        raise Invalid(N_("不认识纠纷类型“%(category)s”。"), then=N_("请从列表中选择。"), category=text)
    return text


def _kind(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    if text not in KINDS or case.kind not in KINDS:
        raise Invalid(
            N_("信访不能靠更正变成别的事项，别的事项也不能变成信访。"),
            then=N_("登记错了请作废后重新登记；信访转人民调解另有步骤。"),
        )
    if case.state != "registered":
        raise Invalid(N_("已经分派或答复的案件不能再改类别。"), then=N_("请先由承办人退回，或作废后重新登记。"))
    if case.members and "join" not in {move.verb for move in table_of(text).moves}:
        raise Invalid(
            N_("还有案件并在这件里，不能改成不能并案的类别。"), then=N_("请先更换主案，或让并入的案件逐一退出。")
        )
    return text


def _community(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    found = places.place(text) if text else None
    if text and (found is None or found.street != case.street or found.kind != "community"):
        raise Invalid(N_("这个社区不在案件所在的街道。"), then=N_("请从列表中选择；属于别的街道的请作废后转出。"))
    return text


def _amount(text: str, case: Case, party: Party | None) -> int | None:  # noqa: ARG001
    if not text.strip():
        return None
    try:
        amount = fen(text)
    except ValueError:
        raise Invalid(N_("请写金额，例如 500 或 500.50。")) from None
    if not 0 <= amount <= MAX_FEN:
        raise Invalid(N_("金额太大或小于零，请核对。"))
    return amount


def _day(text: str, case: Case, party: Party | None) -> date | None:  # noqa: ARG001
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(N_("请写日期，例如 2026-03-09。")) from None
    if day > clock.today():
        raise Invalid(N_("日期还没有到。"), then=N_("请核对日期。"))
    return day


def _role(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    allowed = SIDES if party is not None and party.of_id is None else BESIDE
    if text not in allowed:
        raise Invalid(N_("不能改成这种身份。"), then=N_("双方之间可以互换；近亲属、代理人、法定代理人之间可以互换。"))
    if party is not None:
        require_once(party.case, party.person, text, party.of, but=party.pk)
        require_guarding(party, text)
    return text


def require_once(case: Case, person: Person, role: str, of: Party | None, but: int = 0) -> None:
    """Raise `Invalid` where `person` has this part in `case` already, or is on both sides of it, or beside themselves."""
    if of is not None and of.person_id == person.pk:
        raise Invalid(N_("一个人不能是自己的近亲属、代理人或法定代理人。"), then=N_("请核对姓名和电话。"))
    parts = case.parties.filter(person=person, of=of).exclude(pk=but)
    if (parts if of is None else parts.filter(role=role)).exists():
        raise Invalid(N_("这个人已经在案件里了。"), then=N_("请在当事人一栏里查看。"))


def require_guarding(party: Party, role: str) -> None:
    """Raise `Invalid` where `party` is to be a guardian without full capacity of their own (民法典 §23, §27–28)."""
    if role == Party.Role.GUARDIAN and party.capacity_on(clock.today()) != FULL:
        raise Invalid(N_("法定代理人须是完全民事行为能力人。"), then=N_("请按法定顺序另选。"))


def _born(text: str, case: Case, party: Party | None) -> date | None:
    day = _day(text, case, party)
    if day is not None and party is not None and party.kind == Party.Kind.ORGANISATION:
        raise Invalid(N_("单位没有出生日期。"))
    return day


def _kind_of_party(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    if text not in Party.Kind.values:
        raise Invalid(N_("不认识当事人的种类。"))
    if party is not None and party.born_on is not None and text == Party.Kind.ORGANISATION:
        raise Invalid(N_("单位没有出生日期。"))
    return text


def _declared(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    if text not in {"", LIMITED, NONE}:
        raise Invalid(N_("改成的内容为空或太长。"), then=N_("请核对后再提交。"))
    return text


def _yes(text: str, case: Case, party: Party | None) -> bool:  # noqa: ARG001
    if text not in {"", YES}:
        raise Invalid(N_("改成的内容为空或太长。"), then=N_("请核对后再提交。"))
    return text == YES


def _credit_code(text: str, case: Case, party: Party | None) -> str:  # noqa: ARG001
    return credit_code(text)


def credit_code(text: str) -> str:
    """An organisation's 统一社会信用代码 as it is written officially, "" for none; `Invalid` where it cannot be one."""
    try:
        return read_credit_code(text) if text.strip() else ""
    except NoNumber as wrong:
        raise Invalid(str(wrong), then=N_("请核对营业执照；也可以先留空。")) from None


def require_person(party: Party) -> None:
    """Raise `Invalid` where `party` would be an organisation that was born: it would count as being of age."""
    if party.kind == Party.Kind.ORGANISATION and party.born_on is not None:
        raise Invalid(N_("单位没有出生日期。"))


FIELDS: Mapping[str, Field] = {
    "title": Field(N_("标题"), _text(60), is_text=True),
    "summary": Field(N_("事情经过"), _text(5000), is_text=True),
    "category": Field(N_("纠纷类型"), _category, is_code=True),
    "kind": Field(N_("事项类别"), _kind, is_code=True),
    "community": Field(N_("所在社区"), _community, is_code=True),
    "place_text": Field(N_("地点"), _text(120, needed=False), is_text=True),
    "amount_fen": Field(N_("涉及金额"), _amount),
    "event_on": Field(N_("发生日期"), _day),
    "party.role": Field(N_("当事人身份"), _role, of_party=True),
    "party.relation": Field(N_("与当事人的关系"), _text(20, needed=False), of_party=True, is_text=True),
    "party.born_on": Field(N_("出生日期"), _born, of_party=True, is_sealed=True),
    "party.self_supporting": Field(N_("满十六周岁，靠自己的劳动收入生活"), _yes, of_party=True),
    "party.declared": Field(N_("法院认定"), _declared, of_party=True, is_sealed=True),
    "party.kind": Field(N_("种类"), _kind_of_party, of_party=True),
    "party.credit_code": Field(N_("统一社会信用代码"), _credit_code, of_party=True),
}


def share_standing(party: Party) -> None:
    """What decides the capacity of one part holds for the person's other parts in the case too."""
    known = {name: getattr(party, name) for name in STANDING}
    Party.objects.filter(case_id=party.case_id, person_id=party.person_id).exclude(pk=party.pk).update(**known)


def stored(value: Any) -> str:
    """A value as a correction keeps it."""
    if value is None or value is False:
        return ""
    if value is True:
        return YES
    return value.isoformat() if isinstance(value, date) else str(value)
