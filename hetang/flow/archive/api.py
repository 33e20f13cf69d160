"""The archive's door."""

from hetang.flow.archive.actions import archive_case, follow_category
from hetang.flow.archive.checklist import Item, check_file, is_file_complete
from hetang.flow.archive.destroy import Run, run_retention
from hetang.flow.archive.models import Appraisal, CaseFile, Tombstone
from hetang.flow.archive.past import file_past
from hetang.flow.archive.retention import files_kept

__all__ = [
    "Appraisal",
    "CaseFile",
    "Item",
    "Run",
    "Tombstone",
    "archive_case",
    "check_file",
    "file_past",
    "files_kept",
    "follow_category",
    "is_file_complete",
    "run_retention",
]
