"""The embedded database of one home folder: start it, share it, stop it after the last user."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hetang.config.home import Home, cannot_write, disk_full, read_private, write_private
from hetang.config.machine import ports
from hetang.config.machine.locks import FileLock
from hetang.config.postgres.account import account_for, check_passable
from hetang.config.postgres.binaries import MAJOR, Binaries, runnable_by
from hetang.config.postgres.initialise import DATABASE, ROLE, initialise
from hetang.config.postgres.pidfile import find_postmaster
from hetang.config.postgres.roles import RETENTION_ROLE, RUNTIME_ROLE, ensure_roles, password_file
from hetang.config.postgres.server import PortTakenError, Server
from hetang.config.trouble import NOTHING_CHANGED, NOTHING_LOST, SetupError

SPACE_TO_START = 32 * 2**20  # bytes: two segments of the write-ahead log
LOCK_PATIENCE = 120.0  # seconds another start may take


def tell(line: str) -> None:
    """One line of progress on stderr: stdout belongs to the command."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class ClusterStatus:
    """`state` is absent, stopped, starting, ready or stopping; pid and port are 0 where there is no server."""

    state: str
    pid: int
    port: int
    version: str
    data: Path


class Cluster:
    """`with Cluster(home).running() as url:` uses a running server, or starts one and stops it afterwards.

    Any number of commands may use it at once: each holds a shared lock that dies with it, and the last one stops the
    server. `home` is a folder (see `hetang.config.home`). All methods that start or stop raise SetupError.
    """

    def __init__(self, home: Path | str, say: Callable[[str], None] = tell) -> None:
        self.home = Home(Path(home).absolute())
        self.data = self.home.postgres.resolve() / "data"
        self.log = self.home.postgres / "postgres.log"
        self._say = say
        self._users = FileLock(self.home.postgres / "users.lock")
        self._server: Server | None = None

    @contextmanager
    def running(self) -> Iterator[str]:
        """The database's URL as its owner, for as long as the block lasts; the other roles' are in the home folder."""
        url = self.join()
        try:
            yield url
        finally:
            self.leave()

    def join(self) -> str:
        """Use the database, starting it if it does not run; return its URL. `leave` must follow."""
        with self._one_at_a_time():
            if not self._users.try_acquire(shared=True):
                raise SetupError(
                    ("数据库正被单独占用。", "The database is in exclusive use."),
                    NOTHING_CHANGED,
                    ("请稍后再试。", "Try again in a moment."),
                )
            try:
                return self._ensure()
            except BaseException:
                self._users.release()
                raise

    def leave(self) -> None:
        """Stop using the database; the last user stops the server."""
        with self._one_at_a_time():
            self._users.release()
            with FileLock(self._users.path) as alone:
                if alone.try_acquire():
                    self._stop()

    def ensure(self) -> str:
        """After a crash: have it running again and return its URL, which may have changed."""
        with self._one_at_a_time():
            return self._ensure()

    def is_ready(self) -> bool:
        """True while the server lives and takes connections."""
        if self._server and self._server.child:
            self._server.child.poll()
        found = find_postmaster(self.data)
        return found is not None and found.state == "ready"

    def status(self) -> ClusterStatus:
        """What runs now; starts nothing."""
        found = find_postmaster(self.data)
        version = read_private(self.data / "PG_VERSION")
        if found:
            return ClusterStatus(found.state, found.pid, found.port, version, self.data)
        return ClusterStatus("stopped" if self.data.exists() else "absent", 0, 0, version, self.data)

    def binaries(self) -> Binaries:
        """The programs of this cluster's release, for pg_dump and its kind."""
        return runnable_by(account_for(self.data), self.home)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self._prepare()
        with FileLock(self.home.postgres / "start.lock") as gate:
            notice = "另一个进程正在启动数据库，等待中 · another process is starting the database, waiting"
            if not gate.acquire(timeout=LOCK_PATIENCE, waiting=lambda: self._say(notice)):
                raise SetupError(
                    ("另一个进程一直在启动数据库。", "Another process has been starting the database for minutes."),
                    NOTHING_CHANGED,
                    (f"请查看日志 {self.log}。", f"Look into {self.log}."),
                )
            yield

    def _prepare(self) -> None:
        self.home.prepare()
        try:
            if not self.home.postgres.exists():
                self.home.postgres.mkdir(mode=0o711)
                self.home.postgres.chmod(0o711)
        except OSError as refused:
            raise cannot_write(self.home.postgres, refused) from refused

    def _ensure(self) -> str:
        found = find_postmaster(self.data)
        server = self._server = self._server or self._open()
        if found and found.state == "stopping":
            server.stop(found.pid)
            found = None
        if found and found.state != "ready":
            found = server.adopt(found, self._say)
        port = found.port if found else self._start(server)
        return self._publish(port)

    def _open(self) -> Server:
        account = account_for(self.data)
        binaries = runnable_by(account, self.home)
        if not self.data.exists():
            self._require_new()
            self._say("正在创建数据库 · creating the database")
            check_passable(self.home.postgres, account)
            initialise(self.home, self.data, account, binaries)
        version = read_private(self.data / "PG_VERSION")
        if version != MAJOR:
            raise SetupError(
                (
                    f"数据库目录由 PostgreSQL {version or '?'} 创建，现在的程序是 {MAJOR}。",
                    f"The data was made by PostgreSQL {version or '?'}; the programs are {MAJOR}.",
                ),
                NOTHING_LOST,
                (
                    "请先用原来的版本执行 hetang backup，再恢复到新目录。",
                    "Back up with the old release, restore with this one.",
                ),
            )
        return Server(self.data, self.log, account, binaries)

    def _require_new(self) -> None:
        """A kept port means that there was a database here: making an empty one in its place would hide the loss."""
        if not (self.home.postgres / "port").exists():
            return
        raise SetupError(
            (f"数据库目录 {self.data} 不见了。", f"The database folder {self.data} is gone."),
            NOTHING_CHANGED,
            (
                f"请检查磁盘是否已挂载、目录是否被移走；确定要重新开始，请删除 {self.home.postgres}。",
                f"Is its disk mounted, was it moved? To begin anew all the same, delete {self.home.postgres}.",
            ),
        )

    def _start(self, server: Server) -> int:
        if self.home.free_bytes() < SPACE_TO_START:
            raise disk_full(self.home.path)
        kept = int(read_private(self.home.postgres / "port") or 0)
        for _ in range(3):
            port = kept if kept and ports.is_free(kept) else ports.choose_free()
            if kept and port != kept:
                holder = ports.who_listens(kept) or "?"
                self._say(f"端口 {kept} 被 {holder} 占用，数据库改用 {port} · port {kept} is taken, using {port}")
            try:
                server.start(port, self._say)
            except PortTakenError:
                continue
            write_private(self.home.postgres / "port", str(port))
            return port
        raise SetupError(
            ("找不到可用的数据库端口。", "No port could be had for the database."),
            NOTHING_LOST,
            ("请重新启动一次。", "Start again."),
        )

    def _publish(self, port: int) -> str:
        password = read_private(self.home.postgres / "password")
        if not password:
            raise SetupError(
                ("数据库密码文件丢失。", f"The database's password file {self.home.postgres / 'password'} is missing."),
                NOTHING_LOST,
                ("请从备份中找回该文件。", "Bring the file back; the password is also in a copy of database.url."),
            )
        ensure_roles(self.home, port)
        owner = _url(ROLE, password, port)
        files = {
            self.home.owner_url: owner,
            self.home.retention_url: self._url_of(RETENTION_ROLE, port),
            self.home.database_url: self._url_of(RUNTIME_ROLE, port),
        }
        for path, url in files.items():
            if read_private(path) != url:
                write_private(path, url)
        return owner

    def _url_of(self, role: str, port: int) -> str:
        return _url(role, read_private(password_file(self.home, role)), port)

    def _stop(self) -> None:
        found = find_postmaster(self.data)
        if found:
            server = self._server = self._server or self._open()
            server.stop(found.pid)


def _url(role: str, password: str, port: int) -> str:
    return f"postgres://{role}:{password}@127.0.0.1:{port}/{DATABASE}"
