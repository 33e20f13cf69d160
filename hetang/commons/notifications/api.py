"""The notifications' door."""

from hetang.commons.notifications.actions import carry_messages, delete_old_messages, enqueue
from hetang.commons.notifications.models import Letter, Message
from hetang.commons.notifications.notice import About, Field, Notice
from hetang.commons.notifications.wording import PACK, said

__all__ = [
    "PACK",
    "About",
    "Field",
    "Letter",
    "Message",
    "Notice",
    "carry_messages",
    "delete_old_messages",
    "enqueue",
    "said",
]
