"""A photo of the stairwell becomes evidence, is looked at as a copy, and survives a line that breaks all the time."""

import hashlib
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from hetang.commons.documents.tests import samples
from tests.journeys.people import PHONE, Cast, cast, fits
from tests.plugins.brokenline import broken_line
from tests.plugins.server import Server, doing_jobs

pytestmark = pytest.mark.browser
Axe = Callable[[Page], None]
MANY = 50


@pytest.fixture
def people(browser: Browser, server: Server) -> Iterator[Cast]:
    with cast(browser, server.url) as opened:
        yield opened


def noise(seed: int, width: int = 360, height: int = 270) -> bytes:
    """A photo that no compression makes small."""
    out = io.BytesIO()
    content = random.Random(seed).randbytes(width * height * 3)
    Image.frombytes("RGB", (width, height), content).save(out, "JPEG", quality=95)
    return out.getvalue()


def rows(server: Server, sql: str) -> list[Any]:
    with psycopg.connect(server.database_url) as connection:
        return connection.execute(sql).fetchall()


def a_case(page: Page, url: str) -> None:
    page.goto(f"{url}/registration/")
    page.locator("#id_applicant_phone").fill("19900001801")
    page.locator("#id_applicant").fill("丁女士")
    page.locator("#id_text").fill("楼道里堆了杂物，一直没人清")
    page.locator("#id_text").press("Control+Enter")
    expect(page.get_by_text("待分派").first).to_be_visible()


def pick(page: Page, *files: FilePayload) -> None:
    page.locator("#evidence-form input[type=file]").set_input_files(list(files))


def named(name: str, content: bytes, kind: str = "image/jpeg") -> FilePayload:
    return {"name": name, "mimeType": kind, "buffer": content}


def test_a_photo_is_sent_seen_and_taken_away(people: Cast, server: Server, axe: Axe, tmp_path: Path) -> None:
    page = people.sign_in("operator")
    a_case(page, server.url)
    photo = samples.jpeg(4000, 3000, exif=True)
    photo += b"\0" * (900_000 - len(photo))  # heavy enough to be made smaller
    with doing_jobs(server):
        pick(page, named("楼道.jpg", photo), named("发票.jpg", b"MZ" + bytes(5000)))
        said = page.locator(".upload-state")
        expect(said.filter(has_text="已收下")).to_be_visible()
        expect(said.filter(has_text="的内容是程序")).to_be_visible()
        thumb = page.locator("#evidence-pieces img")
        expect(thumb).to_be_visible(timeout=30_000)
        # Upright: it was lying on its side.
        expect(thumb).to_have_js_property("naturalWidth", 240)
    axe(page)
    ((size,),) = rows(server, "SELECT size FROM documents_storedfile")
    assert size < 400_000 < len(photo), "made smaller before it was sent"

    page.set_viewport_size({"width": PHONE, "height": 844})
    assert fits(page)
    thumb.click()
    expect(page.locator("img.piece-view")).to_have_js_property("naturalHeight", 2000)
    assert fits(page)
    axe(page)
    with page.expect_download() as waiting:
        page.get_by_text("下载原件").click()
    waiting.value.save_as(tmp_path / "original.jpg")
    original = (tmp_path / "original.jpg").read_bytes()
    assert b"MAKER-OF-PHONES" in original, "the camera's notes came along"
    with Image.open(io.BytesIO(original)) as picture:
        assert picture.getexif()[0x0112] == 1, "and do not turn it a second time"
        assert (picture.size, len(original)) == ((1920, 2560), size)
    kinds = [kind for (kind,) in rows(server, "SELECT subject_kind FROM people_accesslog ORDER BY id")]
    assert kinds[-3:] == ["evidence"] * 3, "the page, the copy and the original"
    _withdraw(page)
    _send_without_scripts(people, page)


@pytest.mark.faults
def test_fifty_photos_over_a_line_that_breaks_every_three_seconds(people: Cast, server: Server) -> None:
    photos = {f"照片{n:02}.jpg": noise(n) for n in range(MANY)}
    with broken_line(server.url, every=3.0, bytes_per_second=400_000) as (url, line):
        page = people.sign_in("operator")
        a_case(page, server.url)
        number = page.url.rstrip("/").rsplit("/", 1)[1]
        _open(page, f"{url}/cases/{number}/")
        pick(page, *(named(name, content) for name, content in photos.items()))
        done = page.locator(".upload[data-tone=good]")
        expect(done).to_have_count(MANY, timeout=180_000)
        assert line.cuts >= 3
    kept = rows(
        server,
        "SELECT f.digest FROM evidence_evidence e JOIN documents_storedfile f ON f.id = e.file_id"
        f" JOIN cases_case c ON c.id = e.case_id WHERE c.number = '{number}'",  # noqa: S608
    )
    assert sorted(digest for (digest,) in kept) == sorted(hashlib.sha256(each).hexdigest() for each in photos.values())


def _open(page: Page, url: str) -> None:
    """Load a page over the broken line, as often as it takes."""
    for _ in range(10):
        page.goto(url)
        if page.locator("#evidence-form").is_visible():
            return
    pytest.fail("the page never came")


def _withdraw(page: Page) -> None:
    page.locator("#withdrawal input[name=reason]").fill("传错了案件")
    page.get_by_role("button", name="撤下这份证据").click()
    expect(page.locator(".pieces").get_by_text("已撤下")).to_be_visible()
    assert fits(page)


def _send_without_scripts(people: Cast, page: Page) -> None:
    context = people.browser.new_context(
        java_script_enabled=False, locale="zh-CN", storage_state=page.context.storage_state()
    )
    people.stack.callback(context.close)
    plain = context.new_page()
    plain.goto(page.url)
    plain.locator("input[name=file]").set_input_files([named("合同.pdf", samples.PDF, "application/pdf")])
    plain.get_by_role("button", name="上传证据").click()
    expect(plain.locator(".pieces").get_by_text("合同.pdf")).to_be_visible()
