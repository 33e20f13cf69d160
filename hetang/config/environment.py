"""Everything Hetang reads from outside, in one typed place.

Settings are few; what a street can choose (categories, deadlines, texts, places) is rows, never a variable here.
"""

import hashlib
import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
DIGESTS = ("sha256", "sm3")
CIPHERS = ("aes", "sm4")
LOGS = ("line", "json")
ROLES = ("runtime", "owner", "retention")
LOCAL_HOSTS = "127.0.0.1,localhost,[::1]"


def default_home() -> Path:
    """Folder for state (embedded database, keys, demo clock) where `HETANG_HOME` does not name one.

    PostgreSQL refuses to run as root and cannot pass a 0700 parent folder as another user, so root's state lives
    under /var/lib; the path's digest keeps two checkouts apart.
    """
    if os.geteuid() == 0:
        digest = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:10]
        return Path("/var/lib/hetang") / digest
    if os.access(CHECKOUT, os.W_OK) and (CHECKOUT / "pyproject.toml").exists():
        return CHECKOUT / "var"
    return Path.home() / ".local" / "share" / "hetang"


@dataclass(frozen=True)
class Environment:
    """The process environment, parsed once. Unknown `HETANG_*` names are ignored."""

    home: Path
    database_url: str  # the runtime role's
    owner_url: str
    retention_url: str
    role: str
    secret_key: str
    debug: bool
    demo: bool
    hosts: tuple[str, ...]
    https: bool
    pool_size: int
    digest: str
    crypto: str
    trusted_proxies: tuple[str, ...]
    words: str
    webhook_networks: tuple[str, ...]
    erased_list: str
    backups: str
    backup_keys: str
    metrics_token: str
    log: str
    clamd: str
    practice: bool
    practice_url: str
    bucket: str
    bucket_key: str
    bucket_secret: str

    @property
    def address(self) -> str:
        """The database's URL for the role that this process works as; one role's where no others are named."""
        others = {"owner": self.owner_url, "retention": self.retention_url or self.owner_url}
        return others.get(self.role, self.database_url)

    @classmethod
    def read(cls, source: dict[str, str] | None = None) -> "Environment":
        """Parse `source` (default: os.environ)."""
        env = dict(os.environ) if source is None else source
        home = Path(env.get("HETANG_HOME") or default_home())
        given = env.get("DATABASE_URL")
        runtime = given or _first_line(home / "database.url")
        # Files beside `database.url` belong to the database named there, not to another one given by variable.
        owner = env.get("HETANG_OWNER_URL") or ("" if given else _first_line(home / "owner.url"))
        retention = env.get("HETANG_RETENTION_URL") or ("" if given else _first_line(home / "retention.url"))
        return cls(
            home=home,
            database_url=runtime,
            owner_url=owner or runtime,
            retention_url=retention,
            role=_one_of(env, "HETANG_ROLE", ROLES),
            secret_key=env.get("HETANG_SECRET_KEY") or _first_line(home / "secret.key"),
            debug=_flag(env, "HETANG_DEBUG"),
            demo=_flag(env, "HETANG_DEMO") or (home / "demo").exists(),
            hosts=tuple(h.strip() for h in env.get("HETANG_HOSTS", LOCAL_HOSTS).split(",") if h.strip()),
            https=_flag(env, "HETANG_HTTPS"),
            pool_size=int(env.get("HETANG_POOL_SIZE", "0")),
            digest=_one_of(env, "HETANG_DIGEST", DIGESTS),
            crypto=_one_of(env, "HETANG_CRYPTO", CIPHERS),
            trusted_proxies=_networks(env, "HETANG_TRUSTED_PROXIES"),
            words=env.get("HETANG_WORDS", ""),
            webhook_networks=_networks(env, "HETANG_WEBHOOK_NETWORKS"),
            erased_list=env.get("HETANG_ERASED_LIST", ""),
            backups=env.get("HETANG_BACKUPS", ""),
            backup_keys=env.get("HETANG_BACKUP_KEYS", ""),
            metrics_token=env.get("HETANG_METRICS_TOKEN", ""),
            log=_one_of(env, "HETANG_LOG", LOGS),
            clamd=env.get("HETANG_CLAMD", ""),
            practice=(home / "practice").exists(),
            practice_url=env.get("HETANG_PRACTICE_URL", ""),
            bucket=env.get("HETANG_BUCKET", ""),
            bucket_key=env.get("HETANG_BUCKET_KEY", ""),
            bucket_secret=env.get("HETANG_BUCKET_SECRET", ""),
        )


def _flag(env: dict[str, str], name: str) -> bool:
    return env.get(name, "").lower() in {"1", "true", "yes", "on"}


def _one_of(env: dict[str, str], name: str, known: tuple[str, ...]) -> str:
    """The first of `known` where the variable is not set; ValueError for another word."""
    value = env.get(name, "").lower() or known[0]
    if value not in known:
        raise ValueError(f"{name}: {value!r}; {' | '.join(known)}")
    return value


def _networks(env: dict[str, str], name: str) -> tuple[str, ...]:
    """ValueError for what is no network: neither is a closed one opened nor a proxy believed by a slip of the pen."""
    named = [text.strip() for text in env.get(name, "").split(",") if text.strip()]
    try:
        return tuple(str(ipaddress.ip_network(text)) for text in named)
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


def _first_line(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").splitlines()[0].strip()
    except (OSError, IndexError):
        return ""
