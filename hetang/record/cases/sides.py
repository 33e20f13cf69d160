"""Whose side somebody is on who asks about a matter from outside, and who of them is answered at all."""

from hetang.commons.people.api import persons_by_phone
from hetang.record.cases.models import Case, Party

# Sides of a matter. A guardian or representative is on the side of whom they act for; an invited relative is on none.
APPLICANT, RESPONDENT = "applicant", "respondent"
ACTING = (Party.Role.GUARDIAN, Party.Role.REPRESENTATIVE)
ANSWERED = (Party.Role.APPLICANT, Party.Role.RESPONDENT, *ACTING)


def party_known_by(code: str, digits: str) -> Party | None:
    """Who of the matter with this code (canonical form) has this telephone number; None where nobody does. One query.

    A sealed matter is answered to nobody here: who shares a telephone with a person in danger would learn of it. Of
    two people with one number it is the applicant's side that opens: whoever holds the telephone told of it.
    """
    rows = Party.objects.filter(
        case__code=code,
        person__in=persons_by_phone(digits).exclude(key=b""),
        role__in=ANSWERED,
    )
    found = list(rows.exclude(case__sensitivity=Case.Sensitivity.SEALED).select_related("case", "of").order_by("id"))
    found.sort(key=lambda party: side_of(party) != APPLICANT)
    return found[0] if found else None


def party_asking(pk: int) -> Party | None:
    """The same person a little later, with case, unit and person; None once the matter is sealed or they are erased."""
    rows = Party.objects.filter(pk=pk, role__in=ANSWERED).exclude(case__sensitivity=Case.Sensitivity.SEALED)
    return rows.exclude(person__key=b"").select_related("case__unit", "person", "of").first()


def side_of(party: Party) -> str:
    """`applicant` or `respondent`."""
    principal = party.of if party.of is not None and party.role in ACTING else party
    return APPLICANT if principal.role == Party.Role.APPLICANT else RESPONDENT
