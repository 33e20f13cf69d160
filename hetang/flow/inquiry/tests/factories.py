"""What went out, and a visit that is open."""

import re
from dataclasses import dataclass, field

from hetang.flow.inquiry.actions.ask_code import ask_code
from hetang.flow.inquiry.actions.visit import open_visit
from hetang.record.cases.api import Case

APPLICANTS, RESPONDENTS, NOBODYS = "13900000001", "13900000002", "13911111111"


@dataclass
class Sent:
    """(number, text) of each letter; nothing for somebody unknown."""

    letters: list[tuple[str, str]] = field(default_factory=list)

    def take(self, number: str, text: str, _reference: str) -> None:
        if number:
            self.letters.append((number, text))

    @property
    def code(self) -> str:
        """The six digits of the last one."""
        return re.findall(r"\d{6}", self.letters[-1][1])[0]


def visit(case: Case, phone: str = APPLICANTS) -> str:
    """The secret of an open visit of whoever has this number."""
    asked = ask_code(case.code, phone)
    return open_visit(asked.ticket, asked.code)
