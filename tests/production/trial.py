"""The production guide from end to end on this machine: `python -m tests.production.trial`.

As root on Debian 12 with postgresql-15 and nginx. Takes the guide's own files with other paths and ports, touches no
running service and nothing in /etc, and removes what it made. Not part of bin/ci, whose machines have no nginx.
"""

import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hetang.config.environment import CHECKOUT
from hetang.config.machine.ports import choose_free
from tests.production.doors import doors
from tests.production.place import (
    NAME,
    PROGRAMS,
    SAMPLES,
    Browser,
    Failed,
    Place,
    Server,
    hetang,
    place,
    processes,
    run,
    until,
)

PASSWORD = "Tang-he-7-liu-shui"
REGISTER = """
from hetang.commons.accounts.api import Account
from hetang.commons.places.api import Place
from hetang.flow.intake.api import Report, register_case
street = Place.objects.get(code="330105008")
report = Report(text="楼上漏水，找不到人", street=street, applicant="丁晓雨", applicant_phone="139{n:08d}", submission="{n}")
print("case", register_case(report, by=Account.objects.get(username="operator")).number)
"""
CASES = "SELECT count(*) FROM cases_case"


def step(title: str, work: Callable[[], object]) -> None:
    """Do it and say how long it took."""
    begun = time.monotonic()
    said = work()
    print(f"✓ {title} ({time.monotonic() - begun:.1f} s){f': {said}' if said else ''}", flush=True)


def require(true: object, what: str) -> None:
    """Raise Failed unless it holds."""
    if not true:
        raise Failed(what)


def begin(server: Server) -> None:
    """Made and started."""
    server.make()
    server.start()


def last_line(words: list[str], env: dict[str, str]) -> str:
    """What a unit's command says at its end."""
    return run(words, env).splitlines()[-1]


def street(at: Place) -> Path:
    """The demo street without what only feeds demonstrations, as the guide says."""
    folder = at.root / "street"
    shutil.copytree(CHECKOUT / "demo" / "shangtang", folder)
    for name in ("people.yaml", "cases.yaml", "stories.yaml"):
        (folder / name).unlink()
    accounts = folder / "accounts.yaml"
    accounts.write_text(re.sub(r"(?m)^password:.*\n", "", accounts.read_text()))
    return folder


def roles(at: Place, server: Server) -> str:
    """The owner, its database, and the two lesser roles from `hetang roles --sql`."""
    server.sql(f"CREATE ROLE hetang LOGIN PASSWORD '{at.password}'")
    server.sql("CREATE DATABASE hetang OWNER hetang TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    text = hetang(at, "roles", "--sql").replace("'…'", f"'{at.password}'")
    server.sql(text)
    hetang(at, "upgrade")
    return hetang(at, "roles").strip()


def certificate(at: Place) -> None:
    """One that signs itself, for the sample's name."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (at.root / "ssl" / "fullchain.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (at.root / "ssl" / "privkey.pem").write_bytes(pem)


def nginx(at: Place) -> list[str]:
    """nginx with the sample's site; its own test first."""
    etc = at.root / "etc"
    (etc / "hetang-proxy.conf").write_text(at.sample("hetang-proxy.conf"))
    (etc / "site.conf").write_text(at.sample("nginx.conf"))
    main = f"user www-data;\npid {at.root}/nginx.pid;\nerror_log {at.root}/log/error.log;\nevents {{}}\n"
    (etc / "nginx.conf").write_text(f"{main}http {{\n include /etc/nginx/mime.types;\n include {etc}/site.conf;\n}}\n")
    words = ["nginx", "-p", str(at.root), "-c", str(etc / "nginx.conf")]
    run([*words, "-t"])
    return [*words, "-g", "daemon off;"]


def direct(at: Place, path: str) -> tuple[int, str]:
    """Without nginx, as Prometheus and a load balancer ask."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{at.ports['web']}{path}", timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read().decode()
    except OSError:
        return 0, ""


def through_nginx(at: Place) -> str:
    """TLS, redirects, cookies, headers, what is closed, a login."""
    browser = Browser(at)
    status, headers, body = browser.ask("/login/")
    require(status == 200, f"/login/ answers {status}")
    require("max-age=31536000" in headers["strict-transport-security"][0], "HSTS")
    require(all("Secure" in c for c in headers["set-cookie"]), f"cookies are Secure: {headers['set-cookie']}")
    require(browser.ask("/metrics")[0] == 404, "/metrics does not exist through nginx")
    require(browser.ask("/ready")[0] == 200, "/ready answers through nginx")
    forged = browser.ask("/login/", **{"X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.5"})
    require(forged[0] == 200, "forged headers are replaced")
    [sheet] = re.findall(r'href="(/static/[^"]+\.css)"', body)[:1]
    status, headers, _ = browser.ask(sheet, **{"Accept-Encoding": "gzip"})
    require((status, headers.get("content-encoding")) == (200, ["gzip"]), "style sheets are compressed")
    require("immutable" in headers["cache-control"][0], "style sheets are kept by browsers")
    plain = subprocess.run(
        ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code} %{redirect_url}", "-H", f"Host: {NAME}"]
        + [f"http://127.0.0.1:{at.ports['http']}/desk/"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    require(plain == f"301 https://{NAME}/desk/", f"plain HTTP is led to HTTPS: {plain}")
    [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)[:1]
    fields = {"csrfmiddlewaretoken": token, "username": "operator", "password": PASSWORD}
    status, headers, answer = browser.ask("/login/", data=urllib.parse.urlencode(fields))
    require(status == 302, f"the login is answered {status}: {answer[:300]}")
    status, _, body = browser.ask("/desk/")
    require(status in (200, 302), f"the desk answers {status}")
    logged = (at.root / "log" / "hetang.log").read_text()
    require("/login/" in logged and "?" not in logged, "nginx's log has paths without queries")
    return f"login {302}, desk {status}"


def recover(at: Place, server: Server) -> str:
    """A base backup, a case, a moment, another case, a loss; back to the moment."""
    archive = at.root / "wal"
    base = archive / "base"
    words = ["-h", str(server.folder), "-p", str(server.port), "--checkpoint=fast", "--wal-method=stream"]
    run([str(PROGRAMS / "pg_basebackup"), f"--pgdata={base}", *words], user="postgres")
    hetang(at, "shell", "-c", REGISTER.format(n=201), owner=False)
    moment = server.sql("SELECT clock_timestamp()")
    before = int(server.sql(CASES, "hetang"))
    time.sleep(1.2)
    hetang(at, "shell", "-c", REGISTER.format(n=202), owner=False)
    require(int(server.sql(CASES, "hetang")) == before + 1, "the second case was registered")
    last = server.sql("SELECT pg_walfile_name(pg_current_wal_lsn())")
    server.sql("SELECT pg_switch_wal()")
    until(lambda: (archive / last).exists(), "the last segment is archived")
    server.stop("immediate")
    shutil.rmtree(server.data)
    run(["cp", "-a", str(base), str(server.data)], user="postgres")
    # The guide's own lines.
    guide = (SAMPLES.parent / "production.md").read_text(encoding="utf-8")
    [lines] = re.findall(r"<<EOF\n(.*?)EOF", guide, re.DOTALL)
    wanted = re.sub(r"recovery_target_time = '[^']*'", f"recovery_target_time = '{moment}'", at.here(lines))
    with (server.data / "postgresql.auto.conf").open("a") as out:
        out.write(wanted)
    run(["touch", str(server.data / "recovery.signal")], user="postgres")
    server.start()
    until(lambda: server.sql("SELECT pg_is_in_recovery()") == "f", "recovery has ended")
    require(int(server.sql(CASES, "hetang")) == before, "the case after the moment is gone, those before are there")
    return hetang(at, "verify-journal", "--quiet", owner=False).splitlines()[1]


def elsewhere(at: Place) -> str:
    """The newest backup on a second server and an empty home."""
    port = choose_free()
    second = Server(at, "second", port)
    second.make()
    second.start()
    try:
        moved = {
            "HETANG_HOME": str(at.root / "home2"),
            "DATABASE_URL": f"postgres://hetang_runtime:{at.password}@127.0.0.1:{port}/hetang",
            "HETANG_OWNER_URL": f"postgres://hetang:{at.password}@127.0.0.1:{port}/hetang",
            "HETANG_RETENTION_URL": f"postgres://hetang_retention:{at.password}@127.0.0.1:{port}/hetang",
        }
        second.sql(f"CREATE ROLE hetang LOGIN PASSWORD '{at.password}'")
        second.sql("CREATE DATABASE hetang OWNER hetang TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'")
        second.sql(hetang(at, "roles", "--sql", moved=moved).replace("'…'", f"'{at.password}'"))
        [newest] = sorted((at.root / "backups").iterdir())[-1:]
        keys = at.root / "keys" / "backups" / newest.name
        said = hetang(at, "restore", str(newest), "--keys", str(keys), "--nobody-erased", moved=moved)
        hetang(at, "verify-journal", "--quiet", owner=False, moved=moved)
        return next(line for line in said.splitlines() if line.startswith("行数"))
    finally:
        second.stop()


def services(at: Place, server: Server) -> None:
    """Everything that runs: the four services, nginx, what watches them."""
    units = [at.unit(f"hetang-{name}.service") for name in ("web", "worker", "jobs", "words")]
    site = (nginx(at), dict(os.environ))
    with processes(*units, site):
        step("services ready", lambda: until(lambda: direct(at, "/ready")[0] == 200, f"/ready: {direct(at, '/ready')}"))
        step("nginx, TLS, login", lambda: through_nginx(at))
        step("residents and programs through nginx", lambda: doors(at, server))
        for n in range(101, 106):
            hetang(at, "shell", "-c", REGISTER.format(n=n), owner=False)
        step("metrics on loopback", lambda: metrics(at))
        for name in ("backup", "drill"):
            words, env = at.unit(f"hetang-{name}.service")
            step(f"the timer's {name}", partial(last_line, words, env))
        step("check --deploy", lambda: hetang(at, "check", "--deploy", owner=False).splitlines()[-1])
        server.stop("immediate")
        status, said = direct(at, "/ready")
        require((status, json.loads(said)["checks"]["database"]) == (503, False), f"not ready without database: {said}")
        require(direct(at, "/health")[0] == 200, "alive without database")
        server.start()
        step("ready again after a killed database", lambda: until(lambda: direct(at, "/ready")[0] == 200, "/ready"))


def metrics(at: Place) -> str:
    status, text = direct(at, "/metrics")
    require(status == 200 and 'hetang_requests_total{route="login"' in text, "requests by route")
    require("13900000101" not in text and "丁晓雨" not in text, "nobody's data")
    return f"{len(text.splitlines())} lines"


def main() -> int:
    """Exit code 0 when everything went as the guide says."""
    missing = [str(p) for p in (PROGRAMS / "initdb", Path("/usr/sbin/nginx")) if not p.exists()]
    if missing or os.geteuid() != 0:
        print(f"✗ as root, with postgresql-15 and nginx; missing: {', '.join(missing) or 'root'}", file=sys.stderr)
        return 2
    with place() as at:
        server = Server(at, "first", at.ports["pg"])
        try:
            step("PostgreSQL 15 with the sample's settings", partial(begin, server))
            step("roles and tables", lambda: roles(at, server))
            step("a street", lambda: hetang(at, "load", str(street(at)), owner=False).splitlines()[-1])
            step("a password", lambda: password(at))
            certificate(at)
            services(at, server)
            step("point-in-time recovery", lambda: recover(at, server))
            step("restore on a second server", lambda: elsewhere(at))
        except Failed as failed:
            print(f"✗ {failed}", file=sys.stderr)
            return 1
        finally:
            server.stop("immediate")
    print("✓ the guide works")
    return 0


def password(at: Place) -> None:
    """As `hetang changepassword` sets it, which asks at a terminal."""
    text = f"from hetang.commons.accounts.api import Account\na = Account.objects.get(username='operator')\na.set_password('{PASSWORD}')\na.save()"
    hetang(at, "shell", "-c", text, owner=False)


if __name__ == "__main__":
    sys.exit(main())
