"""All operations. Addresses, checks and the document are made from this list."""

from hetang.faces.api import articles, asked, cases, contacts, evidence, me, triage, verbs
from hetang.faces.api.operations import Operation
from hetang.faces.api.webhooks import offered

OPERATIONS: tuple[Operation, ...] = (
    *me.OPERATIONS,
    *contacts.OPERATIONS,
    *triage.OPERATIONS,
    *cases.OPERATIONS,
    *asked.OPERATIONS,
    *verbs.OPERATIONS,
    *evidence.OPERATIONS,
    *articles.OPERATIONS,
    *offered.OPERATIONS,
)


def by_path() -> dict[str, dict[str, Operation]]:
    """Address → method → operation; addresses with fewer places in them first, since they are the narrower ones."""
    found: dict[str, dict[str, Operation]] = {}
    for each in sorted(OPERATIONS, key=lambda operation: operation.path.count("{")):
        found.setdefault(each.path, {})[each.method] = each
    return found
