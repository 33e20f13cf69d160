"""The announcements' door."""

from hetang.commons.announcements.actions import Notice, announce, withdraw_announcement
from hetang.commons.announcements.models import Announcement
from hetang.commons.announcements.queries import told_to_residents, told_to_staff

__all__ = ["Announcement", "Notice", "announce", "told_to_residents", "told_to_staff", "withdraw_announcement"]
