"""The two digests: their published values, and a chain that changes from one to the other."""

from typing import Any

import pytest
from django.db import connection

from hetang.ground.journal.actions.root import make_root
from hetang.ground.journal.actions.sequence import sequence_new
from hetang.ground.journal.checking.faults import Fault
from hetang.ground.journal.checking.whole import verify
from hetang.ground.journal.digests import DIGESTS, SHA256, SM3
from hetang.ground.journal.models import Event, Root
from hetang.ground.journal.tests.factories import guards_off, happen

# GB/T 32905-2016, annex A; FIPS 180-4.
KNOWN = [
    (SM3, b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
    (SM3, b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    (SHA256, b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
]


@pytest.mark.parametrize(("name", "data", "digest"), KNOWN)
def test_the_published_values(name: str, data: bytes, digest: str) -> None:
    assert DIGESTS[name](data).hex() == digest


@pytest.mark.django_db
def test_an_event_says_with_which_digest_it_was_made(settings: Any) -> None:
    settings.JOURNAL_DIGEST = SM3
    event = happen()
    assert Event.objects.get().algorithm == SM3
    assert list(verify()) == []
    settings.JOURNAL_DIGEST = SHA256
    assert happen(key=2).algorithm == SHA256
    assert event.hash != happen(key=3).hash


@pytest.mark.django_db
def test_a_chain_and_the_roots_may_change_their_digest(settings: Any) -> None:
    for digest in (SHA256, SM3, SHA256):
        settings.JOURNAL_DIGEST = digest
        happen(digest)
        sequence_new()
        make_root()
    assert list(Event.objects.order_by("seq").values_list("algorithm", flat=True)) == [SHA256, SM3, SHA256]
    assert list(Root.objects.order_by("number").values_list("algorithm", flat=True)) == [SHA256, SM3, SHA256]
    assert list(verify()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("claimed", ["sm3", "md5", ""])
def test_another_digest_claimed_afterwards_is_a_change(claimed: str) -> None:
    happen()
    with guards_off():
        connection.cursor().execute("UPDATE journal_event SET algorithm = %s", [claimed])
    assert list(verify()) == [Fault("test/1", 1, "event changed")]
