"""The account in whose name a street takes in what residents send by themselves."""

from django.contrib.auth.hashers import make_password
from django.db import transaction

from hetang.commons.accounts.actions.telling import tell, tell_duty
from hetang.commons.accounts.models import Account, Duty
from hetang.commons.places.api import Place, Unit
from hetang.ground.lib import clock

ROLE, PREFIX = "operator", "online."


def online_desk(street: Place, unit: Unit) -> Account:
    """The street's online desk: an operator of the whole street with whom nobody can sign in.

    Made when first asked for, so that a street needs no setting up. What residents send is registered by it under the
    same rules as what an operator types, and the story shows that it came from the residents' own page.
    """
    found = Account.objects.filter(username=_name(street)).first()
    return found or _made(street, unit)


@transaction.atomic
def _made(street: Place, unit: Unit) -> Account:
    account, is_new = Account.objects.get_or_create(
        username=_name(street),
        defaults={
            "name_zh": "网上受理",
            "name_en": "Online desk",
            # Not usable: no password opens it.
            "password": make_password(None),
            "created_at": clock.now(),
            "made_in": street.code,
        },
    )
    if is_new:
        duty = Duty.objects.create(account=account, role=ROLE, unit=unit, place=street, since=clock.today())
        tell(account, "create", by=account)
        tell_duty(duty, "grant_duty", by=account)
    return account


def _name(street: Place) -> str:
    return f"{PREFIX}{street.code}"


def is_online_desk(account: Account) -> bool:
    """Whether what `account` did was sent by residents themselves."""
    return account.username.startswith(PREFIX)
