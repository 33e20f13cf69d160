"""Adding and identifying the people of a case, and giving others access."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.db.models import Q

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, mask_numbers, note_reveal, record_person, require_look, reveal
from hetang.commons.places.api import Unit
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.record.cases import access
from hetang.record.cases.capacity import LIMITED, NONE
from hetang.record.cases.correcting import (
    FIELDS,
    STANDING,
    credit_code,
    require_guarding,
    require_once,
    require_person,
    share_standing,
)
from hetang.record.cases.lifecycle import OPEN_STATES
from hetang.record.cases.models import Case, CaseAccess, Party, TextReference
from hetang.record.cases.writing import lock, tell

BESIDE = {Party.Role.RELATIVE, Party.Role.REPRESENTATIVE, Party.Role.GUARDIAN}


@dataclass(frozen=True)
class Standing:
    """What decides a party's capacity: the date of birth, own earnings, what a court declared; or an organisation.

    `declared` is `limited`, `none` or "" (民法典 §21–22); `credit_code` is the organisation's 统一社会信用代码 or "".
    """

    born_on: date | None = None
    self_supporting: bool = False
    declared: str = ""
    kind: str = Party.Kind.PERSON
    credit_code: str = ""


PLAIN = Standing()


@transaction.atomic
def add_party(
    case: Case,
    *,
    name: str,
    phone: str = "",
    id_number: str = "",
    address: str = "",
    role: str,
    of: Party | None = None,
    relation: str = "",
    standing: Standing = PLAIN,
    by: Account,
) -> Party:
    """Add a person to an open case. A relative, representative or guardian needs the party they stand beside."""
    case = lock(case)
    access.require_edit(by, case)
    standing = _checked(standing)
    if role not in Party.Role.values:
        raise Invalid(N_("不认识这种当事人身份。"))
    if (role in BESIDE) != (of is not None):
        raise Invalid(N_("近亲属、代理人和法定代理人须写明是哪一方的，当事人本人则不写。"))
    if of is not None and of.case_id != case.pk:
        raise Invalid(N_("所选的当事人不在这件案件里。"))
    person = record_person(name=name, phone=phone, id_number=id_number, address=address)
    require_once(case, person, role, of)
    relation = mask_numbers(relation.strip())[:20]
    party = Party(case=case, person=person, role=role, of=of, relation=relation, **vars(_known(case, person)))
    for field, value in vars(standing).items():
        if value != getattr(PLAIN, field):
            _fill(party, field, value)
    require_person(party)
    require_guarding(party, role)
    party.save()
    share_standing(party)
    tell(case, "add_party", by=by, body={"party": party.pk})
    return party


@transaction.atomic
def record_standing(party: Party, *, standing: Standing, by: Account) -> Party:
    """Write down what decides a party's capacity; no date of birth leaves the one that stands.

    What stands already is put right by a correction, which keeps the old value and asks why.
    """
    case = lock(party.case)
    access.require_edit(by, case)
    standing = _checked(standing)
    party = Party.objects.select_for_update(of=("self",)).select_related("person").get(pk=party.pk)
    for name, value in vars(standing).items():
        _fill(party, name, value)
    require_person(party)
    party.save(update_fields=STANDING)
    share_standing(party)
    tell(case, "record_standing", by=by, body={"party": party.pk})
    return party


def _known(case: Case, person: Person) -> Standing:
    part = case.parties.filter(person=person).first()
    return Standing(**{name: getattr(part, name) for name in vars(PLAIN)}) if part else PLAIN


def _fill(party: Party, name: str, value: object) -> None:
    stands = getattr(party, name)
    if stands == value or (name == "born_on" and value is None):
        return
    if stands != getattr(PLAIN, name):
        what = FIELDS[f"party.{name}"].label
        raise WrongState(N_("“%(thing)s”已经登记过。"), then=N_("记错了请用“更正”，原来的内容会留下。"), thing=what)
    setattr(party, name, value)


def _checked(standing: Standing) -> Standing:
    if standing.kind not in Party.Kind.values or standing.declared not in {"", LIMITED, NONE}:
        raise Invalid(N_("不认识当事人的种类。"))
    if standing.born_on is not None and not date(1900, 1, 1) <= standing.born_on <= clock.today():
        raise Invalid(N_("出生日期不对。"), then=N_("请核对年份；日期不能在将来。"))
    return replace(standing, credit_code=credit_code(standing.credit_code))


@transaction.atomic
def check_identity(party: Party, *, means: str, by: Account) -> Party:
    """Record how the person's identity was checked (`Party.Identity`)."""
    case = lock(party.case)
    access.require_edit(by, case)
    if not means or means not in Party.Identity.values:
        raise Invalid(N_("请选择核对身份的方式。"))
    party.identity = means
    party.save(update_fields=["identity"])
    tell(case, "check_identity", by=by, body={"party": party.pk, "means": means})
    return party


def reveal_party_field(party: Party, field: str, *, reason: str, by: Account) -> str:
    """A sealed field of the party in clear, for those who may ring them; the look is recorded.

    Not one transaction: who is refused for too many looks leaves an alert.
    """
    access.require_call(by, party.case)
    return reveal(party.person, field, reason=reason, by=by, subject=party.case.number)


def reveal_party_phone(party: Party, *, reason: str, by: Account) -> str:
    """The party's number in clear; see `reveal_party_field`."""
    return reveal_party_field(party, "phone", reason=reason, by=by)


def reveal_reference(reference: TextReference, *, reason: str, by: Account) -> str:
    """A number out of a text of the case in clear, for those who may ring the parties; limited and recorded alike."""
    case = reference.case
    access.require_call(by, case)
    require_look(reason, by=by, what="case", key=case.pk, field=reference.kind, subject=case.number)
    note_reveal(by, "case", case.pk, field=reference.kind, reason=reason, subject=case.number)
    return reference.value


def grant_access(
    case: Case, *, role: str, unit: Unit | None = None, account: Account | None = None, by: Account | None = None
) -> None:
    """Let a helping unit or a named account see the case. Called by the rooms above, inside their transaction."""
    holder = {"unit": unit} if unit is not None else {"account": account}
    if not CaseAccess.objects.filter(case=case, role=role, until=None, **holder).exists():
        CaseAccess.objects.create(
            case=case, role=role, since=clock.now(), by=by, of_open=case.state in OPEN_STATES, **holder
        )


def end_access(case: Case, *, role: str) -> None:
    """End the grants of one role; they stay on record."""
    CaseAccess.objects.filter(Q(case=case), role=role, until=None).update(until=clock.now())


def end_access_of(case: Case, *, account: Account) -> None:
    """End every grant to one person; they stay on record."""
    CaseAccess.objects.filter(case=case, account=account, until=None).update(until=clock.now())
