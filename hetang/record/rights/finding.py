"""Finding the person that a request is about."""

from hetang.commons.accounts.api import Account
from hetang.commons.people.api import Person, persons_by_phone
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import get_case_for, parties_of, visible_to


class NobodyFound(Refused):
    """Nobody is known under what was given."""

    status = 422


def find_person(*, name: str, phone: str, number: str, by: Account) -> Person:
    """The person of this name in the case `number`, or known under this name and number. Raises `NobodyFound`.

    Only persons of a case that `by` may see: whoever registers for a street cannot look through everybody of every one.

    Nobody new is recorded: who asks what is kept about them must not be in the record for having asked.
    """
    wanted = " ".join(name.split())
    number = number.strip()
    known = [p.person for p in parties_of(get_case_for(by, number))] if number else _known(phone, by)
    for person in known:
        if person.name == wanted:
            return person
    raise NobodyFound(
        N_("没有找到这个人的记录。"),
        then=N_("请核对姓名、电话或案件编号。确实没有的，可以当场答复：本系统没有保存您的个人信息。"),
    )


def _known(phone: str, by: Account) -> list[Person]:
    return list(persons_by_phone(phone).filter(parts__case__in=visible_to(by)).distinct())
