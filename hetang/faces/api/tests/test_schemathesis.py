"""Whatever is sent that fits the document, and much that does not: no 500, and no answer that the document does not name.

The same examples each time, a few of each operation; `HETANG_API_EXAMPLES=500` looks longer.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from hetang.commons.accounts.tests import factories as accounts
from hetang.commons.documents.api import begin_upload, link_for
from hetang.faces.api.catalogue import OPERATIONS
from hetang.faces.api.tests.factories import Programs
from hetang.faces.api.webhooks.actions import make_endpoint
from hetang.flow.dispatch import api as dispatch
from hetang.flow.dispatch.tests.factories import accepted
from hetang.flow.intake.api import Verdict, close_contact
from hetang.flow.intake.tests.factories import report
from hetang.record.cases.api import Case
from hetang.record.cases.tests.factories import Cast
from hetang.record.evidence.tests.factories import evidence
from hetang.record.followup.tests.factories import obligation, side
from hetang.services.mediation import api as mediation

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
EXAMPLES = int(os.environ.get("HETANG_API_EXAMPLES", "4"))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]


@pytest.fixture
def world(cast: Cast, home: Path, programs: Programs) -> Any:
    """A token of somebody who does nearly everything, and what puts numbers that exist into a request."""
    case = accepted(cast)
    talks = mediation.mediation_of(case)
    assert talks is not None
    mediation.tell_rights(talks, by=cast.mediator)
    for role in ("applicant", "respondent"):
        mediation.record_attempt(talks, party=side(case, role), outcome="agrees", by=cast.mediator)
    mediation.begin_session(talks, by=cast.mediator)
    owed = obligation(case)
    who = case.assignee
    assert who is not None
    for role in ("operator", "station_lead", "follow_up_operator", "dispatcher"):
        accounts.duty(who, role, cast.station)
    hook = make_endpoint(who, url="https://a.example/", by=who).endpoint
    party = side(case, "applicant").pk
    piece = evidence(case, who)
    upload = begin_upload("case", case.pk, name="a.pdf", size=9, by=who)
    task = dispatch.ask_task(case, kind="help", unit=cast.other_station, text="请上门看看", by=who)
    contact = close_contact(report(cast), Verdict("secret"), by=who)
    real = {
        "number": case.number,
        "obligation": owed.pk,
        "webhook": hook.pk,
        "party": party,
        "piece": piece.pk,
        "link": link_for(piece.file, who),
        "upload": upload.token,
        "task": task.pk,
        "contact": contact.pk,
    }
    inside = {"to": who.pk, "unit": cast.station.code, "party": party}

    def fill(sent: Any) -> None:
        for name in sent.path_parameters or {}:
            sent.path_parameters[name] = real.get(name, sent.path_parameters[name])
        if isinstance(sent.body, dict):
            sent.body.update(
                {name: value for name, value in inside.items() if isinstance(sent.body.get(name), type(value))}
            )

    return programs.of(Case.objects.get(pk=case.pk).assignee or who), fill


def look(world: Any, mode: GenerationMode, checks: list[Any], *, filled: bool) -> int:
    """Send examples of every operation and undo what each did. Returns how many requests that were."""
    program, fill = world
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    sent = 0

    def try_one(operation: Any) -> None:
        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES if mode is GenerationMode.POSITIVE else max(EXAMPLES // 2, 1),
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def each(case: Any) -> None:
            nonlocal sent
            sent += 1
            if filled:
                fill(case)
            with transaction.atomic():
                response = case.call(headers={"Authorization": f"Bearer {program.token}"})
                transaction.set_rollback(True)
            case.validate_response(response, checks=checks)

        each()

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        try_one(found.ok())
    return sent


@pytest.fixture(autouse=True)
def undisturbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """So many requests in one minute would be told to wait, and each would end the test's own connection."""
    monkeypatch.setattr("hetang.faces.api.answering.seconds_to_wait", lambda _token: 0)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_what_fits_the_document_is_answered_as_the_document_says(world: Any) -> None:
    assert look(world, GenerationMode.POSITIVE, CHECKS, filled=True) >= len(OPERATIONS)


def test_what_does_not_fit_is_refused_as_the_document_says(world: Any) -> None:
    assert (
        look(world, GenerationMode.NEGATIVE, [*CHECKS, negative_data_rejection], filled=False) >= len(OPERATIONS) // 2
    )
