"""The list of what a backup holds, with a digest of each file.

`manifest.json` is written last: a folder without it is an unfinished backup. `manifest.sha256` beside it can be checked
with `sha256sum -c`; the folder of keys, kept elsewhere, holds the same digest, so that somebody who rewrites a backup
cannot make it pass.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hetang.config.trouble import NOTHING_CHANGED, SetupError

NAME, DIGEST = "manifest.json", "manifest.sha256"
FORMAT = 1
Digests = dict[str, str]  # path inside the folder -> sha256, hexadecimal


@dataclass(frozen=True)
class Manifest:
    """`keys` lists the key files that belong to this backup (they lie in the other folder).

    `counts` are the rows of each table in the very moment of the dump; empty in backups of before they were counted.
    """

    made_at: str
    software: str
    server_major: int
    migrations: list[list[str]]
    files: Digests
    keys: Digests
    format: int = FORMAT
    counts: dict[str, int] = field(default_factory=dict)
    note: str = field(default="A backup without its keys cannot be read. 没有密钥的备份无法读取。")


def digest_of(path: Path) -> str:
    """sha256 of a file, read in pieces."""
    with path.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


def digests_below(folder: Path) -> Digests:
    """Every file below `folder` except the manifest itself."""
    paths = sorted(p for p in folder.rglob("*") if p.is_file() and p.name not in {NAME, DIGEST})
    return {path.relative_to(folder).as_posix(): digest_of(path) for path in paths}


def write(folder: Path, manifest: Manifest) -> str:
    """Write both manifest files and return the digest of the first."""
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    digest = hashlib.sha256(text.encode()).hexdigest()
    _write_durably(folder / DIGEST, f"{digest}  {NAME}\n")
    _write_durably(folder / NAME, text)
    return digest


def read(folder: Path) -> Manifest:
    """The verified manifest: its own digest, every listed file, and no file besides. Raises SetupError."""
    path = folder / NAME
    if not path.exists():
        raise damaged(folder, ("没有清单，备份不存在或未完成", "there is no manifest: no backup, or an unfinished one"))
    expected = (folder / DIGEST).read_text(encoding="utf-8").split() if (folder / DIGEST).exists() else []
    if not expected or expected[0] != digest_of(path):
        raise damaged(folder, ("清单被改动过", "the manifest was altered"))
    said = json.loads(path.read_text(encoding="utf-8"))
    if said.get("format") != FORMAT:
        raise damaged(folder, ("清单格式不认识", f"its format {said.get('format')} is not known here"))
    manifest = Manifest(**said)
    require_same(folder, manifest.files, digests_below(folder))
    return manifest


def require_same(folder: Path, listed: Digests, found: Digests) -> None:
    """SetupError naming the first files that are missing, altered or unlisted."""
    wrong = sorted({name for name, _ in listed.items() ^ found.items()})
    if wrong:
        names = _some(wrong)
        raise damaged(folder, (f"这些文件缺失、多余或被改动：{names}", f"missing, unlisted or altered: {names}"))


def write_seal(keys_folder: Path, digest: str) -> None:
    """Note beside the keys which backup they belong to."""
    _write_durably(keys_folder / DIGEST, f"{digest}  {NAME}\n")


def require_seal(keys_folder: Path, folder: Path) -> None:
    """SetupError unless these keys were saved together with this very manifest."""
    seal = keys_folder / DIGEST
    said = seal.read_text(encoding="utf-8").split() if seal.exists() else []
    if not said or said[0] != digest_of(folder / NAME):
        raise damaged(folder, (f"密钥目录 {keys_folder} 不属于它", f"the keys in {keys_folder} do not belong to it"))


def damaged(folder: Path, reason: tuple[str, str]) -> SetupError:
    return SetupError(
        (f"备份 {folder} 不能使用：{reason[0]}。", f"The backup {folder} cannot be used: {reason[1]}."),
        NOTHING_CHANGED,
        ("请换用另一份备份。", "Use another backup."),
    )


def flush_below(folder: Path) -> None:
    """Everything onto the disk before the manifest claims it is there."""
    for path in [*folder.rglob("*"), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_durably(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (" …" if len(listed) > 5 else "")
