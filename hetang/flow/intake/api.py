"""Intake's door."""

from hetang.flow.intake.actions.register import Report, register_case
from hetang.flow.intake.models import Contact

__all__ = ["Contact", "Report", "register_case"]
