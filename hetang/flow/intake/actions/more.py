"""What stands on a form beside the words, where no case is opened of it: kept for later, or said in the words."""

from typing import Any

from hetang.commons.people.api import Named, check_named, normalise_phone
from hetang.flow.intake.actions.register import Report
from hetang.record.cases.api import Case, parties_of

FIELDS = ("respondent", "respondent_phone", "place_text", "amount_fen", "kind", "category")


def more_of(report: Report) -> dict[str, Any]:
    """The other side, the place, the sum and the sort of matter, as far as they were told, by field of a report.

    Raises `Invalid` for another side whose number is none: nobody could open a case of it later.
    """
    if report.respondent.strip():
        check_named(Named(report.respondent, report.respondent_phone))
    found = {name: getattr(report, name) for name in FIELDS if getattr(report, name) not in ("", None)}
    return {} if found == {"kind": Case.Kind.DISPUTE} else found


def with_more(text: str, case: Case, report: Report) -> str:
    """The words, and below them what the form says that the case does not know: nothing of it is taken over by itself."""
    lines = [text]
    if report.respondent.strip() and not _is_known(case, report):
        lines.append(f"对方：{report.respondent.strip()} {report.respondent_phone.strip()}".strip())
    if report.place_text.strip() and report.place_text.strip() != case.place_text:
        lines.append(f"地点：{report.place_text.strip()}")
    if report.amount_fen is not None and report.amount_fen != case.amount_fen:
        lines.append(f"涉及金额：{report.amount_fen / 100:.2f} 元")
    return "\n".join(lines)


def _is_known(case: Case, report: Report) -> bool:
    """Whether the other side takes part already, under the number told where one is."""
    name, digits = "".join(report.respondent.split()), normalise_phone(report.respondent_phone)
    named = [party.person for party in parties_of(case) if "".join(party.person.name.split()) == name]
    return any(not report.respondent_phone.strip() or person.phone == digits for person in named)
