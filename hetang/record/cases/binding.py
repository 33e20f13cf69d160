"""Rules that a case keeps: the versions of rule packs that were in force when it was opened stay its own."""

from hetang.ground.rulepacks import api as rulepacks
from hetang.record.cases.models import Case

# A new version of any other pack (texts, reasons, laws) is for every case at once.
BINDING = ("archive_items", "deadlines")


def rules_today() -> dict[str, int]:
    """What a case that is opened now is bound to."""
    return {name: rulepacks.pack(name).version for name in BINDING}


def rules_of(case: Case, name: str) -> rulepacks.RulePack:
    """The version of the pack `name` that holds for `case`: its own where the pack binds, else today's."""
    return rulepacks.pack(name, version=case.rules.get(name))
