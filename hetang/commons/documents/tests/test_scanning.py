"""The scanner: what it finds is refused, and where it is silent a file waits."""

from typing import Any

import pytest

from hetang.commons.accounts.api import Account
from hetang.commons.documents.actions.take import take_upload
from hetang.commons.documents.models import StoredFile, Upload
from hetang.commons.documents.refusing import Infected, NotScanned
from hetang.commons.documents.scanning import Scan, answers
from hetang.commons.documents.tests import clamd, samples
from hetang.commons.documents.tests.factories import keep, sent, taken


def scanned(*pieces: bytes) -> str:
    with Scan("照片.jpg") as scan:
        for piece in pieces:
            scan.feed(piece)
        return scan.finish()


def test_without_a_scanner_nothing_is_called_scanned(settings: Any) -> None:
    settings.CLAMD = ""
    assert scanned(b"abc") == ""


def test_the_scanner_is_given_every_byte(settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD = server.address
        assert scanned(b"abc", b"", b"def") == "clamav"
        assert server.seen == b"abcdef"


def test_what_it_finds_is_refused(sender: Account, settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, b"stream: Eicar.Test FOUND\0"
        with pytest.raises(Infected) as caught:
            taken(sender)
    assert "发现了病毒" in caught.value.what
    assert Upload.objects.get().state == "refused"
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("verdict", [b"", b"stream: ERROR\0", b"OK but not ended and far too long" * 300])
def test_where_it_says_nothing_clear_the_file_waits_and_is_taken_later(
    sender: Account, settings: Any, verdict: bytes
) -> None:
    upload = sent(samples.jpeg(), sender)
    with clamd.told() as server:
        settings.CLAMD, server.verdict = server.address, verdict
        with pytest.raises(NotScanned):
            take_upload(upload, attach=keep)
        assert Upload.objects.get().state == "receiving"
        server.verdict = b"stream: OK\0"
        assert take_upload(upload, attach=keep).scanned_by == "clamav"


def test_a_scanner_that_finds_it_too_much_is_not_one_that_finds_it_clean(settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD, server.most = server.address, 100
        with pytest.raises(NotScanned):
            scanned(bytes(60), bytes(60), *[bytes(1 << 20)] * 20)


def test_whether_it_answers_can_be_asked(settings: Any) -> None:
    with clamd.told() as server:
        settings.CLAMD = server.address
        assert answers()
    for address in (server.address, "unix:/nowhere/clamd.ctl", "tcp:nothing"):
        settings.CLAMD = address
        assert not answers()


def test_a_scanner_that_is_not_there_makes_it_wait(settings: Any) -> None:
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    with pytest.raises(NotScanned):
        scanned(b"abc")


@pytest.mark.skipif(not clamd.program(), reason=clamd.NOT_RUN)
def test_the_real_scanner_finds_what_it_should(settings: Any) -> None:
    with clamd.real() as address:
        settings.CLAMD = address
        with pytest.raises(Infected):
            scanned(samples.EICAR[:30], samples.EICAR[30:])
        assert scanned(samples.jpeg()) == "clamav"
        assert answers()
        assert scanned(*[bytes(1 << 20)] * 50) == "clamav"
