"""This room's sentences in the case's story."""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

TEXTS: Mapping[str, str] = {
    "note_late": N_("“%(clock)s”时限已过（%(due)s），已提醒承办人和驿站负责人"),
    "chase_late": N_("“%(clock)s”时限过后（%(due)s）仍没有办完或者延长，已报街道调度员"),
    "note_bounced": N_("发给%(party)s的消息没有送到（%(bounce)s），已提醒承办人和驿站负责人"),
    "chase_bounced": N_("%(party)s仍没有告知到（%(bounce)s），已报街道调度员"),
    "tell_otherwise": N_("已用别的方式告知%(party)s：%(means)s"),
}
