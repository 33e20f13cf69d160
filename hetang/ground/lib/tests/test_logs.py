"""What a log line keeps and what it leaves out, with planted personal data."""

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from hetang.ground.lib.logs import JsonFormatter, LineFormatter, cleaned

NAME, PHONE, ID_NUMBER, ADDRESS = "丁晓雨", "13912345601", "33010520000101001X", "蔡马新村3幢202"
PLANTED = (NAME, PHONE, "139 1234 5601", "139-1234-5601", ID_NUMBER, ADDRESS, "xiaoyu@example.cn")
TRACES = (*PLANTED, "12345601", "xiaoyu")


@pytest.fixture(params=[JsonFormatter, LineFormatter])
def lines(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    """What all loggers write, in one format or the other."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    logging.getLogger().addHandler(handler)
    yield out
    logging.getLogger().removeHandler(handler)


def traces(lines: io.StringIO) -> list[str]:
    text = lines.getvalue()
    assert text, "something was logged"
    escaped = [word.encode("unicode_escape").decode() for word in TRACES]
    return [word for word in [*TRACES, *escaped] if word in text]


@pytest.mark.parametrize("planted", PLANTED)
def test_no_argument_brings_a_person_into_the_log(lines: io.StringIO, planted: str) -> None:
    log = logging.getLogger("hetang.test")
    log.error("%s was not reached", planted)
    log.error("%(who)s was not reached", {"who": planted})
    log.error(f"{planted} was not reached")
    log.error("a list %s", [planted])
    log.error("asked for %s", f"/cases/?q={planted}")
    log.error("an error %s", ValueError(planted))
    assert traces(lines) == []
    assert "was not reached" in lines.getvalue()


def test_an_exceptions_words_stay_out_and_its_place_stays_in(lines: io.StringIO) -> None:
    try:
        try:
            raise ValueError(NAME)
        except ValueError as error:
            raise KeyError(PHONE) from error
    except KeyError:
        logging.getLogger("hetang.test").exception("it failed")
    assert traces(lines) == []
    assert "KeyError" in lines.getvalue()
    assert "ValueError" in lines.getvalue()
    assert "hetang/ground/lib/tests/test_logs.py:" in lines.getvalue()


@pytest.mark.django_db
def test_of_a_row_that_the_database_refused_only_the_codes_are_kept(lines: io.StringIO) -> None:
    """PostgreSQL quotes the row: Key (name)=(…) already exists."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE kept (name text CONSTRAINT kept_name PRIMARY KEY)")
        cursor.execute("INSERT INTO kept VALUES (%s)", [f"{NAME} Xiaoyu Ding"])
        cursor.execute("SAVEPOINT here")
        try:
            cursor.execute("INSERT INTO kept VALUES (%s)", [f"{NAME} Xiaoyu Ding"])
        except IntegrityError as error:
            assert "Xiaoyu Ding" in str(error), "it would be in the log"
            logging.getLogger("hetang.test").exception("not kept")
        cursor.execute("ROLLBACK TO SAVEPOINT here")
    assert traces(lines) == []
    assert "Xiaoyu" not in lines.getvalue()
    assert "23505" in lines.getvalue()
    assert "kept_name" in lines.getvalue()


def broken(request: HttpRequest, word: str) -> HttpResponse:
    raise RuntimeError(f"{word} {request.POST['name']}")


urlpatterns = [path("broken/<str:word>/", broken, name="broken")]


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_page_that_breaks_is_logged_by_its_route(lines: io.StringIO, settings: object) -> None:
    settings.MIDDLEWARE = []  # type: ignore[attr-defined]
    client = Client(raise_request_exception=False)
    answer = client.post(f"/broken/zhangsan/?q={PHONE}", {"name": NAME})
    assert answer.status_code == 500
    assert traces(lines) == []
    assert "zhangsan" not in lines.getvalue()
    assert "Internal Server Error: POST broken" in lines.getvalue()


def test_a_number_that_is_none_brings_nothing_along() -> None:
    """Python's own handlers would complain and print the arguments."""
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "a number of %d", (f"{NAME} {PHONE}",), None)
    assert json.loads(JsonFormatter().format(record))["message"] == "a number of %d"


def test_what_is_no_persons_stays_readable() -> None:
    assert cleaned("figures failed at 127.0.0.1:5432, 3 of 20") == "figures failed at 127.0.0.1:5432, 3 of 20"
    assert cleaned(Path("files/2026/one.pdf")) == "files/2026/one.pdf"
    assert (cleaned(12), cleaned(2.5), cleaned(None), cleaned(13912345601)) == (12, 2.5, None, "…")
    assert cleaned(object()) == "<object>"


def test_a_line_of_json_has_its_parts() -> None:
    record = logging.LogRecord("hetang.x", logging.WARNING, "x.py", 1, "consumer %s failed", ("figures",), None)
    said = json.loads(JsonFormatter().format(record))
    assert (said["level"], said["logger"], said["message"]) == ("warning", "hetang.x", "consumer figures failed")
    assert said["at"].endswith("+00:00")
