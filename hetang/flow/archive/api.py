"""The archive's door."""

from hetang.flow.archive.actions import archive_case
from hetang.flow.archive.checklist import Item, check_file, is_file_complete
from hetang.flow.archive.models import CaseFile

__all__ = ["CaseFile", "Item", "archive_case", "check_file", "is_file_complete"]
