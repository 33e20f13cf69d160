"""Who answers for an article and when it holds: told when it is written, and changed later."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge import access
from hetang.commons.knowledge.lifecycle import ARTICLE
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.writing import lock, tell
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, WrongState
from hetang.ground.rulepacks import api as rulepacks

REVIEW_DAYS = 365


@dataclass(frozen=True)
class Terms:
    """Who answers for an article, when it holds and when it is looked at again. None: today, for good, in a year."""

    owner: Account
    category: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    review_on: date | None = None


@transaction.atomic
def change_terms(article: Article, terms: Terms, *, by: Account) -> Article:
    """Another owner, other days, another category, whatever waits to be decided. Not of an article that has ended.

    A day that is None stays as it was, but for the last one: then the article holds for good.
    """
    article = lock(article)
    access.require_terms(by, article)
    if article.state in ARTICLE.final:
        raise WrongState(N_("这个条目已停用，不能再改责任人和期限。"), then=N_("需要时请另写一个条目。"))
    next_on = terms.review_on or article.review_on
    if next_on != article.review_on and next_on <= clock.today():
        raise Invalid(N_("下次复审的日期应当在今天之后。"))
    set_terms(article, terms)
    fields = ["owner", "category", "valid_from", "valid_until", "review_on"]
    article.save(update_fields=fields)
    days = {name: str(getattr(article, name) or "") for name in fields[2:]}
    tell(article, "change_terms", by=by, body={"owner": article.owner_id, **days})
    return article


def set_terms(article: Article, terms: Terms) -> None:
    """The terms on the article, not saved yet. Raises `Invalid` for days and owners that cannot be."""
    today = clock.today()
    article.category = _checked_category(terms.category)
    article.valid_from = terms.valid_from or article.valid_from or today
    article.valid_until = terms.valid_until
    article.review_on = terms.review_on or article.review_on or today + timedelta(days=REVIEW_DAYS)
    if article.valid_until and article.valid_until < article.valid_from:
        raise Invalid(N_("失效日期早于生效日期。"), then=N_("请核对两个日期；长期有效的，失效日期留空。"))
    if not access.streets_of(terms.owner) >= {article.street}:
        raise Invalid(N_("责任人不在这个街道工作。"), then=N_("请选择本街道的同事。"))
    article.owner = terms.owner


def _checked_category(key: str) -> str:
    if key and rulepacks.entry("categories", key) is None:
        raise Invalid(N_("不认识纠纷类型“%(category)s”。"), then=N_("请从列表中选择。"), category=key)
    return key
