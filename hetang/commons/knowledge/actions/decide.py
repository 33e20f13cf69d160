"""Deciding on a wording, looking at an article again, ending it."""

from datetime import date, timedelta

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.actions.terms import REVIEW_DAYS
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.knowledge.rules import UNTITLED
from hetang.commons.knowledge.writing import index, lock, step, tell, waiting_edition
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Missing, WrongState


@transaction.atomic
def approve_article(article: Article, *, edition: int, nameless: bool, by: Account) -> Article:
    """The wording that was read (its number) holds from now on; somebody else than who wrote it decides.

    `nameless`: who decides has seen that it tells of nobody: every colleague of the street reads it. Raises `Missing`
    without, and for a question that nobody has put into words yet.
    """
    article = lock(article)
    step(article, "approve_article", by=by)
    waiting = _as_read(article, edition)
    if waiting.title_zh == UNTITLED:
        raise Missing(N_("还不能审定。"), needs=[N_("把问题写成一句话，不写谁、在哪里")])
    if not nameless:
        raise Missing(N_("还不能审定。"), needs=[N_("确认其中没有姓名、住址")])
    article.editions.exclude(holds_for=None).update(holds_for=None)
    waiting.approved_by, waiting.approved_at, waiting.holds_for = by, clock.now(), article
    waiting.save(update_fields=["approved_by", "approved_at", "holds_for"])
    article.save(update_fields=["state"])
    index(article, waiting)
    tell(article, "approve_article", by=by)
    return lock(article)


@transaction.atomic
def decline_article(article: Article, *, edition: int, by: Account) -> Article:
    """The wording that was read is not taken up: a draft ends, of an article in use only the revision."""
    article = lock(article)
    verb = "drop_revision" if article.state == "revised" else "decline_article"
    step(article, verb, by=by)
    waiting = _as_read(article, edition)
    waiting.set_aside = True
    waiting.save(update_fields=["set_aside"])
    article.save(update_fields=["state"])
    tell(article, verb, by=by)
    return article


def _as_read(article: Article, number: int) -> Edition:
    """The wording that waits, where it is the one that was read."""
    waiting = waiting_edition(article)
    assert waiting is not None, "a draft or a revision has a wording that waits"
    if waiting.number != number:
        raise WrongState(N_("这个条目刚刚又改写过，还没有决定。"), then=N_("请刷新页面，看过新的内容再决定。"))
    return waiting


@transaction.atomic
def confirm_article(article: Article, *, review_on: date | None = None, by: Account) -> Article:
    """Looked at again and still right; to be looked at next on `review_on`, in a year where none is given.

    Raises `WrongState` once its days are over: it would be right and still be offered to nobody.
    """
    article = lock(article)
    step(article, "confirm_article", by=by)
    if article.valid_until and article.valid_until < clock.today():
        raise WrongState(N_("这个条目的有效期已经过了，复审也不会再提示它。"), then=N_("请先改失效日期，再复审。"))
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
