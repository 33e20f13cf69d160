"""The document is valid OpenAPI, is made from the operations, and says in both languages what they do."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from hetang.faces.api.catalogue import OPERATIONS
from hetang.faces.api.files import SentFile
from hetang.faces.api.problems import KINDS
from hetang.faces.api.tests.factories import Programs
from hetang.record.cases.tests.factories import Cast

CHINESE = re.compile("[\u4e00-\u9fff]")


def document(client: Client, language: str = "zh-hans") -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json", headers={"Accept-Language": language})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_is_valid_and_open_to_everybody(client: Client) -> None:
    assert list(OpenAPIV31SpecValidator(document(client)).iter_errors()) == []


def test_every_operation_is_in_it_with_an_example_of_each_kind(client: Client) -> None:
    told = document(client)
    listed = {(path, method): each for path, methods in told["paths"].items() for method, each in methods.items()}
    assert set(listed) == {(each.path, each.method.lower()) for each in OPERATIONS}
    for each in OPERATIONS:
        shown = listed[each.path, each.method.lower()]
        if each.gives is not None:
            assert shown["responses"][str(each.status)]["content"]["application/json"]["example"], each.name
        if each.body is not None and each.body.schema().get("required"):
            assert shown["requestBody"]["content"][each.takes]["example"], each.name
    names = [each.name for each in OPERATIONS]
    assert len(names) == len(set(names))


def test_examples_have_the_shape_that_they_are_examples_of() -> None:
    class Everything:
        def find(self, kind: str, key: object) -> object:
            return (kind, key)

    for each in OPERATIONS:
        if each.body is not None and each.example is not None:
            sent = {name: SentFile("a.jpg", b"") if name == "file" else value for name, value in each.example.items()}
            each.body.read(sent, "", Everything())


def test_in_english_nothing_is_left_in_chinese_but_examples(client: Client) -> None:
    told = document(client, "en")

    def texts(value: object, key: str = "") -> list[str]:
        if isinstance(value, dict):
            return [t for k, v in value.items() if k not in {"example", "examples"} for t in texts(v, k)]
        if isinstance(value, list):
            return [t for v in value for t in texts(v, key)]
        return [f"{key}: {value}"] if isinstance(value, str) and CHINESE.search(value) else []

    assert texts(told) == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_shows_every_operation_and_every_problem(client: Client, language: str) -> None:
    page = client.get("/api/", headers={"Accept-Language": language}).content.decode()
    for each in OPERATIONS:
        assert f'id="{each.name}"' in page
    for kind in KINDS:
        assert f"urn:hetang:problem:{kind}" in page
    assert "//cdn" not in page and "unpkg" not in page


def test_examples_of_answers_are_like_real_answers(cast: Cast, programs: Programs) -> None:
    """What is shown in the document has the parts that really come."""
    samples = {each.name: each.sample for each in OPERATIONS}
    program = programs.of(cast.lead)
    contact = {"text": "邻居半夜装修", "channel": "web", "applicant": "李明"}
    made = program.post("/contacts", contact).json()
    number = made["number"]
    real = {
        "readMe": program.get("/me").json(),
        "registerContact": made,
        "listCases": program.get("/cases").json(),
        "readCase": program.get(f"/cases/{number}").json(),
        "listCandidates": program.get(f"/cases/{number}/candidates").json(),
        "voidCase": program.post(f"/cases/{number}/voiding", {"note": "重复"}).json(),
    }
    for name, answer in real.items():
        sample = samples[name]
        assert sample is not None and set(answer) == set(sample), name
    row = real["listCases"]["items"][0]
    assert set(row) == set(samples["listCases"]["items"][0])  # type: ignore[index]
    assert json.dumps(row)
