"""What a step is, and how it knows that nothing has changed since it was last done."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Step:
    """One piece of set-up.

    `inputs` yields files (their content counts) and plain strings; `stamp` is the file that keeps the digest and lies
    inside what the step makes, so that deleting the product also deletes the proof. `outputs` must exist besides.
    `done` may look closer than files can. `needs` names steps that come first; their digests are part of this one's.
    """

    name: str
    title: str
    run: Callable[[], None]
    stamp: Path
    inputs: Callable[[], Iterable[Path | str]]
    outputs: Callable[[], Iterable[Path]] = tuple
    needs: tuple[str, ...] = ()
    done: Callable[[], bool] = lambda: True

    def digest(self, before: Iterable[str]) -> str:
        """Hex digest of all inputs and of the digests of the steps `before` this one."""
        total = hashlib.sha256()
        for part in [self.name, *before, *self.inputs()]:
            total.update(_content(part))
            total.update(b"\0")
        return total.hexdigest()

    def is_current(self, digest: str) -> bool:
        """True when the step was done with these very inputs and its products are still there."""
        try:
            stamped = self.stamp.read_text(encoding="utf-8").strip()
        except OSError:
            return False
        return stamped == digest and all(path.exists() for path in self.outputs()) and self.done()

    def mark(self, digest: str) -> None:
        """Write the stamp: the step is done."""
        self.stamp.parent.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(digest + "\n", encoding="utf-8")


def _content(part: Path | str) -> bytes:
    if isinstance(part, str):
        return part.encode()
    return str(part).encode() + b"\0" + (part.read_bytes() if part.is_file() else b"absent")
