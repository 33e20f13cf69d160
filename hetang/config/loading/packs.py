"""Rule packs: those of the package first, then the street's own versions; and one pack at a time, checked and compared.

Every new version is told in the journal with the digest of its content, so that "which rules held on that day" has an
answer that nobody can alter unseen.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hetang.commons.rulebook.api import take_pack
from hetang.config.loading.tally import CREATED, SAME, Tally
from hetang.ground import rulepacks as room
from hetang.ground.lib.refusals import Refused
from hetang.ground.lib.yamlrows import LoadError, Row, read
from hetang.ground.rulepacks import api as rulepacks

NATIONAL = Path(room.__file__).parent / "data"


@dataclass(frozen=True)
class PackFile:
    """One pack as it stands in a file that has passed its check."""

    row: Row
    name: str
    version: int
    effective_on: date
    basis: str
    body: dict[str, Any]

    def bad(self, zh: str, en: str, key: str = "") -> LoadError:
        """A complaint about the file, or about the value of a header key."""
        return self.row.bad(zh, en, key)


def load_packs(folder: Path, tally: Tally) -> None:
    """Load every pack of a folder, in the order of their file names. Inside a transaction."""
    for path in sorted(folder.glob("*.yaml")):
        found = read_pack(path)
        if found.name != path.stem.split(".")[0]:
            raise found.bad(
                f"文件名应当以规则包的名字“{found.name}”开头。",
                f"the file's name must begin with the pack's name, “{found.name}”.",
                "name",
            )
        tally.count("rulepack", CREATED if keep_pack(found, found.effective_on) else SAME)


def read_pack(path: Path) -> PackFile:
    """The checked pack of a file. Raises `LoadError` for the first fault, with its line."""
    row = read(path)
    document = row.plain()
    for fault in rulepacks.faults(document, rulepacks.KINDS):
        raise LoadError(_place(row, fault), fault.zh, fault.en)
    body = {key: value for key, value in document.items() if key not in rulepacks.HEADER}
    return PackFile(
        row, document["name"], document["version"], document["effective_on"], document["basis"].strip(), body
    )


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    """Every fault of a file as ("file:line › path", Chinese, English). Raises `LoadError` where it cannot be read."""
    row = read(path)
    return [(_place(row, f), f.zh, f.en) for f in rulepacks.faults(row.plain(), rulepacks.KINDS)]


def _place(row: Row, fault: rulepacks.Fault) -> str:
    path = " › ".join(map(str, fault.path))
    return f"{row.file}:{row.line_at(fault.path)}" + (f" {path} " if path else "")


def keep_pack(found: PackFile, effective_on: date) -> bool:
    """Load one checked pack, in force from `effective_on`, and tell it; True where it is new. In a transaction."""
    try:
        is_new = take_pack(
            name=found.name,
            version=found.version,
            effective_on=effective_on,
            basis=found.basis,
            body=found.body,
            by=None,
        )
    except Refused as refused:
        raise LoadError(
            found.row.file, str(refused), "this version is loaded with other content; give it a new version number."
        ) from refused
    return is_new


def differences(found: PackFile) -> list[rulepacks.Change]:
    """How the file differs from the newest version that is loaded; everything is new where there is none."""
    newest = next(iter(rulepacks.versions(found.name)), None)
    if newest is None:
        return rulepacks.changes({}, {"basis": found.basis, **found.body})
    before = {"effective_on": newest.effective_on.isoformat(), "basis": newest.basis, **newest.body}
    after = {"effective_on": found.effective_on.isoformat(), "basis": found.basis, **found.body}
    return rulepacks.changes(before, after)
