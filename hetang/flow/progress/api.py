"""The progress' door."""

from hetang.flow.progress.consumer import Telling
from hetang.flow.progress.explaining import without_fields
from hetang.flow.progress.late import note_late

__all__ = ["Telling", "note_late", "without_fields"]
