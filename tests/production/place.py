"""A place for the trial: the samples of docs/production with other paths and ports, and the servers they belong to."""

import http.client
import os
import pwd
import secrets
import shlex
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from hetang.config.environment import CHECKOUT
from hetang.config.machine.ports import choose_free

SAMPLES = CHECKOUT / "docs" / "production"
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
NAME = "hetang.example.cn"


class Failed(Exception):
    """A step that did not do what the guide says."""


@dataclass
class Place:
    """Everything below one folder; ports are free ones of loopback."""

    root: Path
    password: str = field(default_factory=lambda: secrets.token_hex(12))
    ports: dict[str, int] = field(
        default_factory=lambda: {n: choose_free() for n in ("pg", "web", "words", "tls", "http")}
    )

    def here(self, text: str) -> str:
        """A sample's text with this place's paths, ports and passwords."""
        changes = {
            "/opt/hetang/venv/bin/hetang": f"{sys.executable} -m hetang",
            "/var/lib/hetang": f"{self.root}/home",
            "/srv/hetang-": f"{self.root}/",
            "/etc/hetang": f"{self.root}/etc",
            "/etc/nginx": f"{self.root}/etc",
            "/etc/ssl/hetang": f"{self.root}/ssl",
            "/var/log/nginx": f"{self.root}/log",
            ":5432": f":{self.ports['pg']}",
            ":8790": f":{self.ports['words']}",
            "127.0.0.1:8000": f"127.0.0.1:{self.ports['web']}",
            "--port 8000": f"--port {self.ports['web']}",
            "listen 443": f"listen 127.0.0.1:{self.ports['tls']}",
            "listen 80;": f"listen 127.0.0.1:{self.ports['http']};",
            "PASSWORD": self.password,
        }
        for old, new in changes.items():
            text = text.replace(old, new)
        return "\n".join(line for line in text.splitlines() if "listen [::]" not in line) + "\n"

    def sample(self, name: str) -> str:
        """One of the guide's files as it would be copied."""
        return self.here((SAMPLES / name).read_text(encoding="utf-8"))

    def variables(self, *names: str) -> dict[str, str]:
        """What systemd would read from these environment files, over a bare environment."""
        found = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"}
        for name in names:
            lines = [line for line in self.sample(name).splitlines() if line and not line.startswith("#")]
            found |= dict(line.split("=", 1) for line in lines)
        return found

    def unit(self, name: str) -> tuple[list[str], dict[str, str]]:
        """The command and the environment of a unit."""
        said = [line.split("=", 1) for line in self.sample(f"systemd/{name}").splitlines() if "=" in line]
        files = [Path(value).name for key, value in said if key == "EnvironmentFile"]
        [command] = [value for key, value in said if key == "ExecStart"]
        return shlex.split(command), self.variables(*files)


def run(words: list[str], env: dict[str, str] | None = None, *, text: str = "", user: str = "") -> str:
    """What a command prints to its standard output. Raises Failed with its output."""
    done = subprocess.run(
        words,
        env=env,
        input=text,
        capture_output=True,
        text=True,
        cwd=CHECKOUT if not user else "/",
        user=user or None,
        group=user or None,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{' '.join(words[:6])} → {done.returncode}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}")
    return done.stdout


def hetang(place: Place, *words: str, owner: bool = True, moved: dict[str, str] | None = None) -> str:
    """A command of ours with the guide's environment, or what of it is moved elsewhere."""
    files = ("environment", "owner.environment") if owner else ("environment",)
    return run([sys.executable, "-m", "hetang", *words], place.variables(*files) | (moved or {}))


@contextmanager
def place() -> Iterator[Place]:
    """An empty one, removed afterwards."""
    root = Path(tempfile.mkdtemp(prefix="hetang-trial-"))
    root.chmod(0o755)
    made = Place(root)
    for name in ("home", "backups", "keys", "erased", "etc", "ssl", "log"):
        (root / name).mkdir(mode=0o700)
    (root / "wal").mkdir(mode=0o700)
    account = pwd.getpwnam("postgres")
    os.chown(root / "wal", account.pw_uid, account.pw_gid)
    try:
        yield made
    finally:
        shutil.rmtree(root, ignore_errors=True)


class Server:
    """A cluster of Debian's PostgreSQL 15 with the guide's settings, smaller."""

    def __init__(self, place: Place, name: str, port: int) -> None:
        self.place, self.port = place, port
        self.folder = place.root / name
        self.data = self.folder / "data"

    def make(self) -> None:
        """initdb with checksums, the sample's settings, and the owner's role."""
        account = pwd.getpwnam("postgres")
        self.folder.mkdir(mode=0o755)
        os.chown(self.folder, account.pw_uid, account.pw_gid)
        options = ["--data-checksums", "--auth-local=peer", "--auth-host=scram-sha-256", "--encoding=UTF8"]
        run([str(PROGRAMS / "initdb"), f"--pgdata={self.data}", *options, "--locale=C.UTF-8"], user="postgres")
        with (self.data / "postgresql.conf").open("a") as out:
            out.write(self.place.sample("postgresql.conf"))
            # The rest of this file's last words: a trial must fit beside others.
            out.write(f"port = {self.port}\nunix_socket_directories = '{self.folder}'\n")
            out.write("shared_buffers = 128MB\narchive_timeout = 0\n")

    def start(self) -> None:
        """Start and wait."""
        words = ["-D", str(self.data), "-l", str(self.folder / "log"), "-w", "start"]
        run([str(PROGRAMS / "pg_ctl"), *words], user="postgres")

    def stop(self, mode: str = "fast") -> None:
        """Stop where it runs."""
        if (self.data / "postmaster.pid").exists():
            run([str(PROGRAMS / "pg_ctl"), "-D", str(self.data), "-m", mode, "-w", "stop"], user="postgres")

    def sql(self, text: str, database: str = "postgres") -> str:
        """As the administrator over the socket."""
        words = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", str(self.folder), "-p", str(self.port)]
        return run([*words, "-d", database], text=text, user="postgres").strip()


@contextmanager
def processes(*units: tuple[list[str], dict[str, str]]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """The services for as long as the block lasts; each must end within the 20 s that its unit gives it."""
    begun = [subprocess.Popen(words, env=env, cwd=CHECKOUT, start_new_session=True) for words, env in units]
    try:
        yield begun
        for process in begun:
            if process.poll() is not None:
                raise Failed(f"{process.args!r} ended by itself: {process.returncode}")
    finally:
        for process in begun:
            process.terminate()
        for process in begun:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Browser:
    """Asks nginx over TLS under the sample's name, and keeps cookies."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, *, data: str = "", **headers: str) -> tuple[int, dict[str, list[str]], str]:
        """Status, headers by small name, body."""
        context = ssl.create_default_context(cafile=str(self.place.root / "ssl" / "fullchain.pem"))
        line = http.client.HTTPSConnection(NAME, timeout=30)
        raw = socket.create_connection(("127.0.0.1", self.place.ports["tls"]), timeout=30)
        line.sock = context.wrap_socket(raw, server_hostname=NAME)
        sent = {"Host": NAME, "Referer": f"https://{NAME}/login/", **headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if data:
            sent.setdefault("Content-Type", "application/x-www-form-urlencoded")
        line.request("POST" if data else "GET", path, body=data or None, headers=sent)
        answer = line.getresponse()
        found: dict[str, list[str]] = {}
        for name, value in answer.getheaders():
            found.setdefault(name.lower(), []).append(value)
        for cookie in found.get("set-cookie", []):
            name, _, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        body = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, found, body


def until(true: Callable[[], object], what: str, seconds: float = 60.0) -> None:
    """Wait for it."""
    limit = time.monotonic() + seconds
    while not true():
        if time.monotonic() > limit:
            raise Failed(f"not within {seconds:.0f} s: {what}")
        time.sleep(0.2)
