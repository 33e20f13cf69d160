"""The remarks' door."""

from hetang.record.remarks.actions import read_mention, unread_mentions, write_remark
from hetang.record.remarks.models import Mention

__all__ = ["Mention", "read_mention", "unread_mentions", "write_remark"]
