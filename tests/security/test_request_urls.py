"""Addresses of requests and appraisals × everybody: a stranger learns nothing, a colleague is told, the duty may."""

import pytest
from django.test import Client
from django.urls import reverse

from hetang.flow.archive.api import Appraisal
from hetang.flow.archive.appraise import propose_appraisal
from hetang.flow.archive.tests.factories import expired
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests import factories as cases
from hetang.record.cases.tests.factories import Cast
from hetang.record.rights.api import Request
from hetang.record.rights.tests.factories import request_in
from tests.security.test_urls import APPRAISAL_VERBS, OF_A_STREET, REQUEST_VERBS, signed_in

HANDLERS = {"operator", "lead", "other_lead", "leader"}
FAR_HANDLERS = {"stranger", "far_operator"}
OUTSIDERS = ("stranger", "far_operator", "far_mediator")
APPRAISERS = {"lead", "other_lead", "leader"}
FAR_APPRAISERS = {"stranger"}
ALLOWED = {
    "requests": HANDLERS | FAR_HANDLERS,
    "request-registration": HANDLERS - {"leader"} | FAR_HANDLERS,
    "retention": APPRAISERS | FAR_APPRAISERS,
}


@pytest.fixture
def request_(cast: Cast) -> Request:
    person = cases.in_hand(cast).parties.get(role="applicant").person
    return request_in(cast, person, "granted")


@pytest.fixture
def appraisal(cast: Cast) -> Appraisal:
    return propose_appraisal(expired(cast), decision="destroy", reason="期满", approval="1号", by=cast.lead)


def test_lists_open_for_their_duties_and_nobody_else(cast: Cast, request_: Request) -> None:
    assert set(ALLOWED) == OF_A_STREET
    for part, who in cast.everybody().items():
        for name, allowed in ALLOWED.items():
            answer = signed_in(who).get(reverse(name))
            assert answer.status_code == (200 if part in allowed else 403), (part, name)


def test_a_list_shows_its_own_street_only(cast: Cast, request_: Request) -> None:
    for part in HANDLERS | FAR_HANDLERS:
        page = signed_in(getattr(cast, part)).get(reverse("requests")).content.decode()
        assert (request_.number in page) is (part in HANDLERS), part


@pytest.mark.parametrize("part", OUTSIDERS)
def test_to_a_stranger_nothing_exists(cast: Cast, request_: Request, appraisal: Appraisal, part: str) -> None:
    client, before = signed_in(getattr(cast, part)), all_rows()
    assert client.get(request_.get_absolute_url()).status_code == 404
    for name in REQUEST_VERBS:
        assert client.post(reverse(name, args=[request_.number])).status_code == 404, name
    for name in APPRAISAL_VERBS:
        assert client.post(reverse(name, args=[appraisal.pk]), {"agrees": "yes"}).status_code == 404, name
    assert changed(before) == {}


@pytest.mark.parametrize("part", ["mediator", "colleague", "follow_up_operator", "studio_mediator"])
def test_a_colleague_without_the_duty_is_told_so(
    cast: Cast, request_: Request, appraisal: Appraisal, part: str
) -> None:
    client, before = signed_in(getattr(cast, part)), all_rows()
    assert client.get(request_.get_absolute_url()).status_code == 403
    for name in REQUEST_VERBS:
        assert client.post(reverse(name, args=[request_.number])).status_code == 403, name
    for name in APPRAISAL_VERBS:
        assert client.post(reverse(name, args=[appraisal.pk]), {"agrees": "yes"}).status_code == 403, name
    assert changed(before) == {}


def test_who_is_not_signed_in_is_led_to_the_login(cast: Cast, request_: Request, appraisal: Appraisal) -> None:
    client, before = Client(), all_rows()
    addresses = [reverse(name) for name in OF_A_STREET] + [request_.get_absolute_url()]
    addresses += [reverse(name, args=[request_.number]) for name in REQUEST_VERBS]
    addresses += [reverse(name, args=[appraisal.pk]) for name in APPRAISAL_VERBS]
    for address in addresses:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 302, address
            assert answer.headers["Location"].startswith("/login/"), address
    assert changed(before) == {}


def test_verbs_answer_only_to_post_and_only_with_their_mark(
    cast: Cast, request_: Request, appraisal: Appraisal
) -> None:
    client, strict = signed_in(cast.lead), Client(enforce_csrf_checks=True)
    strict.force_login(cast.lead)
    before = all_rows()
    addresses = [reverse(name, args=[request_.number]) for name in REQUEST_VERBS]
    addresses += [reverse(name, args=[appraisal.pk]) for name in APPRAISAL_VERBS]
    for address in addresses:
        assert client.get(address).status_code == 405, address
        assert strict.post(address).status_code == 403, address
    assert changed(before) == {}
