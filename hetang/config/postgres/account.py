"""As whom the database runs. PostgreSQL refuses to run as root."""

import contextlib
import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hetang.config.trouble import NOTHING_CHANGED, NOTHING_LOST, SetupError

SYSTEM_USER = "hetang"
FALLBACK_USER = "nobody"


@dataclass(frozen=True)
class Account:
    """A system user; `switch` holds the subprocess arguments that turn a child into it."""

    name: str
    uid: int
    gid: int

    @property
    def switch(self) -> dict[str, Any]:
        if os.geteuid() == self.uid:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def account_for(data: Path) -> Account:
    """The owner of existing data; otherwise ourselves, or as root a user without rights. Raises SetupError."""
    if data.exists():
        return _owner(data)
    if os.geteuid() != 0:
        return _by_uid(os.geteuid())
    return _by_name(SYSTEM_USER) or _make_system_user() or _by_name(FALLBACK_USER) or _nobody_at_all()


def check_passable(folder: Path, account: Account) -> None:
    """SetupError naming the parent folder that `account` cannot pass on its way to `folder`."""
    for parent in reversed([folder, *folder.parents]):
        facts = parent.stat()
        owner, group = facts.st_uid == account.uid, facts.st_gid == account.gid
        if not facts.st_mode & (0o100 if owner else 0o010 if group else 0o001) and account.switch:
            raise SetupError(
                (
                    f"数据库以用户 {account.name} 运行，但它进不了目录 {parent}。",
                    f"The database runs as {account.name}, who cannot pass {parent}.",
                ),
                NOTHING_CHANGED,
                (
                    "请用 HETANG_HOME 指定别处的目录（如 /var/lib/hetang），或执行 chmod o+x。",
                    "Name a folder elsewhere in HETANG_HOME (such as /var/lib/hetang), or chmod o+x that one.",
                ),
            )


def _owner(data: Path) -> Account:
    uid = data.stat().st_uid
    me = os.geteuid()
    if uid != me and me != 0:
        raise SetupError(
            (
                f"数据库目录 {data} 属于用户编号 {uid}，您是 {me}。",
                f"The database folder {data} belongs to user number {uid}; you are {me}.",
            ),
            NOTHING_LOST,
            (
                "请以该用户（或 root）启动，或用 HETANG_HOME 指定另一个目录。",
                "Start as that user (or root), or name another folder in HETANG_HOME.",
            ),
        )
    return _by_uid(uid)


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as missing:
        raise SetupError(
            (
                f"用户编号 {uid} 在 /etc/passwd 中没有名字，PostgreSQL 无法以它运行。",
                f"User number {uid} has no entry in /etc/passwd, and PostgreSQL cannot run without one.",
            ),
            NOTHING_CHANGED,
            (
                "请在容器镜像中添加该用户，或用 DATABASE_URL 指定外部数据库。",
                "Add the user, or give a database in DATABASE_URL.",
            ),
        ) from missing
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _by_name(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _make_system_user() -> Account | None:
    """A user of our own, so that no other service of the machine can read the data (nobody is shared)."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
    # Absent or refused (a minimal or read-only image): the shared user will do.
    with contextlib.suppress(OSError):
        subprocess.run(  # noqa: S603 - fixed words
            [*command, "--shell", "/usr/sbin/nologin", SYSTEM_USER], capture_output=True, check=False
        )
    return _by_name(SYSTEM_USER)


def _nobody_at_all() -> Account:
    raise SetupError(
        (
            "以 root 启动时需要一个普通系统用户，但本机没有，也无法创建。",
            "As root an unprivileged user is needed; there is none.",
        ),
        NOTHING_CHANGED,
        (
            "请执行 useradd --system hetang，或换普通用户启动。",
            "Run useradd --system hetang, or start as an ordinary user.",
        ),
    )
