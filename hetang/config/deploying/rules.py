"""What is unsafe, and what to do about it. Plain Python over `Facts`."""

from collections.abc import Iterator

from hetang.config.deploying.outward import outward
from hetang.config.deploying.shapes import LOCAL, Check, Database, Facts, Finding

SECRET_CHARS, SECRET_VARIETY = 40, 10
DAY = 86_400
BACKUP_DAYS, DRILL_DAYS = 2, 15
SKEW_SECONDS = 2.0
FREE_BYTES = 500 * 2**20
OLDEST_SERVER = 15
QUIET_LEVELS = {"log", "fatal", "panic"}


def judge(facts: Facts) -> list[Finding]:
    """Everything that is wrong, refusals first."""
    found = [finding for check in CHECKS for finding in check(facts)]
    return sorted(found, key=lambda finding: not finding.refuses)


def _program(facts: Facts) -> Iterator[Finding]:
    if facts.demo:
        yield Finding(
            "demo",
            (
                "演示模式已打开：时钟可以拨动，演示账号可以登录",
                "Demonstration mode: the clock can be moved, demo logins work",
            ),
            (
                "去掉 HETANG_DEMO 和 <home>/demo，换用新的目录",
                "unset HETANG_DEMO and use a home folder without the file demo",
            ),
        )
    if facts.debug:
        yield Finding(
            "debug",
            ("调试模式已打开：出错页面会显示数据", "Debug mode: pages of errors show data"),
            ("去掉 HETANG_DEBUG", "unset HETANG_DEBUG"),
        )
    key = facts.secret_key
    if len(key) < SECRET_CHARS or len(set(key)) < SECRET_VARIETY or key.startswith("django-insecure-"):
        yield Finding(
            "secret-key",
            (
                "密钥 SECRET_KEY 太短或太简单，登录和居民的收据链接可以伪造",
                "The secret key is too short or too simple: logins and links can be forged",
            ),
            (
                "去掉 HETANG_SECRET_KEY，删除 secret.key，由程序生成",
                "unset HETANG_SECRET_KEY and let secret.key be made",
            ),
        )
    if facts.is_root:
        yield Finding(
            "root",
            ("正以 root 运行", "Running as root"),
            ("请用专门的系统用户运行，本检查也以它运行", "run, and check, as a system user of its own"),
            refuses=False,
        )


def _web(facts: Facts) -> Iterator[Finding]:
    if any(host == "*" or host.startswith(".") for host in facts.hosts):
        yield Finding(
            "any-host",
            ("HETANG_HOSTS 接受任意域名", "HETANG_HOSTS accepts any name"),
            ("写明本系统的域名", "name the installation's own host names"),
        )
    elif not set(facts.hosts) - LOCAL:
        yield Finding(
            "local-host",
            ("HETANG_HOSTS 只有本机", "HETANG_HOSTS names this machine alone"),
            ("写明本系统的域名", "name the installation's own host names"),
        )
    if not facts.secure_cookies:
        yield Finding(
            "cookies",
            ("登录凭据会以明文传输", "Cookies of logins travel in clear"),
            ("设置 HETANG_HTTPS=1", "set HETANG_HTTPS=1"),
        )
    if not facts.proxy_header:
        yield Finding(
            "proxy-header",
            ("不知道请求是否经过 TLS", "Whether a request came over TLS is not known"),
            (
                "设置 HETANG_HTTPS=1，并让代理写入 X-Forwarded-Proto",
                "set HETANG_HTTPS=1 and let the proxy set X-Forwarded-Proto",
            ),
        )
    if not facts.hsts:
        yield Finding(
            "hsts",
            ("没有要求浏览器只用 HTTPS", "Browsers are not told to use HTTPS alone"),
            ("设置 HETANG_HTTPS=1", "set HETANG_HTTPS=1"),
        )
    if not facts.proxies:
        yield Finding(
            "proxies",
            (
                "没有写明代理：所有人的地址都是代理的地址",
                "No proxy is named: everybody seems to come from the proxy's address",
            ),
            ("设置 HETANG_TRUSTED_PROXIES，例如 127.0.0.1", "set HETANG_TRUSTED_PROXIES, for example 127.0.0.1"),
        )


def _machine(facts: Facts) -> Iterator[Finding]:
    if facts.open_files:
        listed = ", ".join(facts.open_files[:3])
        yield Finding(
            "open-files",
            (f"其他用户可以读或改：{listed}", f"Others may read or change: {listed}"),
            ("chmod 600 文件，chmod 700 目录", "chmod 600 the files, chmod 700 the folders"),
        )
    if facts.free_bytes < FREE_BYTES:
        yield Finding(
            "disk",
            (f"磁盘只剩 {facts.free_bytes // 2**20} MB", f"{facts.free_bytes // 2**20} MB left on the disk"),
            ("请腾出空间", "make room"),
        )
    if not facts.is_clock_steered:
        yield Finding(
            "clock",
            ("本机时钟没有与时间服务器同步", "This machine's clock follows no time server"),
            ("请启用 systemd-timesyncd 或 chrony", "enable systemd-timesyncd or chrony"),
            refuses=False,
        )


def _care(facts: Facts) -> Iterator[Finding]:
    if facts.backup_age is None or facts.backup_age > BACKUP_DAYS * DAY:
        yield Finding(
            "backup",
            (f"最近 {BACKUP_DAYS} 天没有成功的备份", f"No backup went well in the last {BACKUP_DAYS} days"),
            ("运行 hetang backup，并设为每天", "run `hetang backup`, and every day from now on"),
        )
    if facts.drill_age is None or facts.drill_age > DRILL_DAYS * DAY:
        yield Finding(
            "drill",
            (f"最近 {DRILL_DAYS} 天没有成功的恢复演练", f"No trial restore went well in the last {DRILL_DAYS} days"),
            ("运行 hetang drill，并设为每周", "run `hetang drill`, and every week from now on"),
        )
    if facts.drill_failed:
        yield Finding(
            "drill-failed",
            ("最近一次恢复演练失败", "The last trial restore failed"),
            ("原因见管理员的“运行状态”页", "the reason is on the administrators' status page"),
        )
    if facts.keys_with_backups:
        yield Finding(
            "keys-apart",
            ("密钥与备份放在一起", "The keys lie with the backups"),
            ("让 HETANG_BACKUP_KEYS 指向另一个磁盘", "let HETANG_BACKUP_KEYS name another disk"),
        )
    if not facts.lists_elsewhere:
        yield Finding(
            "erased-list",
            ("删除名单只在本目录：机器损坏后不知道谁已被删除", "The list of erased persons is only in the home folder"),
            ("让 HETANG_ERASED_LIST 指向另一个磁盘", "let HETANG_ERASED_LIST name a file on another disk"),
            refuses=False,
        )


def _files(facts: Facts) -> Iterator[Finding]:
    if not facts.has_scanner:
        yield Finding(
            "scanner",
            ("上传的文件没有查毒", "What is handed in is not scanned for viruses"),
            ("安装 clamav-daemon，设置 HETANG_CLAMD", "install clamav-daemon and set HETANG_CLAMD"),
            refuses=False,
        )
    elif not facts.scanner_answers:
        yield Finding(
            "scanner-silent",
            ("查毒程序没有回应：证据收不下来", "The virus scanner does not answer: no evidence is taken"),
            ("检查 clamav-daemon 和 HETANG_CLAMD", "look at clamav-daemon and at HETANG_CLAMD"),
        )
    if not facts.store_answers:
        yield Finding(
            "store-silent",
            ("存放文件的地方没有回应：证据收不下来", "The place for files does not answer: no evidence is taken"),
            ("检查 HETANG_BUCKET 及其密钥", "look at HETANG_BUCKET, its key and its secret"),
        )


def _database(facts: Facts) -> Iterator[Finding]:
    if facts.is_embedded:
        yield Finding(
            "embedded",
            ("使用自带数据库：不能按时间点恢复", "The embedded database: no point-in-time recovery"),
            ("正式使用建议外部 PostgreSQL，见 docs/production.md", "better an outside PostgreSQL: docs/production.md"),
            refuses=False,
        )
    if facts.database is None:
        yield Finding(
            "database",
            ("数据库不应答，无法检查", f"The database does not answer: {facts.database_away}"),
            (
                "启动数据库后再检查（自带数据库：先 hetang up）",
                "start it, then check again (the embedded one by `hetang up`)",
            ),
        )
        return
    yield from _durability(facts.database)
    yield from _access(facts.database)
    if facts.database.missing_migrations:
        listed = ", ".join(facts.database.missing_migrations[:3])
        yield Finding(
            "migrations",
            (f"表结构没有更新：{listed}", f"Tables are not up to date: {listed}"),
            ("运行 hetang upgrade", "run `hetang upgrade`"),
        )
    if facts.database.missing_rules:
        listed = ", ".join(facts.database.missing_rules[:3])
        yield Finding(
            "rules",
            (f"本版本的规则包没有装入：{listed}", f"Rule packs of this release are not loaded: {listed}"),
            ("运行 hetang upgrade", "run `hetang upgrade`"),
        )
    if abs(facts.database.skew_seconds) > SKEW_SECONDS:
        off = f"{facts.database.skew_seconds:+.1f} s"
        yield Finding(
            "skew",
            (f"数据库与本机的时钟相差 {off}", f"The database's clock differs by {off}"),
            ("让两台机器跟随同一个时间服务器", "let both machines follow one time server"),
        )
    if facts.database.version < OLDEST_SERVER:
        yield Finding(
            "server-version",
            (f"PostgreSQL {facts.database.version} 太旧", f"PostgreSQL {facts.database.version} is too old"),
            (f"升级到 {OLDEST_SERVER} 或更新", f"use {OLDEST_SERVER} or newer"),
        )


def _durability(database: Database) -> Iterator[Finding]:
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if database.shown.get(name) == "off":
            yield Finding(
                name.replace("_", "-"),
                (f"{name} 已关闭：断电会丢失已确认的数据", f"{name} is off: a power cut loses what was acknowledged"),
                (f"在 postgresql.conf 中设 {name} = on", f"set {name} = on in postgresql.conf"),
            )
    if database.shown.get("data_checksums") == "off":
        yield Finding(
            "checksums",
            ("没有数据校验和：坏盘不会被发现", "No data checksums: a bad disk goes unnoticed"),
            ("停机后运行 pg_checksums --enable", "run pg_checksums --enable while it is stopped"),
            refuses=False,
        )


def _access(database: Database) -> Iterator[Finding]:
    if not database.is_parted:
        yield Finding(
            "one-role",
            (
                "只有一个数据库角色：网页进程可以改写日志",
                "One database role: the web process could rewrite the journal",
            ),
            ("见 hetang roles --sql", "see `hetang roles --sql`"),
        )
    if database.powers:
        listed = "; ".join(database.powers[:3])
        yield Finding(
            "powers",
            (f"数据库角色权限过大：{listed}", f"A role may do too much: {listed}"),
            ("收回多余的权限，见 hetang roles", "take it back: `hetang roles`"),
        )
    if not database.is_local and not database.is_encrypted:
        yield Finding(
            "database-tls",
            ("到数据库的连接没有加密", "The line to the database is not encrypted"),
            ("在 DATABASE_URL 后加 ?sslmode=verify-full", "add ?sslmode=verify-full to DATABASE_URL"),
        )
    talks = (
        database.shown.get("log_statement") in ("mod", "all")
        or database.shown.get("log_min_duration_statement") != "-1"
    )
    quotes = database.shown.get("log_min_error_statement") not in QUIET_LEVELS
    if talks or quotes or database.shown.get("log_error_verbosity") != "terse":
        yield Finding(
            "database-log",
            (
                "数据库日志会记下语句和行的内容（个人信息）",
                "The database's log quotes statements and rows: personal data",
            ),
            (
                "设 log_statement=none、log_min_error_statement=panic、log_error_verbosity=terse、log_min_duration_statement=-1",
                "set log_statement=none, log_min_error_statement=panic, log_error_verbosity=terse,"
                " log_min_duration_statement=-1",
            ),
            refuses=False,
        )


CHECKS: tuple[Check, ...] = (_program, _web, outward, _machine, _care, _files, _database)
