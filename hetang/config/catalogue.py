"""Which commands there are, read from the folder without importing them: help must work before anything else does."""

import ast
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "management" / "commands"
APP = "hetang.config"

# Where a command does not say `group = "…"` itself. The order here is the order on the page.
GROUPS = {
    "run": "运行 · Run",
    "data": "数据 · Data",
    "care": "维护 · Care",
    "develop": "开发 · Development",
}
KNOWN_GROUPS = {
    "worker": "run",
    "load": "data",
    "demo": "data",
    "clock": "data",
    "verify_journal": "care",
    "rebuild": "care",
}

INTRODUCTION = """\
和塘：街道矛盾纠纷调解与社区治理平台 · Hetang: software for a street's disputes
用法 · Usage: hetang COMMAND [OPTIONS]        hetang COMMAND --help
"""
ENDING = """
环境变量 · Environment
  DATABASE_URL         外部 PostgreSQL；不设则使用自带数据库 · an outside PostgreSQL instead of the embedded one
  HETANG_OWNER_URL     同一数据库的所有者，用于升级和备份 · the same database as its owner: migrate, backup, restore
  HETANG_RETENTION_URL 同一数据库的销毁角色 · the same database as the role that deletes
  HETANG_DIGEST        日志散列：sha256（默认）或 sm3 · digest of new events
  HETANG_CRYPTO        个人信息加密：aes（默认）或 sm4 · cipher of what is sealed from now on
  HETANG_TRUSTED_PROXIES 可信的代理地址，逗号分隔 · proxies whose X-Forwarded-For is believed
  HETANG_WEBHOOK_NETWORKS 允许推送到的内网网段，逗号分隔 · closed networks to which webhooks may be sent
  HETANG_WORDS         文字提示进程的地址，如 127.0.0.1:8790 · where `hetang words` answers
  HETANG_HOSTS HETANG_HTTPS 域名；经 TLS 代理访问时设 1 · host names; 1 behind a proxy that ends TLS
  HETANG_BACKUPS HETANG_BACKUP_KEYS 每夜备份及其密钥的目录 · folders for a backup a night and its keys
  HETANG_ERASED_LIST   删除名单的另一份（另一个磁盘）· a second copy of the list of erased persons
  HETANG_CLAMD         查毒程序，如 unix:/run/clamav/clamd.ctl · where ClamAV scans what is handed in
  HETANG_BUCKET        证据存入对象存储，另有 _KEY、_SECRET · evidence in an S3 bucket, with _KEY and _SECRET
  HETANG_METRICS_TOKEN 读取 /metrics 的口令 · what a reader of /metrics brings
  HETANG_PRACTICE_URL  练习环境的网址，见 hetang practice · where people can practise
  HETANG_LOG           日志格式：line（默认）或 json · format of the log
  HETANG_HOME          状态目录（数据库、密钥、文件）· folder for database, keys and files
退出码 · Exit codes: 0 完成 done · 1 失败 failed · 2 用法错误 bad usage · 130 中断 interrupted · 143 被终止 terminated
"""


@dataclass(frozen=True)
class Entry:
    """One command: file name, Django app, help line, whether it needs the database, as which role it works there."""

    name: str
    app: str
    help: str
    group: str
    needs_database: bool = True
    role: str = "runtime"

    @property
    def typed(self) -> str:
        return self.name.replace("_", "-")


DJANGOS_OWN = (
    Entry("makemigrations", "django.core", "由模型生成迁移 · write migrations from the models", "develop"),
    Entry("changepassword", "django.contrib.auth", "设置一个账号的密码 · set the password of an account", "care"),
    Entry("shell", "django.core", "Python 交互环境 · a Python prompt with the models", "develop"),
    Entry(
        "collectstatic",
        "django.contrib.staticfiles",
        "收集页面资源 · gather the pages' static files",
        "develop",
        needs_database=False,
    ),
)


def entries(folder: Path = FOLDER) -> dict[str, Entry]:
    """All commands by file name."""
    own = [_read(path) for path in sorted(folder.glob("[!_]*.py"))]
    return {entry.name: entry for entry in [*own, *DJANGOS_OWN]}


def _read(path: Path) -> Entry:
    """The literal attributes of the file's class `Command`, and its docstring where it has no help line."""
    said: dict[str, object] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == "Command":
            said = dict(_literals(node.body))
            said.setdefault("help", ast.get_docstring(node) or "")
    name = path.stem
    return Entry(
        name,
        APP,
        help=" ".join(str(said.get("help", "")).split()),
        group=str(said.get("group", KNOWN_GROUPS.get(name, "care"))),
        needs_database=bool(said.get("needs_database", True)),
        role=str(said.get("role", "runtime")),
    )


def _literals(body: Iterable[ast.stmt]) -> Iterable[tuple[str, object]]:
    for node in body:
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        value = node.value
        if isinstance(value, ast.Call) and value.args:  # help = _("…")
            value = value.args[0]
        if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
            yield target.id, value.value


def overview() -> str:
    """The page of `hetang --help`."""
    known = entries().values()
    parts = [INTRODUCTION]
    for group, title in GROUPS.items():
        rows = [f"  {entry.typed:<19}{entry.help}\n" for entry in known if entry.group == group]
        parts.append(f"\n{title}\n{''.join(rows)}")
    return "".join(parts) + ENDING


def similar(word: str, known: Mapping[str, Entry]) -> str:
    """`您是否想输入 X？` for a mistyped command, or nothing."""
    near = difflib.get_close_matches(word, [entry.typed for entry in known.values()], n=1)
    return f"您是否想输入 {near[0]}？(did you mean {near[0]}?) " if near else ""
