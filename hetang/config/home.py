"""The home folder: where Hetang keeps what is not code. `environment.py` decides where it is.

<home>/database.url   address and password of the embedded database for daily work (0600)
<home>/owner.url      the same as its owner; retention.url as the role that deletes (0600)
<home>/secret.key     Django's key (0600)
<home>/demo           present when this is a demonstration; says how far its data got
<home>/postgres/      the embedded database: data/, program/, log
<home>/files/ keys/   documents, and the keys that open personal data
"""

import errno
import os
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from hetang.config.trouble import NOTHING_LOST, SetupError

PRIVATE = 0o600
# Passable but not listable: as root the database runs as another user and must get through to its own folder.
PASSABLE = 0o711


@dataclass(frozen=True)
class Home:
    """Paths below one home folder, and the few writes that need care."""

    path: Path

    @property
    def database_url(self) -> Path:
        return self.path / "database.url"

    @property
    def owner_url(self) -> Path:
        return self.path / "owner.url"

    @property
    def retention_url(self) -> Path:
        return self.path / "retention.url"

    @property
    def secret_key(self) -> Path:
        return self.path / "secret.key"

    @property
    def demo(self) -> Path:
        return self.path / "demo"

    @property
    def postgres(self) -> Path:
        return self.path / "postgres"

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def up_lock(self) -> Path:
        return self.path / "up.lock"

    def prepare(self) -> None:
        """Make the folder, check that it takes a write, and write `secret.key` if there is none yet."""
        try:
            for folder in reversed([self.path, *self.path.parents]):
                if not folder.exists():
                    folder.mkdir(mode=0o700)
                    if os.geteuid() == 0:
                        folder.chmod(PASSABLE)
            if not self.secret_key.exists():
                write_private(self.secret_key, secrets.token_urlsafe(50))
            self._probe()
        except OSError as refused:
            raise cannot_write(self.path, refused) from refused

    def _probe(self) -> None:
        probe = self.path / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"0" * 4096)
        finally:
            probe.unlink(missing_ok=True)

    def is_embedded(self) -> bool:
        """True when the database is ours: nobody named another, by DATABASE_URL or a hand-written `database.url`."""
        return not os.environ.get("DATABASE_URL") and (self.postgres.exists() or not self.database_url.exists())

    def free_bytes(self) -> int:
        """Bytes an ordinary program may still write here."""
        space = os.statvfs(self.path)
        return space.f_bavail * space.f_frsize


def write_private(path: Path, text: str) -> None:
    """Replace a small file whole: 0600 from its first moment, on the disk before it takes the name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text + "\n")
            out.flush()
            os.fsync(out.fileno())
        draft.replace(path)
        flush_folder(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def flush_folder(folder: Path) -> None:
    """Names given and taken in a folder survive a power cut once this returns."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_private(path: Path) -> str:
    """First line of a small file, or an empty string."""
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError):
        return ""


def cannot_write(folder: Path, refused: OSError) -> SetupError:
    """The message for a folder that took no write."""
    if refused.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if refused.errno == errno.EROFS:
        return SetupError(
            (f"目录 {folder} 所在的磁盘是只读的。", f"The disk that holds {folder} is read-only."),
            NOTHING_LOST,
            (
                "请把磁盘改为可写，或用 HETANG_HOME 指定另一个目录。",
                "Make it writable, or name another folder in HETANG_HOME.",
            ),
        )
    reason = refused.strerror or str(refused)
    return SetupError(
        (f"无法写入目录 {folder}：{reason}。", f"Cannot write to {folder}: {reason}."),
        NOTHING_LOST,
        (
            "请改正该目录的权限，或用 HETANG_HOME 指定另一个目录。",
            "Correct the folder's permissions, or name another folder in HETANG_HOME.",
        ),
    )


def disk_full(folder: Path) -> SetupError:
    """The message for a full disk."""
    try:
        left = shutil.disk_usage(folder).free // 2**20
    except OSError:
        left = 0
    return SetupError(
        (f"磁盘已满：{folder} 只剩 {left} MB。", f"The disk is full: {left} MB left at {folder}."),
        ("已经确认保存的数据没有丢失。", "Nothing that was acknowledged is lost."),
        ("请腾出空间后再启动。", "Free some space, then start again."),
    )
