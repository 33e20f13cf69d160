"""Cases on their way to a mediator, by the real verbs."""

from hetang.commons.accounts.api import Account
from hetang.flow.dispatch.actions.assign import accept_case, assign_case
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast, case


def assigned(cast: Cast, to: Account | None = None) -> Case:
    """Given to the mediator of its own station."""
    given = case(cast)
    assign_case(given, to=to or cast.mediator, unit=cast.station, by=cast.lead)
    return Case.objects.get(pk=given.pk)


def accepted(cast: Cast) -> Case:
    """In the mediator's hand, its mediation open."""
    given = assigned(cast)
    accept_case(given, by=cast.mediator)
    return Case.objects.get(pk=given.pk)
