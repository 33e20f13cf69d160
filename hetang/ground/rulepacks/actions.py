"""Loading rule packs."""

from datetime import date
from typing import Any

from django.db import connection, transaction

from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.ground.rulepacks.kinds import KINDS
from hetang.ground.rulepacks.models import RulePack
from hetang.ground.rulepacks.queries import forget
from hetang.ground.rulepacks.schema import faults


@transaction.atomic
def load_pack(*, name: str, version: int, effective_on: date, basis: str, body: dict[str, Any]) -> bool:
    """Add one version of a pack; True where it is new.

    `Invalid` for a body that its schema does not allow, and for a version that is loaded with other content.
    """
    document = {"name": name, "version": version, "effective_on": effective_on, "basis": basis, **body}
    for fault in faults(document, KINDS):
        raise Invalid(
            N_("规则包 %(name)s 的内容不合格式：%(where)s %(fault)s"),
            then=N_("用 hetang packs check 可以看到每一处和所在的行。"),
            name=name,
            where=" › ".join(map(str, fault.path)),
            fault=fault.zh,
        )
    known = RulePack.objects.filter(name=name, version=version).first()
    if known is not None:
        # The day may have been set at the import: the file that was shipped goes on naming its own.
        if known.body != body or known.basis != basis:
            raise Invalid(
                N_("规则包 %(name)s 第 %(version)s 版已经装入，内容却不同。"),
                then=N_("规则有变请升一个版本号再装入。"),
                name=name,
                version=version,
            )
        return False
    RulePack.objects.create(
        name=name, version=version, effective_on=effective_on, basis=basis, body=body, loaded_at=clock.now()
    )
    forget()
    return True


# The same inside a larger statement: SQL that takes the scope in place of `{}`.
NEXT_NUMBER = "rulepacks_next_number({})"


def next_number(scope: str) -> int:
    """The next number of `scope` (ASCII, e.g. `ST2026`): unique and rising, gaps allowed, no lock held to commit.

    Legal documents need gapless numbers and get theirs elsewhere; a counter row here would cost two thirds of the
    registrations a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT rulepacks_next_number(%s)", [scope])
        return int(cursor.fetchone()[0])
