"""Residents' pages and the interface through nginx: sizes, limits, whose address counts, what the log keeps to itself."""

from tests.production.place import Browser, Failed, Place, Server

SECRET = "c2VjcmV0LXJlY2VpcHQ"
FORGED = {"X-Forwarded-For": "203.0.113.77", "Forwarded": "for=203.0.113.77", "X-Real-IP": "203.0.113.77"}
MB = 1 << 20
# More than the sample lets one address ask at once.
MANY = 160


def doors(at: Place, server: Server) -> str:
    """Everything that a stranger meets beside the sign-in."""
    _sizes(at)
    _whose_address(at, server)
    _secret_paths(at)
    refused = _too_often(at)
    return f"{refused} of {MANY} refused"


def _require(true: object, what: str) -> None:
    if not true:
        raise Failed(what)


def _sizes(at: Place) -> None:
    """The program's own sentence where it has one, nginx's bare answer above."""
    browser = Browser(at)
    status, headers, body = browser.ask("/api/v1/openapi.json")
    _require(status == 200 and '"openapi"' in body, f"the interface's document answers {status}")
    status, headers, body = browser.ask("/api/v1/contacts", data="x" * (2 * MB), **{"Content-Type": "application/json"})
    problem = headers.get("content-type", [""])[0].startswith("application/problem+json")
    _require(status in (401, 413) and problem, f"2 MB to the interface: {status} {headers.get('content-type')}")
    _require(browser.ask("/p/file/", data="a=" + "x" * (5 * MB))[0] == 413, "5 MB to the residents' form are refused")
    # Nobody is signed in, so the program leads to the sign-in: the size itself passed.
    status = browser.ask("/cases/ST2026-00001/evidence/form/", data="a=" + "x" * (30 * MB))[0]
    _require(status in (302, 403), f"30 MB of evidence by a plain form: {status}")


def _whose_address(at: Place, server: Server) -> None:
    """Limits count by what nginx saw, whatever a browser claims."""
    browser = Browser(at)
    for n in range(3):
        browser.ask("/api/v1/cases", **FORGED, Authorization=f"Bearer nobody-{n}")
    counted = server.sql("SELECT DISTINCT subject FROM api_rate", "hetang").split()
    _require(counted == ["a:127.0.0.1"], f"counted by address: {counted}")


def _secret_paths(at: Place) -> None:
    """A receipt's address opens it for a week: nginx's log must not."""
    browser = Browser(at)
    for path in (f"/p/receipts/{SECRET}/", f"/evidence/{SECRET}/", f"/cases/ST2026-00001/evidence/uploads/{SECRET}/"):
        browser.ask(path)
    logged = (at.root / "log" / "hetang.log").read_text()
    _require(SECRET not in logged, "the log has a link that opens something")
    _require("/p/receipts/-" in logged and "/evidence/uploads/-" in logged, "the log has the rest of those paths")


def _too_often(at: Place) -> int:
    """One address that asks without end is refused, and the rest of the house goes on."""
    browser = Browser(at)
    said = [browser.ask("/p/")[0] for _ in range(MANY)]
    _require(set(said) <= {200, 429} and said[0] == 200, f"residents' pages answered {sorted(set(said))}")
    _require(429 in said, "nobody is refused, however often they ask")
    _require(Browser(at).ask("/login/")[0] == 200, "the sign-in is not concerned")
    return said.count(429)
