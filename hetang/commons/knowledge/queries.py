"""Finding articles: by what somebody typed, and by what a caller said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.access import visible_articles
from hetang.commons.knowledge.lifecycle import LIVE_STATES, WAITING_STATES
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.knowledge.rules import LEAST, any_of, nearness, words_of
from hetang.ground.lib import clock
from hetang.ground.words.api import query

# How many articles are looked at more closely for a text, and how much of a long text is looked for.
AMONG, MOST_WORDS = 24, 60
REVIEW_SOON_DAYS = 14


@dataclass(frozen=True)
class Fitting:
    """An article that answers what was said: how near (0..1), and which way to ask stood in it."""

    article: Article
    nearness: float
    reason: str


def live(rows: QuerySet[Article], on: date) -> QuerySet[Article]:
    """Those that may be answered from on that day."""
    ends = Q(valid_until=None) | Q(valid_until__gte=on)
    return rows.filter(ends, state__in=LIVE_STATES, valid_from__lte=on)


def find_articles(user: Account, text: str = "", *, only_live: bool = True) -> QuerySet[Article]:
    """Articles that hold every word typed, the most used first; all of them for nothing typed."""
    rows = visible_articles(user)
    if only_live:
        rows = live(rows, clock.today())
    asked = query(text)
    if asked:
        rows = rows.filter(search=SearchQuery(asked, search_type="raw", config="simple"))
    return rows.order_by("-answered", "-id")


def articles_for(street: str, text: str, most: int = 3) -> list[Fitting]:
    """The articles of a street that answer what a caller said, the nearest first. One query; none for an empty text."""
    asked = words_of(text)
    if not asked:
        return []
    some = sorted(asked)[:MOST_WORDS]
    rank = RawSQL("ts_rank(knowledge_article.search, to_tsquery('simple', %s))", [any_of(some)])
    rows = live(Article.objects.filter(street=street), clock.today()).select_related("holding")
    rows = rows.filter(search=SearchQuery(any_of(some), search_type="raw", config="simple"))
    found = []
    for article in rows.annotate(rank=rank).order_by("-rank", "-id")[:AMONG]:
        near, why = nearness(asked, article.words.ways_to_ask)
        if near >= LEAST:
            found.append(Fitting(article, near, why))
    return sorted(found, key=lambda each: -each.nearness)[:most]


def articles_to_decide(user: Account) -> QuerySet[Article]:
    """Drafts and revisions that wait, the oldest first."""
    return visible_articles(user).filter(state__in=WAITING_STATES).order_by("id")


def with_waiting_editions(rows: QuerySet[Article]) -> list[tuple[Article, Edition]]:
    """The articles, each with the wording that waits and who wrote it. Two queries."""
    articles = list(rows)
    waiting = Edition.objects.filter(
        article__in=[article.pk for article in articles], approved_at=None, set_aside=False
    )
    by_article = {edition.article_id: edition for edition in waiting.select_related("written_by").order_by("number")}
    return [(article, by_article[article.pk]) for article in articles if article.pk in by_article]


def articles_to_review(user: Account) -> QuerySet[Article]:
    """Articles in use whose review is due or soon will be, or whose days are over."""
    soon = clock.today() + timedelta(days=REVIEW_SOON_DAYS)
    rows = visible_articles(user).filter(state__in=LIVE_STATES)
    return rows.filter(Q(review_on__lte=soon) | Q(valid_until__lt=clock.today())).order_by(F("review_on"), "id")


def article_in_use(street: str, key: int) -> Article | None:
    """The article of the street, where it may be answered from today."""
    return live(Article.objects.filter(street=street), clock.today()).select_related("holding").filter(pk=key).first()


def editions_of(article: Article) -> Sequence[object]:
    """Every wording, the newest first."""
    return list(article.editions.select_related("written_by", "approved_by").order_by("-number"))
