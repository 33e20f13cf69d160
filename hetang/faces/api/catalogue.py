"""All operations. Addresses, checks and the document are made from this list."""

from hetang.faces.api import cases, contacts, me, verbs
from hetang.faces.api.operations import Operation
from hetang.faces.api.webhooks import offered

OPERATIONS: tuple[Operation, ...] = (
    *me.OPERATIONS,
    *contacts.OPERATIONS,
    *cases.OPERATIONS,
    *verbs.OPERATIONS,
    *offered.OPERATIONS,
)


def by_path() -> dict[str, dict[str, Operation]]:
    """Address → method → operation; addresses without places in them first, since they are the narrower ones."""
    found: dict[str, dict[str, Operation]] = {}
    for each in sorted(OPERATIONS, key=lambda operation: "{" in operation.path):
        found.setdefault(each.path, {})[each.method] = each
    return found
