"""What a generated year is made of: people.yaml, cases.yaml and stories.yaml of a street's folder."""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from hetang.ground.lib.yamlrows import Row, read

DIGITS = 11


@dataclass(frozen=True)
class Promise:
    """One line of a settlement: a share in percent of the sum, or an act; `reverse` where the applicant owes it."""

    days: int
    pay: int = 0
    act: str = ""
    means: str = ""
    reverse: bool = False


@dataclass(frozen=True)
class Matter:
    """One kind of case text with what a settlement of it would say."""

    category: str
    text: str
    firms: tuple[str, ...]
    yuan: tuple[int, int] | None
    promises: tuple[Promise, ...]
    weight: int


@dataclass(frozen=True)
class Pools:
    """Everything to draw from."""

    matters: tuple[Matter, ...]
    says: dict[str, Any]
    scripted: tuple[dict[str, Any], ...]
    surnames: tuple[str, ...]
    given: tuple[str, ...]
    relations: tuple[str, ...]
    phone_prefix: str

    def name(self, rng: Random) -> str:
        """An invented person's name."""
        return rng.choice(self.surnames) + rng.choice(self.given)

    def phone(self, number: int) -> str:
        """The telephone number of the nth invented person."""
        return self.phone_prefix + str(number).zfill(DIGITS - len(self.phone_prefix))

    def say(self, rng: Random, *path: str) -> str:
        """One of the texts under `path` of stories.yaml."""
        found: Any = self.says
        for step in path:
            found = found[step]
        return str(rng.choice(found))


def read_pools(folder: Path) -> Pools:
    """Read the three files. Raises `LoadError`."""
    people = read(folder / "people.yaml").only("phone_prefix", "surnames", "given", "relations")
    stories = read(folder / "stories.yaml").plain()
    return Pools(
        matters=tuple(_matter(row) for row in read(folder / "cases.yaml").only("cases").rows("cases")),
        says={key: value for key, value in stories.items() if key != "scripted"},
        scripted=tuple(stories["scripted"]),
        surnames=tuple(people.texts("surnames")),
        given=tuple(people.texts("given")),
        relations=tuple(people.texts("relations")),
        phone_prefix=people.text("phone_prefix"),
    )


def _matter(row: Row) -> Matter:
    row.only("category", "topic", "weight", "against", "names", "yuan", "text", "promise")
    yuan = row.value("yuan") if row.has("yuan") else None
    if yuan is None and ("{yuan}" in row.text("text") or any(p.has("pay") for p in row.rows("promise"))):
        raise row.bad("写了金额却没有给出 yuan 的范围。", "a sum is spoken of, but “yuan” gives no range.")
    return Matter(
        category=row.text("category"),
        text=row.text("text"),
        firms=tuple(row.texts("names")) if row.text("against") == "firm" else (),
        yuan=(int(yuan[0]), int(yuan[1])) if yuan else None,
        promises=tuple(
            Promise(
                days=p.whole("days"),
                pay=p.whole("pay") if p.has("pay") else 0,
                act=p.text("act", ""),
                means=p.text("means", ""),
                reverse=p.flag("reverse"),
            )
            for p in row.rows("promise")
        ),
        weight=row.whole("weight") if row.has("weight") else 1,
    )
