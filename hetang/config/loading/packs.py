"""Rule packs: those of the package first, then the street's own versions."""

from pathlib import Path

from hetang.config.loading.source import LoadError, Row, read
from hetang.config.loading.tally import CREATED, SAME, Tally
from hetang.ground import rulepacks
from hetang.ground.lib.refusals import Refused
from hetang.ground.rulepacks.api import load_pack

NATIONAL = Path(rulepacks.__file__).parent / "data"
HEADER = ("name", "version", "effective_on", "basis")


def load_packs(folder: Path, tally: Tally) -> None:
    """Load every pack of a folder, in the order of their file names."""
    for path in sorted(folder.glob("*.yaml")):
        _load(path, read(path), tally)


def _load(path: Path, top: Row, tally: Tally) -> None:
    name = top.text("name")
    if name != path.stem.split(".")[0]:
        raise top.bad(
            f"文件名应当以规则包的名字“{name}”开头。",
            f"the file's name must begin with the pack's name, “{name}”.",
            "name",
        )
    body = {key: value for key, value in top.plain().items() if key not in HEADER}
    try:
        is_new = load_pack(
            name=name,
            version=top.whole("version"),
            effective_on=top.day("effective_on"),
            basis=top.text("basis"),
            body=body,
        )
    except Refused as refused:
        raise LoadError(
            path.name, str(refused), "this version is loaded with other content; give it a new version number."
        ) from refused
    tally.count("rulepack", CREATED if is_new else SAME)
