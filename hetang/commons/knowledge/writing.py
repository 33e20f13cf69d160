"""What every verb on an article shares: lock, step, publish, event."""

from collections.abc import Mapping

from django.db import connection

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge import access
from hetang.commons.knowledge.lifecycle import ARTICLE, DECIDERS, DECISIONS
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.places.api import place
from hetang.ground.journal import api as journal
from hetang.ground.lib.lifecycle import Move
from hetang.ground.words.api import index_tokens

STREAM = "article"
_INDEX = """
    UPDATE knowledge_article SET search =
        setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') WHERE id = %s
"""


def lock(article: Article) -> Article:
    """The article's row, locked until commit and read afresh."""
    return Article.objects.select_for_update(of=("self",)).select_related("holding").get(pk=article.pk)


def waiting_edition(article: Article) -> Edition | None:
    """The wording that waits for a decision."""
    return article.editions.filter(approved_at=None, set_aside=False).order_by("-number").first()


def step(article: Article, verb: str, *, by: Account) -> Move:
    """Check that `by` may do `verb` now and set the new state; not saved yet. Raises a `Refused`."""
    move = access.require(by, verb, article.street, article.owner_id)
    ARTICLE.step(article.state, verb, dict.fromkeys(move.needs, True))
    if move.needs:
        waiting = waiting_edition(article)
        ARTICLE.step(article.state, verb, {"second_hand": waiting is None or waiting.written_by_id != by.pk})
    article.state = move.to_state
    return move


def index(article: Article, edition: Edition) -> None:
    """Let it be found by its title, the ways to ask and the answer."""
    asked = " ".join([*edition.ways_to_ask, edition.title_en])
    said = f"{edition.answer_zh} {edition.answer_en} {edition.basis}"
    with connection.cursor() as cursor:
        cursor.execute(_INDEX, [index_tokens(asked), index_tokens(said), article.pk])


def tell(article: Article, verb: str, *, by: Account, body: Mapping[str, object] | None = None) -> None:
    """Write one event of the article; for whom, where `by` only stands in."""
    where = place(article.street)
    told = {"category": article.category, **(body or {})}
    roles = next((move.duties for move in ARTICLE.moves if move.verb == verb), DECIDERS)
    on_behalf = access.acting_for(by, article.street, roles, article.owner_id if verb in DECISIONS else None)
    if on_behalf is not None:
        told["on_behalf"] = on_behalf
    journal.append(kind=STREAM, key=article.pk, verb=verb, by=by.pk, body=told, place=where)
