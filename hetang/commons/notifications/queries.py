"""An inbox as its reader may see it; the outbox as an administrator may."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q
from django.utils.module_loading import import_string
from django.utils.translation import get_language

from hetang.commons.accounts.api import Account, duties_of
from hetang.commons.notifications.models import Letter, Message
from hetang.commons.notifications.wording import said
from hetang.ground.lib.pagination import NEWEST, Page, merged_page


@dataclass(frozen=True)
class Row:
    """One message with its words; none where its reader may no longer see what it is about."""

    message: Message
    text: str

    @property
    def is_open(self) -> bool:
        """Whether there are words and a link."""
        return bool(self.text)


def inbox(user: Account, *, only_unread: bool, cursor: str) -> tuple[Page, list[Row]]:
    """One page of what `user` was told, newest first. One query, and one for each kind of subject on the page."""
    rows = Message.objects.filter(account=user)
    if only_unread:
        rows = rows.filter(read_at=None)
    page = merged_page([rows], NEWEST, cursor)
    seen = _seen(user, page.items)
    language = get_language() or settings.LANGUAGE_CODE
    return page, [
        Row(m, said(m.template, m.version, m.fields, language) if (m.subject_kind, m.subject_key) in seen else "")
        for m in page.items
    ]


def is_open_to(user: Account, message: Message) -> bool:
    """Whether its reader may still see what it is about."""
    return bool(_seen(user, [message]))


def _seen(user: Account, messages: Iterable[Message]) -> set[tuple[str, int]]:
    """What of these is still open to `user`, asked of the rooms above (settings.MESSAGE_SIGHT: kind -> function)."""
    keys: dict[str, set[int]] = defaultdict(set)
    for message in messages:
        keys[message.subject_kind].add(message.subject_key)
    found: set[tuple[str, int]] = set()
    for kind, asked in keys.items():
        found |= {(kind, key) for key in import_string(settings.MESSAGE_SIGHT[kind])(user, asked)}
    return found


# Who looks after the outbox: no words and no numbers, only what became of each letter.
KEEPER = "system_admin"


def outbox(user: Account, *, state: str, cursor: str) -> tuple[Page, dict[str, int]]:
    """One page of the letters of this administrator's streets, newest first, and how many of each state there are.

    Two queries. Counts go over what waits and what did not go out; what was sent is not counted, it only grows.
    """
    rows = Letter.objects.filter(_in_reach(user)).defer("sealed")
    waiting = rows.exclude(state=Letter.State.SENT).order_by().values_list("state").annotate(n=Count("pk"))
    shown = rows.filter(state=state) if state in Letter.State.values else rows
    return merged_page([shown], NEWEST, cursor), dict(waiting)


def _in_reach(user: Account) -> Q:
    held = [duty for duty in duties_of(user).held if duty.role == KEEPER]
    streets = {duty.street for duty in held if duty.street}
    districts = {duty.district for duty in held if not duty.street and duty.district}
    return Q(street__in=streets) | Q(district__in=districts)
