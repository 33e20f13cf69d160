"""The progress' door."""

from hetang.flow.progress.consumer import Telling
from hetang.flow.progress.explaining import without_fields
from hetang.flow.progress.late import chase_late, note_late

__all__ = ["Telling", "chase_late", "note_late", "without_fields"]
