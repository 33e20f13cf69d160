"""The notifications' door."""

from hetang.commons.notifications.actions import carry_messages, delete_old_messages, deliver_now, enqueue, has_carrier
from hetang.commons.notifications.models import Letter, Message
from hetang.commons.notifications.notice import About, Field, Notice
from hetang.commons.notifications.undelivered import subjects_not_told, take_lost
from hetang.commons.notifications.unread import MARK, hear_of_new, unread_count
from hetang.commons.notifications.wording import PACK, said

__all__ = [
    "MARK",
    "PACK",
    "About",
    "Field",
    "Letter",
    "Message",
    "Notice",
    "carry_messages",
    "delete_old_messages",
    "deliver_now",
    "enqueue",
    "has_carrier",
    "hear_of_new",
    "said",
    "subjects_not_told",
    "take_lost",
    "unread_count",
]
