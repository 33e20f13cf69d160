"""What happens to a case is told to the programs that may see it: signed, once, again if need be, and never inward."""

import hashlib
import hmac
import ipaddress
import json
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from hetang.commons.accounts.api import wall
from hetang.faces.api.models import Delivery, Endpoint
from hetang.faces.api.tests.factories import Programs
from hetang.faces.api.webhooks import guarding
from hetang.faces.api.webhooks.actions import end_endpoint, make_endpoint, replay_delivery
from hetang.faces.api.webhooks.guarding import NotSent
from hetang.faces.api.webhooks.reading import rows_of
from hetang.faces.api.webhooks.rules import WAITS, next_try, signature
from hetang.faces.api.webhooks.sending import send_deliveries
from hetang.faces.api.webhooks.wake import JOB, wake_due
from hetang.flow.dispatch.api import assign_case
from hetang.ground.journal.api import catch_up
from hetang.ground.lib.jobs import jobs_under_way
from hetang.ground.lib.refusals import Invalid, NotAllowed, WrongState
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.api import Case
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.followup.tests.factories import side

SECRET = "a-random-secret-of-32-characters"


class Heard:
    """A listener on this machine: what it was sent, and what it answers."""

    def __init__(self) -> None:
        heard = self
        self.status, self.requests = 204, list[tuple[str, dict[str, str], bytes]]()

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard.requests.append((self.path, dict(self.headers), body))
                self.send_response(heard.status)
                self.send_header("Location", "http://127.0.0.1/elsewhere")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?x=1"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def heard(settings: Any) -> Iterator[Heard]:
    settings.WEBHOOK_NETWORKS = ["127.0.0.1/32"]
    listener = Heard()
    yield listener
    listener.close()


def endpoint(cast: Cast, url: str, **more: Any) -> Endpoint:
    by = more.pop("by", cast.lead)
    return make_endpoint(by, url=url, secret=SECRET, by=by, **more).endpoint


def test_an_event_is_told_signed_and_without_a_word_about_persons(cast: Cast, heard: Heard) -> None:
    mine = endpoint(cast, heard.url)
    case = cases.case(cast)
    catch_up()
    assert jobs_under_way(JOB) == {mine.pk}
    send_deliveries(mine.pk)
    path, headers, body = heard.requests[0]
    told = json.loads(body)
    assert path == "/hook?x=1"
    assert (told["case"], told["verb"], told["href"]) == (case.number, "register", f"/api/v1/cases/{case.number}")
    assert set(told) == {"delivery", "verb", "case", "seq", "at", "href"}
    for person in (side(case, "applicant").person, side(case, "respondent").person):
        assert person.name not in body.decode() and person.phone not in body.decode()
    stamp, mark = (part.split("=")[1] for part in headers["Hetang-Signature"].split(","))
    expected = hmac.new(SECRET.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert mark == expected and headers["Hetang-Delivery"] == str(told["delivery"])
    assert signature(SECRET, int(stamp), body) == headers["Hetang-Signature"]
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 204, 1)


def test_nothing_older_than_the_endpoint_and_nothing_twice(cast: Cast, heard: Heard) -> None:
    cases.case(cast)
    mine = endpoint(cast, heard.url)
    case = cases.case(cast)
    catch_up()
    catch_up()
    send_deliveries(mine.pk)
    send_deliveries(mine.pk)
    assert [json.loads(body)["case"] for _, _, body in heard.requests] == [case.number]


def test_only_the_verbs_that_were_asked_for(cast: Cast, heard: Heard) -> None:
    mine = endpoint(cast, heard.url, verbs=["assign"])
    case = cases.case(cast)
    assign_case(case, to=cast.mediator, unit=cast.station, by=cast.lead)
    catch_up()
    send_deliveries(mine.pk)
    assert [json.loads(body)["verb"] for _, _, body in heard.requests] == ["assign"]


def test_only_cases_that_the_account_sees(cast: Cast, heard: Heard) -> None:
    far, own = endpoint(cast, heard.url, by=cast.stranger), endpoint(cast, heard.url)
    cases.case(cast)
    catch_up()
    assert not far.deliveries.exists() and own.deliveries.exists()


def test_a_case_that_was_sealed_meanwhile_is_not_told(cast: Cast, heard: Heard) -> None:
    mine = endpoint(cast, heard.url)
    case = cases.case(cast)
    catch_up()
    Case.objects.filter(pk=case.pk).update(sensitivity="sealed")
    send_deliveries(mine.pk)
    assert heard.requests == [] and Delivery.objects.get().state == "withheld"


def test_what_is_not_taken_comes_again_later_and_later_and_then_waits_for_somebody(cast: Cast, heard: Heard) -> None:
    mine, heard.status = endpoint(cast, heard.url), 500
    cases.case(cast)
    catch_up()
    for attempt in range(1, len(WAITS) + 2):
        send_deliveries(mine.pk)
        delivery = Delivery.objects.get()
        assert (delivery.attempts, delivery.status, delivery.trouble) == (attempt, 500, "answer")
        if attempt <= len(WAITS):
            ahead = delivery.next_at - wall()
            assert WAITS[attempt - 1] - timedelta(seconds=5) < ahead <= WAITS[attempt - 1]
            send_deliveries(mine.pk)  # not due yet
            assert len(heard.requests) == attempt
            Delivery.objects.update(next_at=wall() - timedelta(seconds=1))
    assert Delivery.objects.get().state == "failed" and next_try(len(WAITS) + 1, wall()) is None
    heard.status = 200
    replay_delivery(Delivery.objects.select_related("endpoint__account").get(), by=cast.lead)
    send_deliveries(mine.pk)
    assert Delivery.objects.get().state == "delivered"


def test_after_one_that_fails_the_others_wait(cast: Cast, heard: Heard) -> None:
    mine, heard.status = endpoint(cast, heard.url), 503
    for _ in range(3):
        cases.case(cast)
    catch_up()
    send_deliveries(mine.pk)
    assert len(heard.requests) == 1 and Delivery.objects.filter(attempts=0).count() == 2
    assert wake_due() == 1


def test_nobody_is_followed_elsewhere(cast: Cast, heard: Heard) -> None:
    mine, heard.status = endpoint(cast, heard.url), 302
    cases.case(cast)
    catch_up()
    send_deliveries(mine.pk)
    assert len(heard.requests) == 1 and Delivery.objects.get().trouble == "redirect"


def test_an_ended_endpoint_hears_nothing(cast: Cast, heard: Heard) -> None:
    mine = endpoint(cast, heard.url)
    cases.case(cast)
    catch_up()
    end_endpoint(mine, by=cast.lead)
    send_deliveries(mine.pk)
    cases.case(cast)
    catch_up()
    assert heard.requests == [] and Delivery.objects.count() == 1 and wake_due() == 0
    with pytest.raises(WrongState):
        end_endpoint(mine, by=cast.lead)


CLOSED = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
CLOSED += ["240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1"]
CLOSED += ["::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:db8::1"]


@pytest.mark.parametrize("address", CLOSED)
def test_a_closed_address_is_not_connected_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    found = [(family, socket.SOCK_STREAM, 6, "", (address, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_more: pytest.fail("connected"))
    with pytest.raises(NotSent) as refused:
        guarding.check("https://hook.example.com/")
    assert refused.value.trouble == "forbidden"


def test_one_closed_address_among_open_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(2, 1, 6, "", (address, 443)) for address in ("93.184.216.34", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)
    with pytest.raises(NotSent):
        guarding.check("https://hook.example.com/")


def test_the_connection_goes_to_the_address_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, connected = [], []

    def resolve(*_args: object, **_more: object) -> list[Any]:
        asked.append(1)
        return [(2, 1, 6, "", ("93.184.216.34" if len(asked) == 1 else "127.0.0.1", 80))]

    def connect(where: tuple[str, int], **_more: object) -> Any:
        connected.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    target = guarding.check("http://hook.example.com/")
    with pytest.raises(NotSent) as refused:
        guarding.post(target, b"{}", {})
    assert connected == [("93.184.216.34", 80)] and len(asked) == 1
    assert refused.value.trouble == "unreachable"


def test_a_network_that_the_installation_names_is_open(settings: Any) -> None:
    settings.WEBHOOK_NETWORKS = ["10.2.0.0/16"]
    assert guarding.is_open(ipaddress.ip_address("10.2.7.7"))
    assert not guarding.is_open(ipaddress.ip_address("10.3.7.7"))


WRONG = [
    "",
    "hook",
    "ftp://a.example/",
    "https://",
    "https://user:pw@a.example/",
    "https://a.example/#x",
    "//a.example/",
]
WRONG += [
    "https://a.example:99999/",
    "https://a.example:0/",
    "https://a.example/ x",
    "https://a.exa\nmple/",
    "https://例子.example/",
]


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_address_is_refused(cast: Cast, url: str) -> None:
    before = all_rows()
    with pytest.raises(Invalid):
        endpoint(cast, url)
    assert changed(before) == {}


def test_only_a_demonstration_may_do_without_encryption(cast: Cast, settings: Any) -> None:
    assert guarding.read_url("http://a.example/") is not None
    settings.DEMO = False
    assert guarding.read_url("http://a.example/") is None and guarding.read_url("https://a.example/") is not None


def test_nobody_looks_after_the_endpoint_of_somebody_else(cast: Cast, programs: Programs) -> None:
    mine = endpoint(cast, "https://a.example/")
    for who in (cast.mediator, cast.stranger, programs.far_admin):
        before = all_rows()
        with pytest.raises(NotAllowed):
            end_endpoint(mine, by=who)
        assert changed(before) == {}
    end_endpoint(mine, by=programs.admin)


def test_a_program_looks_after_its_own_endpoints(cast: Cast, programs: Programs, heard: Heard) -> None:
    program, other = programs.of(cast.lead, "webhooks"), programs.of(cast.operator, "webhooks")
    body = {"url": heard.url, "secret": SECRET, "verbs": ["register"]}
    made = program.post("/webhooks", body, idempotency_key="w-1")
    assert made.status_code == 201 and SECRET not in made.content.decode()
    assert program.post("/webhooks", body, idempotency_key="w-1").json() == made.json()
    here = f"/webhooks/{made.json()['id']}"
    case = cases.case(cast)
    catch_up()
    send_deliveries(made.json()["id"])
    log = program.get(f"{here}/deliveries").json()["items"]
    assert [(each["case"], each["state"], each["status"]) for each in log] == [(case.number, "delivered", 204)]
    assert program.post(f"{here}/deliveries/{log[0]['id']}/replay").json()["state"] == "waiting"
    for answer in (other.get(f"{here}/deliveries"), other.post(f"{here}/end")):
        assert (answer.status_code, answer.json()["type"]) == (404, "urn:hetang:problem:not-found")
    assert program.post(f"{here}/end").json()["is_active"] is False
    assert [each["is_active"] for each in program.get("/webhooks").json()["items"]] == [False]
    assert other.get("/webhooks").json()["items"] == []


def test_the_administrators_pages_show_what_was_sent_but_not_of_which_case(
    cast: Cast, programs: Programs, heard: Heard
) -> None:
    programs.of(cast.lead)
    client = programs.nobody().client
    client.force_login(programs.admin)
    made = client.post("/webhooks/new/", {"account": cast.lead.pk, "url": heard.url})
    mine = Endpoint.objects.get()
    assert mine.secret in made.content.decode()
    case = cases.case(cast)
    catch_up()
    send_deliveries(mine.pk)
    for address in ("/webhooks/", f"/webhooks/{mine.pk}/"):
        page = client.get(address).content.decode()
        assert heard.url in page and mine.secret not in page and case.number not in page
    assert client.post(f"/webhooks/{mine.pk}/deliveries/{Delivery.objects.get().pk}/replay/").status_code == 302
    assert Delivery.objects.get().state == "waiting"
    assert client.post(f"/webhooks/{mine.pk}/end/").status_code == 302
    client.force_login(cast.lead)
    assert client.get("/webhooks/").status_code == 403


def test_deliveries_go_with_the_file_of_their_case(cast: Cast, heard: Heard) -> None:
    endpoint(cast, heard.url)
    gone, stays = cases.case(cast), cases.case(cast)
    catch_up()
    for rows in rows_of([gone.pk]):
        rows.delete()
    assert set(Delivery.objects.values_list("case", flat=True)) == {stays.pk}
