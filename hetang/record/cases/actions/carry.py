"""What a dispute takes over from the petition beside which it is opened: people, who may read it, numbers, risk.

Inside the transaction of the conversion, on a case that was opened a moment ago.
"""

from hetang.commons.accounts.api import Account
from hetang.ground.lib.references import pieces
from hetang.record.cases.actions.parties import grant_access
from hetang.record.cases.actions.risk import inherit_risk
from hetang.record.cases.actions.sensitivity import NAMED
from hetang.record.cases.correcting import STANDING
from hetang.record.cases.models import Case, Party, TextReference

_COPIED = ("person_id", "role", "relation", "identity", *STANDING)


def carry_over(petition: Case, dispute: Case, *, by: Account) -> None:
    """Everything that the opening itself does not know of."""
    _parties(petition, dispute)
    _references(petition, dispute)
    for grant in petition.grants.filter(role=NAMED, until=None).select_related("account"):
        grant_access(dispute, role=NAMED, account=grant.account, by=by)
    inherit_risk(dispute, petition, by=by)


def _parties(petition: Case, dispute: Case) -> None:
    """Every part with its standing, and who stands beside whom: who is beside somebody was added after them."""
    new: dict[int, Party] = {}
    for old in petition.parties.order_by("id"):
        values = {name: getattr(old, name) for name in _COPIED}
        beside = new[old.of_id] if old.of_id else None
        new[old.pk] = Party.objects.create(case=dispute, of=beside, **values)


def _references(petition: Case, dispute: Case) -> None:
    """The numbers behind the marks that stand in the dispute's texts as well."""
    codes = {piece.code for text in (dispute.summary, dispute.place_text) for piece in pieces(text)} - {""}
    rows = list(petition.references.filter(code__in=codes)) if codes else []
    for row in rows:
        row.pk, row.case = None, dispute
        row._state.adding = True
    TextReference.objects.bulk_create(rows)
