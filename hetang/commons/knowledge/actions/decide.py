"""Deciding on a wording, looking at an article again, ending it."""

from datetime import date, timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.actions.write import REVIEW_DAYS
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.writing import index, lock, step, tell, waiting_edition
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid


@transaction.atomic
def approve_article(article: Article, *, by: Account) -> Article:
    """The waiting wording holds from now on. Somebody else than who wrote it decides."""
    article = lock(article)
    waiting = waiting_edition(article)
    step(article, "approve_article", by=by)
    assert waiting is not None, "a draft or a revision has a wording that waits"
    article.editions.exclude(holds_for=None).update(holds_for=None)
    waiting.approved_by, waiting.approved_at, waiting.holds_for = by, clock.now(), article
    waiting.save(update_fields=["approved_by", "approved_at", "holds_for"])
    article.save(update_fields=["state"])
    index(article, waiting)
    tell(article, "approve_article", by=by)
    return lock(article)


@transaction.atomic
def decline_article(article: Article, *, by: Account) -> Article:
    """Not taken up: a draft ends, of an article in use only the revision."""
    article = lock(article)
    verb = "drop_revision" if article.state == "revised" else "decline_article"
    step(article, verb, by=by)
    article.editions.filter(approved_at=None, set_aside=False).update(set_aside=True)
    article.save(update_fields=["state"])
    tell(article, verb, by=by)
    return article


@transaction.atomic
def confirm_article(article: Article, *, review_on: date | None = None, by: Account) -> Article:
    """Looked at again and still right; to be looked at next on `review_on`, in a year where none is given."""
    article = lock(article)
    step(article, "confirm_article", by=by)
    next_on = review_on or clock.today() + timedelta(days=REVIEW_DAYS)
    if next_on <= clock.today():
        raise Invalid(N_("下次复审的日期应当在今天之后。"))
    article.review_on = next_on
    article.save(update_fields=["state", "review_on"])
    tell(article, "confirm_article", by=by)
    return article


@transaction.atomic
def retire_article(article: Article, *, by: Account) -> Article:
    """No longer to be answered from. It stays readable, for the cases that were."""
    article = lock(article)
    step(article, "retire_article", by=by)
    article.save(update_fields=["state"])
    tell(article, "retire_article", by=by)
    return article
