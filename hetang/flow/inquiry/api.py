"""The inquiry's door."""

from hetang.flow.inquiry.actions.ask_code import Asked, ask_code, terms
from hetang.flow.inquiry.actions.visit import delete_old_visits, leave, open_visit, visitor

__all__ = ["Asked", "ask_code", "delete_old_visits", "leave", "open_visit", "terms", "visitor"]
