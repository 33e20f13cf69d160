"""What references in a request name, as far as the caller may know it; and the case of an address."""

from typing import Any

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.places import api as places
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.cases.api import Case, Party, get_case_for, visible_to


class Finding:
    """Looks for one caller, for parties in one case."""

    def __init__(self, user: Account, case: Case | None = None) -> None:
        self.user, self.case = user, case

    def find(self, kind: str, key: Any) -> Any:
        """The account, unit, case or party of this key; None where there is none."""
        if kind == "account":
            # Whether they may be given anything is asked by the action.
            return Account.objects.filter(pk=key, is_active=True).first()
        if kind == "unit":
            return places.unit(key)
        if kind == "case":
            return visible_to(self.user).filter(number=key).first()
        return Party.objects.select_related("person", "case").filter(case=self.case, pk=key).first()


def case_for(user: Account, number: str) -> Case:
    """The case, where its pages are open to `user`; refused as its pages are.

    Broken glass opens pages to a person who gave a reason, and nothing to a program.
    """
    found = visible_to(user).select_related("unit", "assignee").filter(number=number).first()
    if found is not None:
        return found
    with transaction.atomic():
        get_case_for(user, number)
        # That look was none: it is not written down.
        raise NotAllowed(N_("应急查看只在页面上有效。"), then=N_("请在工作台打开这件案件。"))
