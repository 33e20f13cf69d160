"""How much may be handed in, from the rule pack `files`."""

from dataclasses import dataclass
from datetime import timedelta

from hetang.ground.lib.labels import Label
from hetang.ground.rulepacks.api import label, pack

NAME = "files"
MB = 1 << 20


@dataclass(frozen=True)
class Limits:
    """One version of the pack, typed. Sizes in bytes."""

    by_kind: dict[str, int]
    case_files: int
    case_bytes: int
    pixels: int
    packed_bytes: int
    packed_parts: int
    link: timedelta
    waiting: timedelta

    @property
    def most(self) -> int:
        """The size that no file exceeds, whatever its kind."""
        return max(self.by_kind.values())


def limits() -> Limits:
    """What holds today."""
    body = pack(NAME).body
    return Limits(
        by_kind={entry["key"]: entry["most_mb"] * MB for entry in body["entries"]},
        case_files=body["case"]["files"],
        case_bytes=body["case"]["mb"] * MB,
        pixels=body["pictures"]["megapixels"] * 1_000_000,
        packed_bytes=body["packed"]["mb"] * MB,
        packed_parts=body["packed"]["parts"],
        link=timedelta(minutes=body["links"]["minutes"]),
        waiting=timedelta(hours=body["uploads"]["hours"]),
    )


def kind_label(kind: str) -> Label:
    """The kind's name: 照片 …"""
    return label(NAME, kind)
