"""The knowledge base: what is answered from, found and read, written and decided on."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import get_language

from hetang.commons.accounts.api import ROLES, Account
from hetang.commons.knowledge import api as knowledge
from hetang.commons.knowledge.api import ARTICLE, Article, Edition
from hetang.faces.api import answers
from hetang.faces.api.addresses import article_href
from hetang.faces.api.lookups import Finding
from hetang.faces.api.operations import Answer, Call, Operation
from hetang.faces.api.samples import ARTICLE_SAMPLE, DECIDED_SAMPLE
from hetang.faces.api.shapes import Given, Text, Thing, Whole
from hetang.faces.api.signatures import body_of
from hetang.ground.lib.labels import N_, pick

SHOWN = 50
SEARCH = Thing({"text": Given(Text(200), N_("要找的词；留空是全部，用得多的在前"), required=False, default="")})
_WORDING = {"wording": {"title_zh": "物业费怎么交", "answer_zh": "去小区服务中心交，可以按季交。"}}
_EDITION = {"edition": 1}


def find_articles(call: Call) -> Answer:
    """Articles in use that hold every word, the most used first."""
    text = SEARCH.read(call.body, "", Finding(call.user))["text"]
    knowledge.require_reader(call.user)
    return Answer({"items": [_shown(each) for each in knowledge.find_articles(call.user, text)[:SHOWN]]})


def read_article(call: Call) -> Answer:
    """One article, whatever its state."""
    return Answer(_shown(knowledge.get_article_for(call.user, call.path["article"])))


def write_article(call: Call) -> Answer:
    """A new draft, in the street of the account."""
    told = body_of(knowledge.write_article, {}).read(call.body, "", Finding(call.user))
    knowledge.require_reader(call.user)
    made = knowledge.write_article(min(knowledge.streets_of(call.user)), **told, by=call.user)
    return Answer(_decided(made), 201, {"Location": article_href(made.pk)})


def _does(action: Callable[..., Article]) -> Callable[[Call], Answer]:
    shape = body_of(action, {})

    def run(call: Call) -> Answer:
        found = knowledge.get_article_for(call.user, call.path["article"])
        told = shape.read(call.body, "", Finding(call.user))
        return Answer(_decided(action(found, **told, by=call.user)))

    return run


def _decided(article: Article) -> dict[str, Any]:
    waiting = knowledge.waiting_edition(article)
    where = article_href(article.pk)
    return {"id": article.pk, "href": where, "state": article.state, "waiting": waiting.number if waiting else None}


def _shown(article: Article) -> dict[str, Any]:
    waiting = knowledge.waiting_edition(article)
    return {
        **_decided(article),
        "category": article.category,
        "owner": _who(article.owner),
        "valid_from": article.valid_from.isoformat(),
        "valid_until": article.valid_until.isoformat() if article.valid_until else None,
        "review_on": article.review_on.isoformat(),
        "answered": article.answered,
        "holds": _edition(article.current),
        "waits": _edition(waiting),
    }


def _edition(edition: Edition | None) -> dict[str, Any] | None:
    if edition is None:
        return None
    texts = ("title_zh", "answer_zh", "title_en", "answer_en", "questions", "basis")
    return {"number": edition.number} | {name: getattr(edition, name) for name in texts}


def _who(account: Account) -> dict[str, Any]:
    return {"id": account.pk, "name": pick(account.name, get_language() or "zh")}


TAG = N_("知识库")
_ONE = {"article": Whole(1)}


def _verb(
    name: str, noun: str, title: str, action: Callable[..., Article], *verbs: str, example: dict[str, Any] | None = None
) -> Operation:
    roles = tuple(dict.fromkeys(ROLES[duty] for verb in verbs for duty in ARTICLE.move(verb).duties))
    return Operation(
        name=name,
        method="POST",
        path=f"/articles/{{article}}/{noun}",
        title=title,
        scope="act",
        run=_does(action),
        gives=answers.DECIDED,
        gives_name="ArticleState",
        tag=TAG,
        verbs=verbs,
        body=body_of(action, {}),
        in_path=_ONE,
        example=example,
        sample=DECIDED_SAMPLE,
        duties=roles,
    )


_TERMS = {"terms": {"owner": 9}}
OPERATIONS = (
    Operation(
        name="findArticles",
        method="POST",
        path="/articles/search",
        title=N_("查知识库"),
        about=N_("要找的词写在请求体里：来电人的话不该留在地址里。"),
        scope="read",
        run=find_articles,
        reads=True,
        gives=answers.ARTICLES,
        gives_name="Articles",
        tag=TAG,
        body=SEARCH,
        example={"text": "物业费"},
        sample={"items": [ARTICLE_SAMPLE]},
    ),
    Operation(
        name="readArticle",
        method="GET",
        path="/articles/{article}",
        title=N_("读一个知识条目"),
        scope="read",
        run=read_article,
        gives=answers.ARTICLE,
        gives_name="Article",
        tag=TAG,
        in_path=_ONE,
        sample=ARTICLE_SAMPLE,
    ),
    Operation(
        name="writeArticle",
        method="POST",
        path="/articles",
        title=ARTICLE.move("write_article").label,
        scope="act",
        run=write_article,
        gives=answers.DECIDED,
        gives_name="ArticleState",
        tag=TAG,
        verbs=("write_article",),
        status=201,
        body=body_of(knowledge.write_article, {}),
        example={**_WORDING, **_TERMS},
        sample={**DECIDED_SAMPLE, "state": "draft", "waiting": 1},
        duties=tuple(ROLES[duty] for duty in ARTICLE.move("write_article").duties),
    ),
    _verb(
        "rewriteArticle",
        "edition",
        N_("改草稿，或修订在用的条目"),
        knowledge.rewrite_article,
        "rewrite_article",
        "revise_article",
        example=_WORDING,
    ),
    _verb(
        "approveArticle",
        "approval",
        ARTICLE.move("approve_article").label,
        knowledge.approve_article,
        "approve_article",
        example={**_EDITION, "nameless": True},
    ),
    _verb(
        "declineArticle",
        "refusal",
        N_("不采纳草稿或修订"),
        knowledge.decline_article,
        "decline_article",
        "drop_revision",
        example=_EDITION,
    ),
    _verb(
        "confirmArticle",
        "confirmation",
        ARTICLE.move("confirm_article").label,
        knowledge.confirm_article,
        "confirm_article",
    ),
    _verb(
        "retireArticle",
        "retirement",
        ARTICLE.move("retire_article").label,
        knowledge.retire_article,
        "retire_article",
    ),
    _verb("changeArticleTerms", "terms", N_("改责任人和期限"), knowledge.change_terms, example=_TERMS),
)
