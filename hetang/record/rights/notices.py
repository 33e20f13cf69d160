"""The notices with the street's own name and numbers in them."""

from dataclasses import dataclass
from typing import Any

from hetang.commons.alliance.api import hotlines_of
from hetang.commons.places.api import place
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks import api as rulepacks


class NoSuchVersion(Refused):
    """The pack never had this version."""

    status = 404


@dataclass(frozen=True)
class Notices:
    """One version of the notices: entries as in the pack, their texts filled in ({zh, en})."""

    version: int
    effective_on: Any
    basis: str
    is_current: bool
    entries: list[dict[str, Any]]


def notices_for(street: str, version: int | None = None) -> Notices:
    """The notices in force, or an earlier version as it was agreed to. Raises `NoSuchVersion`."""
    current = rulepacks.pack("notices")
    pack = current
    if version is not None and version != current.version:
        found = rulepacks.RulePack.objects.filter(name="notices", version=version).first()
        if found is None:
            raise NoSuchVersion(N_("没有这个版本的告知。"), then=N_("请查看现行版本。"))
        pack = found
    here, numbers = place(street), " / ".join(h.number for h in hotlines_of(street))
    filled = []
    for entry in pack.body["entries"]:
        text = {
            language: words.replace("{processor}", here.name[language] if here else "—").replace(
                "{contact}", numbers or "—"
            )
            for language, words in entry["text"].items()
        }
        filled.append({**entry, "text": text})
    return Notices(pack.version, pack.effective_on, pack.basis, pack.version == current.version, filled)
