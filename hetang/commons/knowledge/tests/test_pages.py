"""The knowledge base over HTTP."""

from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.tests.conftest import Cast
from hetang.commons.knowledge.tests.factories import article, draft


def client(who: Account) -> Client:
    found = Client()
    found.force_login(who)
    return found


def post(who: Account, name: str, *args: int, **data: Any) -> Any:
    return client(who).post(reverse(name, args=args), data)


def test_written_approved_revised_and_retired_by_the_pages(cast: Cast) -> None:
    typed = {"title_zh": "户口怎么迁", "answer_zh": "去派出所。", "owner": cast.lead.pk}
    made = post(cast.operator, "article-new", **typed)
    found = Article.objects.get()
    assert made.headers["Location"] == found.get_absolute_url()
    assert "等待审定的内容" in client(cast.operator).get(found.get_absolute_url()).content.decode()
    assert "户口怎么迁" in client(cast.lead).get(reverse("knowledge-review")).content.decode()
    assert post(cast.lead, "article-approval", found.pk, edition=1, nameless="yes").status_code == 302
    page = client(cast.operator).post(reverse("knowledge"), {"q": "户口"}).content.decode()
    assert "户口怎么迁" in page
    wording = {"title_zh": "户口怎么迁", "answer_zh": "带户口簿去派出所。"}
    assert "去派出所" in client(cast.mediator).get(reverse("article-edition", args=[found.pk])).content.decode()
    assert post(cast.mediator, "article-edition", found.pk, **wording).status_code == 302
    assert post(cast.lead, "article-refusal", found.pk, edition=2).status_code == 302
    assert post(cast.lead, "article-confirmation", found.pk).status_code == 302
    assert post(cast.lead, "article-retirement", found.pk).status_code == 302
    assert Article.objects.get().state == "retired"


def test_a_form_with_mistakes_comes_back_with_its_words(cast: Cast) -> None:
    answer = post(cast.operator, "article-new", title_zh="", answer_zh="写了一半", owner=cast.lead.pk)
    assert answer.status_code == 422
    assert "写了一半" in answer.content.decode()
    answer = post(cast.mediator, "article-edition", article(cast).pk, title_zh="x" * 200, answer_zh="写了一半")
    assert answer.status_code == 422


def test_another_streets_articles_are_not_there(cast: Cast) -> None:
    found = draft(cast)
    far = client(cast.stranger)
    assert far.get(found.get_absolute_url()).status_code == 404
    for name in ("article-approval", "article-refusal", "article-confirmation", "article-retirement"):
        assert far.post(reverse(name, args=[found.pk])).status_code == 404
    assert "物业费" not in far.get(reverse("knowledge")).content.decode()


def test_the_review_page_asks_as_often_for_five_articles_as_for_one(cast: Cast) -> None:
    desk = client(cast.lead)
    desk.get(reverse("knowledge-review"))
    counts: list[int] = []
    for _ in range(2):
        for _each in range(1 if not counts else 4):
            draft(cast)
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(reverse("knowledge-review")).content.decode()
        counts.append(len(asked))
    assert page.count("物业费怎么交") == 5
    assert counts[0] == counts[1]


def test_who_may_not_rewrite_gets_no_form(cast: Cast) -> None:
    address = reverse("article-edition", args=[article(cast).pk])
    assert client(cast.follow_up_operator).get(address).status_code == 403
    assert client(cast.mediator).get(address).status_code == 200
