"""The rule packs that come with the program: which of them the database lacks, and bringing them in after its tables."""

import re
from collections.abc import Iterator

from hetang.commons.rulebook.api import own_packs
from hetang.config.loading.folder import load_folder
from hetang.config.loading.packs import NATIONAL
from hetang.ground.rulepacks.api import loaded_versions

_HEAD = re.compile(r"^(name|version): *(\w+)", re.MULTILINE)
HEAD_CHARS = 2000


def shipped() -> Iterator[tuple[str, int]]:
    """Name and version of each, from the first lines of its file: asked at every start, so nothing is parsed."""
    for path in sorted(NATIONAL.glob("*.yaml")):
        with path.open(encoding="utf-8") as opened:
            head = dict(_HEAD.findall(opened.read(HEAD_CHARS)))
        yield head["name"], int(head["version"])


def missing_rules() -> list[str]:
    """`dispatch 2` for each that this program needs and the database does not have."""
    loaded = loaded_versions()
    return [f"{name} {version}" for name, version in shipped() if (name, version) not in loaded]


def bring_rules() -> list[str]:
    """Load what is missing; returns what was. All or nothing, and nothing in a database that has everything."""
    missing = missing_rules()
    if missing:
        load_folder(None)
    return missing


def kept_by_the_street(brought: list[str]) -> list[str]:
    """The packs of these of which a version of the street's own goes on holding in place of the new one."""
    return sorted(own_packs() & {name.split()[0] for name in brought})
