"""A throw-away cluster of Debian's PostgreSQL: the tests' second engine. `python -m tooling.debian_postgres COMMAND …`.

Runs the command with DATABASE_URL set, then stops the server and removes its files.
"""

import os
import pwd
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hetang.config.machine.ports import choose_free
from tooling.setup.python import install_by_apt
from tooling.setup.shell import SetupFailed

PROGRAMS = Path("/usr/lib/postgresql")
# Nothing of this database outlives the run, so it need not wait for the disk.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def programs() -> Path:
    """Folder of the oldest release from 15 on (the oldest that we promise), installed by apt if need be."""
    found = _installed()
    if not found:
        install_by_apt("postgresql")
        found = _installed()
    if not found:
        raise SetupFailed("没有 PostgreSQL 15 或更新的版本，请执行 apt install postgresql")
    return found[0]


def _installed() -> list[Path]:
    folders = [
        folder for folder in PROGRAMS.glob("*") if folder.name.isdigit() and (folder / "bin" / "initdb").exists()
    ]
    return [folder / "bin" for folder in sorted(folders, key=lambda f: int(f.name)) if int(folder.name) >= 15]


@contextmanager
def cluster() -> Iterator[str]:
    """A server on a free port of loopback, for as long as the block lasts; yields its URL."""
    bin_folder = programs()
    folder = Path(tempfile.mkdtemp(prefix="hetang-pg-"))
    data, password = folder / "data", secrets.token_hex(16)
    port = choose_free()
    try:
        (folder / "password").write_text(password, encoding="ascii")
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            for path in (folder, folder / "password"):
                os.chown(path, account.pw_uid, account.pw_gid)
        _as_postgres(
            *(bin_folder / "initdb", "--pgdata", data, "--username", "tests", "--pwfile", folder / "password"),
            *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
        )
        options = " ".join(f"-c {word}" for word in (*FAST, f"port={port}", f"unix_socket_directories={folder}"))
        _as_postgres(bin_folder / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start")
        yield f"postgres://tests:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            _as_postgres(bin_folder / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _as_postgres(*words: Path | str) -> None:
    user = "postgres" if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(word) for word in words], user=user, group=user, cwd="/", capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetupFailed(f"{Path(words[0]).name}：{done.stderr[-2000:]}")


def main() -> int:
    """Exit code of the command."""
    try:
        with cluster() as url:
            print(f"PostgreSQL {programs().parent.name}", flush=True)
            return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": url}, check=False).returncode
    except SetupFailed as failure:
        print(f"✗ {failure}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
