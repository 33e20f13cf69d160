"""Writing an article, and writing one anew."""

from dataclasses import dataclass

from django.db import transaction

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge import access
from hetang.commons.knowledge.actions.terms import Terms, set_terms
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.knowledge.rules import ANSWER_CHARS, BASIS_CHARS, QUESTIONS_CHARS, TITLE_CHARS
from hetang.commons.knowledge.writing import lock, step, tell
from hetang.commons.people.api import mask_personal_numbers
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid


@dataclass(frozen=True)
class Wording:
    """What an article says. Texts in English may be empty: the Chinese stands then. `questions` one a line."""

    title_zh: str
    answer_zh: str
    title_en: str = ""
    answer_en: str = ""
    questions: str = ""
    basis: str = ""


@transaction.atomic
def write_article(street: str, wording: Wording, terms: Terms, *, by: Account) -> Article:
    """A new draft. Also how a good answer becomes an article: the owner, or a lead, decides."""
    access.require(by, "write_article", street)
    article = Article(street=street)
    set_terms(article, terms)
    article.save(force_insert=True)
    _add_edition(article, wording, by=by)
    tell(article, "write_article", by=by)
    return article


@transaction.atomic
def rewrite_article(article: Article, wording: Wording, *, by: Account) -> Article:
    """Other words for a draft, or a revision of an article in use, which holds as it is until that is approved."""
    article = lock(article)
    verb = "rewrite_article" if article.state == "draft" else "revise_article"
    step(article, verb, by=by)
    article.editions.filter(approved_at=None, set_aside=False).update(set_aside=True)
    _add_edition(article, wording, by=by)
    article.save(update_fields=["state"])
    tell(article, verb, by=by)
    return article


def _add_edition(article: Article, wording: Wording, *, by: Account) -> Edition:
    last = article.editions.order_by("-number").values_list("number", flat=True).first() or 0
    texts = {name: mask_personal_numbers(text.strip()) for name, text in vars(_checked(wording)).items()}
    now = clock.now()
    return Edition.objects.create(article=article, number=last + 1, written_by=by, written_at=now, **texts)


def _checked(wording: Wording) -> Wording:
    if not wording.title_zh.strip() or not wording.answer_zh.strip():
        raise Invalid(N_("还没有写问题或答复。"), then=N_("请写一句别人会怎么问，再写怎么答。"))
    limits = {"title_zh": TITLE_CHARS, "answer_zh": ANSWER_CHARS, "answer_en": ANSWER_CHARS, "title_en": 200}
    limits |= {"questions": QUESTIONS_CHARS, "basis": BASIS_CHARS}
    if any(len(getattr(wording, name)) > most for name, most in limits.items()):
        raise Invalid(
            N_("条目太长：标题 %(title)s 字、答复 %(answer)s 字以内。"),
            then=N_("请分成几个条目。"),
            title=TITLE_CHARS,
            answer=ANSWER_CHARS,
        )
    return wording
