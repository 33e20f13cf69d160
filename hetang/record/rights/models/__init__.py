"""What people agreed to, and what they asked about their own data."""

from hetang.record.rights.models.consent import Consent
from hetang.record.rights.models.request import Request

__all__ = ["Consent", "Request"]
