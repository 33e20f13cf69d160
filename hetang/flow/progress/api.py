"""The progress' door."""

from hetang.flow.progress.bounced import chase_bounced, note_bounced
from hetang.flow.progress.consumer import Telling
from hetang.flow.progress.explaining import without_fields
from hetang.flow.progress.late import chase_late, note_late

__all__ = ["Telling", "chase_bounced", "chase_late", "note_bounced", "note_late", "without_fields"]
