"""Contacts, what was begun and not sent, who is to be rung back, who rings in bad faith, and what was imported."""

from hetang.flow.intake.models.call_back import CallAttempt, CallBack
from hetang.flow.intake.models.contact import Contact
from hetang.flow.intake.models.draft import Draft
from hetang.flow.intake.models.flag import CallerFlag
from hetang.flow.intake.models.importing import ImportedRow, ImportRun

__all__ = ["CallAttempt", "CallBack", "CallerFlag", "Contact", "Draft", "ImportRun", "ImportedRow"]
