"""First start: make the data folder, the role and the database, so that all of it is there or none."""

import secrets
import shutil
import subprocess
from pathlib import Path

from hetang.config.home import Home, cannot_write, disk_full, flush_folder, read_private, write_private
from hetang.config.postgres.account import Account
from hetang.config.postgres.binaries import Binaries
from hetang.config.trouble import NOTHING_CHANGED, SetupError, quote_log

ROLE = "hetang"
DATABASE = "hetang"
SPACE_NEEDED = 120 * 2**20  # bytes: 46 MB of new cluster and room for the log's next segments
NURSERY = "new-"
QUIET_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}

# Written out although most are PostgreSQL's own defaults: an acknowledged row must survive any kill.
SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "min_wal_size": "32MB",
    "max_wal_size": "512MB",
    "log_checkpoints": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
}


def initialise(home: Home, data: Path, account: Account, binaries: Binaries) -> None:
    """Make `data` with scram passwords, checksums and the builtin C.UTF-8 locale. Raises SetupError.

    Everything happens in a folder beside it that takes its name at the very end; a killed attempt leaves only that.
    """
    if home.free_bytes() < SPACE_NEEDED:
        raise disk_full(home.path)
    for leftover in data.parent.glob(f"{NURSERY}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    # A name of its own: the initdb of a killed start may still be at work in the former one.
    nursery = data.parent / (NURSERY + secrets.token_hex(4))
    password = secrets.token_urlsafe(32)
    try:
        nursery.mkdir(mode=0o700)
        secret = nursery / "superuser"
        write_private(secret, secrets.token_urlsafe(32))
        write_private(home.postgres / "superuser", read_private(secret))
        for path in (nursery, secret):
            shutil.chown(path, account.uid, account.gid)
        _run(_initdb(binaries, nursery / "data", secret), account, nursery)
        secret.unlink()
        _make_role(binaries, nursery / "data", account, password)
        write_private(home.postgres / "password", password)
        (nursery / "data").rename(data)
        flush_folder(data.parent)
        nursery.rmdir()
    except OSError as refused:
        raise cannot_write(home.postgres, refused) from refused
    finally:
        shutil.rmtree(nursery, ignore_errors=True)


def _initdb(binaries: Binaries, data: Path, secret: Path) -> list[str]:
    settings = [word for name, value in SETTINGS.items() for word in ("--set", f"{name}={value}")]
    return [
        binaries.program("initdb"),
        f"--pgdata={data}",
        "--username=postgres",
        f"--pwfile={secret}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
        *settings,
    ]


def _make_role(binaries: Binaries, data: Path, account: Account, password: str) -> None:
    """Single-user mode: before the server has ever listened. It reports errors in text and exits 0 all the same.

    The role is no superuser; CREATEDB is for tests and for `hetang restore`, which fills a second database.
    """
    statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
    command = [binaries.program("postgres"), "--single", "-D", str(data), "postgres"]
    output = _run(command, account, data, statements)
    if "ERROR:" in output or "FATAL:" in output:
        raise _failed(output.replace(password, "***"), data)


def _run(command: list[str], account: Account, folder: Path, typed: str = "") -> str:
    done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603 - our own programs
        command,
        input=typed,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=QUIET_ENVIRONMENT,
        cwd=folder,
        umask=0o077,
        check=False,
        **account.switch,
    )
    if done.returncode:
        raise _failed(done.stdout, folder)
    return done.stdout


def _failed(output: str, folder: Path) -> SetupError:
    if "No space left on device" in output:
        return disk_full(folder)
    return SetupError(
        ("数据库初始化失败。", "The database could not be made."),
        NOTHING_CHANGED,
        (
            "请查看下面的输出，改正后重新启动。",
            "See the output, then start again:" + quote_log(output.splitlines()),
        ),
    )
