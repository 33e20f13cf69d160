"""An administrator connects a program: a token on a page, a contact over HTTP, the document and the pages at every width."""

import importlib
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page

from hetang.commons.documents.tests.factories import samples
from tests.journeys.people import Cast, cast, fits, shot
from tests.plugins.server import Server

pytestmark = pytest.mark.browser
WIDTHS = (390, 820, 1440)
CONTACT = {"text": "楼上半夜装修，已经说过三次。", "channel": "transfer", "sender": "12345", "reference": "A-1"}


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def send(url: str, token: str, body: dict[str, str] | None = None, key: str = "k-1") -> tuple[int, dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "Idempotency-Key": key}
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(url, data, headers)) as answer:  # noqa: S310 - our own server
            return answer.status, json.load(answer)
    except HTTPError as refused:
        return refused.code, json.load(refused)


def looks_well(page: Page, axe: Callable[[Page], None], name: str) -> None:
    """At every width nothing scrolls sideways, with everything unfolded."""
    page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert fits(page), f"{name} scrolls sideways at {width}"
        if folder := os.environ.get("HETANG_SCREENS"):
            shot(page, Path(folder), f"{name}-{width}")
    axe(page)


def connect(page: Page, base: str, username: str, *scopes: str) -> tuple[str, str]:
    """The account's page and a new token, made there by the administrator."""
    page.goto(f"{base}/accounts/?q={username}")
    page.locator("main tbody a").first.click()
    account = page.url
    page.locator("#tokens summary").first.click()
    page.fill("#tokens input[name=name]", "12345 平台")
    for scope in scopes:
        page.check(f"#tokens input[value={scope}]")
    page.locator("#tokens form button").first.click()
    return account, page.input_value("textarea")


def test_a_program_is_connected_and_cut_off(people: Cast, axe: Callable[[Page], None]) -> None:
    base = people.url
    page = people.sign_in("sysadmin", home="/accounts/")
    account, token = connect(page, base, "operator", "read", "register")
    looks_well(page, axe, "token-made")
    assert send(f"{base}/api/v1/me", token)[1]["scopes"] == ["read", "register"]
    first = send(f"{base}/api/v1/contacts", token, CONTACT)
    assert first[0] == 201 and send(f"{base}/api/v1/contacts", token, CONTACT) == first
    status, case = send(base + first[1]["href"], token)
    assert (status, case["state"]) == (200, "registered")
    status, problem = send(f"{base}{first[1]['href']}/voiding", token, {"note": "试试"}, "k-2")
    assert (status, problem["type"]) == (403, "urn:hetang:problem:scope")
    for address, name in ((account, "account-tokens"), ("/api/", "api-docs"), ("/webhooks/", "webhooks")):
        page.goto(address if address.startswith("http") else base + address)
        looks_well(page, axe, name)
    page.fill("input[name=url]", "https://12345.example.gov.cn/hetang")
    page.locator("form[action='/webhooks/new/'] button").click()
    looks_well(page, axe, "webhook-made")
    page.goto(f"{base}/webhooks/")
    page.locator("main tbody a").first.click()
    looks_well(page, axe, "webhook")
    page.goto(account)
    page.locator("#tokens tbody summary").first.click()
    page.fill("#tokens tbody input[name=reason]", "程序停用了")
    page.locator("#tokens tbody form button").click()
    assert send(f"{base}/api/v1/me", token)[0] == 401
    english = people.sign_in("sysadmin", language="en-GB", home="/accounts/")
    english.goto(f"{base}/api/")
    looks_well(english, axe, "api-docs-en")


def made_from_the_document(base: str, folder: Path) -> tuple[Any, dict[str, Any]]:
    """A client that openapi-python-client makes of the server's own document, and its operations by their names."""
    told = folder / "openapi.json"
    with urlopen(Request(f"{base}/api/v1/openapi.json", headers={"Accept-Language": "en"})) as answer:  # noqa: S310
        told.write_bytes(answer.read())
    config = folder / "config.yml"
    # tus sends bytes under a media type of its own.
    overrides = "content_type_overrides: {application/offset+octet-stream: application/octet-stream}"
    config.write_text(f"{overrides}\npost_hooks: []\n", encoding="utf-8")
    options = ["--path", told, "--config", config, "--meta", "none", "--output-path", folder / "made_client"]
    program = [sys.executable, "-m", "openapi_python_client", "generate", "--fail-on-warning", *map(str, options)]
    done = subprocess.run(program, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    try:
        package = importlib.import_module("made_client")
        modules = pkgutil.walk_packages(importlib.import_module("made_client.api").__path__, "made_client.api.")
        return package, {
            name.rpartition(".")[2]: importlib.import_module(name) for _, name, is_package in modules if not is_package
        }
    finally:
        sys.path.remove(str(folder))


def test_a_client_made_from_the_document_works(people: Cast, tmp_path: Path) -> None:
    base = people.url
    _, token = connect(people.sign_in("sysadmin", home="/accounts/"), base, "station", "read", "register", "act")
    package, do = made_from_the_document(base, tmp_path)
    models = importlib.import_module("made_client.models")
    file = importlib.import_module("made_client.types").File
    with package.AuthenticatedClient(base_url=f"{base}/api/v1", token=token) as client:
        channel = models.RegisterContactBodyChannel.WEB
        contact = models.RegisterContactBody(text="楼上半夜装修", channel=channel, applicant="李明")
        made = do["register_contact"].sync(client=client, body=contact, idempotency_key="g-1")
        assert do["register_contact"].sync(client=client, body=contact, idempotency_key="g-1") == made
        case = do["read_case"].sync(made.number, client=client)
        assert (case.state, case.parties[0].role) == ("registered", "applicant")
        listed = do["list_cases"].sync(client=client, size=5)
        assert listed.items[0].number == made.number
        first = do["list_candidates"].sync(made.number, client=client).items[0]
        to = models.AssignCaseBody(to=first.to, unit=first.unit.code)
        assert do["assign_case"].sync(made.number, client=client, body=to).state == "assigned"
        refused = do["close_case"].sync(made.number, client=client, body=models.CloseCaseBody())
        assert isinstance(refused, models.Problem) and refused.type_.startswith("urn:hetang:problem:")
        photo = file(payload=BytesIO(samples.jpeg()), file_name="楼道.jpg", mime_type="image/jpeg")
        taken = do["add_evidence"].sync(made.number, client=client, body=models.AddEvidenceBody(file=photo))
        piece = do["read_evidence"].sync(made.number, taken.id, client=client)
        fetched = do["fetch_evidence"].sync(piece.original.rpartition("/")[2], client=client)
        assert (piece.name, fetched.payload.read()) == ("楼道.jpg", samples.jpeg())
        begun = do["begin_upload"].sync_detailed(
            made.number, client=client, tus_resumable="1.0.0", upload_length=str(len(samples.PDF))
        )
        upload = begun.headers["Location"].rpartition("/")[2]
        sent = do["continue_upload"].sync_detailed(
            made.number,
            upload,
            client=client,
            body=file(payload=samples.PDF),
            tus_resumable="1.0.0",
            upload_offset="0",
        )
        assert sent.status_code == 204
        kinds = [each.kind for each in do["list_evidence"].sync(made.number, client=client).items]
        assert kinds == ["photo", "pdf"]
