"""Announcements in words, for the auditor."""

from collections.abc import Mapping

from hetang.commons.announcements.models import Announcement
from hetang.ground.journal.api import Audited
from hetang.ground.lib.labels import N_, Label


def titles(keys: set[int]) -> Mapping[int, Label]:
    """What these announcements are called."""
    return {row.pk: row.title for row in Announcement.objects.filter(pk__in=keys)}


AUDITED = Audited(N_("公告"), {"announce": N_("发布"), "withdraw": N_("撤下")}, titles)
