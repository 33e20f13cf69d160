"""pg_dump and pg_restore of the server's own major version, wherever they are installed.

A newer pg_dump can read an older server, but what it writes may not go back into one (`SET transaction_timeout`
exists from 17 on), so only the same major will do.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from hetang.config.postgres.binaries import packaged
from hetang.config.trouble import NOTHING_CHANGED, SetupError, quote_log

DEBIAN = Path("/usr/lib/postgresql")


def find_programs(server_major: int) -> Path:
    """The folder holding pg_dump and pg_restore of that major version. Raises SetupError."""
    seen = {folder: _major(folder) for folder in _candidates()}
    for folder, major in seen.items():
        if major == server_major:
            return folder
    found = ", ".join(f"{major} ({folder})" for folder, major in seen.items() if major) or "-"
    raise SetupError(
        (
            f"服务器是 PostgreSQL {server_major}，但没有找到同版本的 pg_dump（找到：{found}）。",
            f"The server is PostgreSQL {server_major}, but there is no pg_dump of that version (found: {found}).",
        ),
        NOTHING_CHANGED,
        (
            f"请安装 postgresql-client-{server_major} 后重试。",
            f"Install postgresql-client-{server_major} and try again.",
        ),
    )


def _candidates() -> Iterator[Path]:
    try:
        yield packaged().bin
    except SetupError:
        pass
    yield from sorted(DEBIAN.glob("*/bin"))
    on_path = shutil.which("pg_dump")
    if on_path:
        yield Path(on_path).parent


def _major(folder: Path) -> int:
    """18 for a folder whose pg_dump says `pg_dump (PostgreSQL) 18.4`; 0 where it does not run."""
    try:
        said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return 0
    match = re.search(r"\) (\d+)", said.stdout)
    return int(match.group(1)) if match and (folder / "pg_restore").exists() else 0


def connection_environment(database: str = "") -> dict[str, str]:
    """libpq's variables for the configured database: a password in an argument could be read by anyone here."""
    config = settings.DATABASES["default"]
    options: Mapping[str, object] = config.get("OPTIONS", {})
    named = {
        "PGHOST": config.get("HOST"),
        "PGPORT": config.get("PORT"),
        "PGUSER": config.get("USER"),
        "PGPASSWORD": config.get("PASSWORD"),
        "PGDATABASE": database or config.get("NAME"),
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
        "PGSSLCERT": options.get("sslcert"),
        "PGSSLKEY": options.get("sslkey"),
    }
    return {**os.environ, "LC_ALL": "C", **{name: str(value) for name, value in named.items() if value}}


def run(programs: Path, words: list[str], database: str = "") -> None:
    """Run pg_dump or pg_restore; SetupError with the end of its output when it fails."""
    done = subprocess.run(  # noqa: S603 - programs found above
        [str(programs / words[0]), *words[1:]],
        env=connection_environment(database),
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SetupError(
            (f"{words[0]} 失败。", f"{words[0]} failed."),
            NOTHING_CHANGED,
            ("原因见下面的输出。", "See its output:" + quote_log(done.stderr.splitlines())),
        )
