"""The `words` process and who asks it: it may die at any moment, and nobody waits for it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from hetang.ground.words import client
from hetang.ground.words.api import Choice, Lexicons, WordsServer, ask, free_address, is_answering, suggest
from hetang.ground.words.serving import MOST_BYTES, MOST_STREETS

BASE = date(2026, 3, 9)
TEXT = "楼上漏水，赔3000元"
WORDS = Lexicons(choices={"category": [Choice("neighbour", {"zh": "邻里", "en": "Neighbours"}, {"漏水": 1.0})]})


@pytest.fixture(autouse=True)
def _awake(monkeypatch: Any) -> None:
    monkeypatch.setattr(client._Rest, "until", 0.0)


@pytest.fixture
def served(settings: Any) -> Iterator[WordsServer]:
    """A process's server, here in a thread."""
    settings.WORDS_ADDRESS = free_address()
    with WordsServer(settings.WORDS_ADDRESS) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join(5)


def send(settings: Any, method: str, path: str, body: bytes = b"", **headers: Any) -> int:
    host, _, port = settings.WORDS_ADDRESS.rpartition(":")
    link = http.client.HTTPConnection(host, int(port), timeout=5)
    link.request(method, path, body, headers)
    return link.getresponse().status


def test_the_process_says_what_is_said_without_it(served: WordsServer, settings: Any, monkeypatch: Any) -> None:
    expected = suggest(TEXT, WORDS, BASE)
    monkeypatch.setattr(client, "suggest", lambda *_: pytest.fail("was worked out here"))
    assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == expected != []
    assert is_answering(settings.WORDS_ADDRESS)
    assert served.words(WORDS.digest) is not None


def test_it_remembers_a_few_streets_only(served: WordsServer, settings: Any) -> None:
    ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS)
    for at in range(MOST_STREETS):
        served.keep(Lexicons(roles=[str(at)]))
    assert served.words(WORDS.digest) is None
    assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == suggest(TEXT, WORDS, BASE)


def test_nonsense_is_refused_and_it_goes_on(served: WordsServer, settings: Any) -> None:
    assert send(settings, "GET", "/elsewhere") == 404
    assert send(settings, "POST", "/suggestions", b"{") == 400
    assert send(settings, "POST", "/suggestions", json.dumps({"text": "x"}).encode()) == 400
    assert send(settings, "POST", "/suggestions", json.dumps([1]).encode()) == 400
    assert send(settings, "POST", "/words", json.dumps({"choices": 5}).encode()) == 400
    assert send(settings, "POST", "/suggestions", b"", **{"Content-Length": str(MOST_BYTES + 1)}) == 413
    assert is_answering(settings.WORDS_ADDRESS)


def test_without_an_address_nobody_is_asked(settings: Any) -> None:
    settings.WORDS_ADDRESS = ""
    assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == suggest(TEXT, WORDS, BASE)


def test_one_that_hangs_is_waited_for_once_and_shortly(settings: Any) -> None:
    import socket

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(8)
        settings.WORDS_ADDRESS = f"127.0.0.1:{deaf.getsockname()[1]}"
        begun = time.monotonic()
        assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == suggest(TEXT, WORDS, BASE)
        first = time.monotonic() - begun
        begun = time.monotonic()
        for _ in range(20):
            ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS)
        # Waiting each time would cost twenty limits; ten leave room for a machine with other work.
        assert first < client.LIMIT_SECONDS * 10
        assert time.monotonic() - begun < client.LIMIT_SECONDS * 10


def test_only_loopback_will_do() -> None:
    with pytest.raises(ValueError, match="loopback"):
        WordsServer("0.0.0.0:0")


def test_the_real_process_serves_is_killed_and_missed_by_nobody(settings: Any, tmp_path: Any) -> None:
    settings.WORDS_ADDRESS = free_address()
    command = [sys.executable, "-m", "hetang", "words", "--address", settings.WORDS_ADDRESS]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, env={**os.environ, "PYTHONUNBUFFERED": "1"})
    try:
        assert process.stdout is not None
        assert settings.WORDS_ADDRESS in process.stdout.readline().decode()
        assert is_answering(settings.WORDS_ADDRESS)
        assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == suggest(TEXT, WORDS, BASE)
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        assert ask(TEXT, WORDS, BASE, settings.WORDS_ADDRESS) == suggest(TEXT, WORDS, BASE)
    finally:
        process.kill()
        process.wait(10)
        if process.stdout:
            process.stdout.close()
