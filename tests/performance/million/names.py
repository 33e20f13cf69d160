"""Invented people: other names as long as the originals', and numbers that ring nobody."""

from pathlib import Path
from random import Random

from hetang.ground.lib.yamlrows import read

PREFIX = "160"  # the code of an old telephone information service: no mobile number begins with it


class Names:
    """Names from the street's people.yaml. Firms keep theirs: a shop has many customers."""

    def __init__(self, folder: Path) -> None:
        file = read(folder / "people.yaml")
        self.surnames, given = sorted(file.texts("surnames")), file.texts("given")
        self.given = {length: [g for g in given if len(g) == length] for length in {len(g) for g in given}}
        self.by_length = {n: [s for s in self.surnames if len(s) == n] for n in {len(s) for s in self.surnames}}
        self._known: dict[str, tuple[int, int] | None] = {}

    def like(self, name: str, rng: Random) -> str:
        """A name with as many characters, so that a shortened title stays as it was cut."""
        if name not in self._known:
            self._known[name] = self._split(name)
        lengths = self._known[name]
        if lengths is None:
            return name
        return rng.choice(self.by_length[lengths[0]]) + rng.choice(self.given[lengths[1]])

    def phone(self, rng: Random) -> str:
        """Eleven digits."""
        return f"{PREFIX}{rng.randrange(10**8):08d}"

    def _split(self, name: str) -> tuple[int, int] | None:
        for length, surnames in self.by_length.items():
            if name[:length] in surnames and name[length:] in self.given.get(len(name) - length, ()):
                return length, len(name) - length
        return None
