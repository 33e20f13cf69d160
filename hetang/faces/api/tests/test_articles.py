"""The knowledge base by programs: an article from its draft to its end."""

from typing import Any

import pytest

from hetang.commons.knowledge.api import Article
from hetang.commons.knowledge.tests.factories import article
from hetang.faces.api.tests.factories import Programs
from hetang.ground.lib.tests.refusing import all_rows, changed
from hetang.record.cases.tests.factories import Cast

BESIDE = {"api_rate", "accounts_token"}
WORDING = {"title_zh": "路灯坏了找谁", "answer_zh": "打城管热线，报灯杆编号。"}


def said(answer: Any, state: str, waiting: int | None = None, status: int = 200) -> str:
    assert answer.status_code == status, answer.content.decode()
    assert (answer.json()["state"], answer.json()["waiting"]) == (state, waiting)
    return str(answer.json()["href"]).removeprefix("/api/v1")


def test_an_article_goes_from_its_draft_to_its_end(cast: Cast, programs: Programs) -> None:
    writer, lead = programs.of(cast.operator), programs.of(cast.lead)
    sent = {"wording": WORDING, "terms": {"owner": cast.lead.pk}}
    made = writer.post("/articles", sent, idempotency_key="w")
    here = said(made, "draft", 1, status=201)
    assert writer.post("/articles", sent, idempotency_key="w").json() == made.json()
    said(writer.post(f"{here}/edition", {"wording": {**WORDING, "basis": "本地惯例"}}), "draft", 2)
    before = all_rows()
    assert writer.post(f"{here}/approval", {"edition": 2, "nameless": True}).status_code == 403
    assert lead.post(f"{here}/approval", {"edition": 1, "nameless": True}).status_code == 409
    assert lead.post(f"{here}/approval", {"edition": 2, "nameless": False}).status_code == 422
    assert set(changed(before)) <= BESIDE
    said(lead.post(f"{here}/approval", {"edition": 2, "nameless": True}), "published")
    (found,) = writer.post("/articles/search", {"text": "路灯"}).json()["items"]
    assert (found["holds"]["title_zh"], found["holds"]["basis"], found["waits"]) == ("路灯坏了找谁", "本地惯例", None)
    said(writer.post(f"{here}/edition", {"wording": {**WORDING, "answer_zh": "打 96310。"}}), "revised", 3)
    said(lead.post(f"{here}/refusal", {"edition": 3}), "published")
    said(lead.post(f"{here}/confirmation"), "published")
    said(lead.post(f"{here}/terms", {"terms": {"owner": cast.operator.pk}}), "published")
    assert Article.objects.get().owner == cast.operator
    said(lead.post(f"{here}/retirement"), "retired")
    assert writer.post("/articles/search").json()["items"] == []


@pytest.mark.parametrize(("part", "status"), [("far_operator", 404), ("mediator", 403)])
def test_other_streets_find_none_and_who_may_not_decide_decides_nothing(
    cast: Cast, programs: Programs, part: str, status: int
) -> None:
    found = article(cast)
    program = programs.of(getattr(cast, part))
    before = all_rows()
    assert program.post(f"/articles/{found.pk}/retirement").status_code == status
    assert program.get(f"/articles/{found.pk}").status_code == (404 if status == 404 else 200)
    assert len(program.post("/articles/search").json()["items"]) == (0 if status == 404 else 1)
    assert set(changed(before)) <= BESIDE
