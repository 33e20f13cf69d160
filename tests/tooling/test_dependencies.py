"""Every dependency has its reason written down, and every reason its dependency."""

import json
import re

from tooling.house import ROOT

REASONS = ROOT / "docs" / "decisions" / "dependencies.md"


def required() -> set[str]:
    """Names in the hand-written lists, Python's and the browser's."""
    names = set()
    for path in (ROOT / "requirements").glob("*.in"):
        lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
        names |= {re.split(r"[\[=<>~!; ]", line)[0].lower() for line in lines if line and not line.startswith("-")}
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return names | set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))


def explained(text: str) -> set[str]:
    """First cells of the tables' rows, without those of the system's programs."""
    rows = re.findall(r"^\| ([^|]+?) \| \S.*\|$", text.partition("## From the system")[0], re.MULTILINE)
    return {row for row in rows if row != "package"}


def test_every_dependency_has_a_reason() -> None:
    assert explained(REASONS.read_text(encoding="utf-8")) == required()


def test_a_dependency_without_a_reason_is_found() -> None:
    assert explained("| package | reason |\n|---|---|\n| django | Why. |\n| nothing | |\n") == {"django"}


def test_the_lists_hold_hashes_and_no_addresses() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[a-z][\w.-]*==\S+", text, re.MULTILINE)
        assert pins, path.name
        assert ":" + "//" not in text, path.name
        assert len(re.findall(r"^[a-z]", text, re.MULTILINE)) == len(pins), "everything is pinned"
        blocks = re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks), path.name


def test_demo_and_test_lists_agree() -> None:
    """Installing one over the other must change nothing that both hold."""

    def read(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z][\w.-]*)==(\S+)", text, re.MULTILINE))

    embedded, dev = read("embedded.txt"), read("dev.txt")
    assert embedded.items() <= dev.items()
