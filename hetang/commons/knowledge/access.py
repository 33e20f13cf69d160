"""Who reads, writes and decides on articles: the people who work in the street, by the table of the article."""

from collections.abc import Collection

from django.db.models import QuerySet

from hetang.commons.accounts.api import CASEWORK, ROLES, Account, duties_of
from hetang.commons.knowledge.lifecycle import ARTICLE, DECIDERS, DECISIONS
from hetang.commons.knowledge.models import Article
from hetang.ground.lib.labels import N_
from hetang.ground.lib.lifecycle import Move
from hetang.ground.lib.refusals import NotAllowed, Refused


class NoSuchArticle(Refused):
    """No article by this number, as far as this person may know."""

    status = 404


def streets_of(user: Account) -> frozenset[str]:
    """Streets whose knowledge base this person works with."""
    return frozenset(d.street for d in duties_of(user).held if d.role in CASEWORK and d.street)


def visible_articles(user: Account) -> QuerySet[Article]:
    """The articles of this person's streets, with their wording and owner."""
    return Article.objects.filter(street__in=streets_of(user)).select_related("holding", "owner")


def require_reader(user: Account) -> None:
    """Raise `NotAllowed` unless this person does casework in a street."""
    if not streets_of(user):
        raise NotAllowed(N_("知识库只对办理案件的同事开放。"), then=N_("需要时请联系话务员或驿站负责人。"))


def get_article_for(user: Account, key: int) -> Article:
    """The article; 404 for one of another street."""
    require_reader(user)
    found = visible_articles(user).filter(pk=key).first()
    if found is None:
        raise NoSuchArticle(N_("没有找到这个条目。"), then=N_("请从知识库里查找。"))
    return found


def may(user: Account, move: Move, street: str, owner: int | None = None) -> bool:
    """Whether `user` may make `move` on an article of `street`; its owner may always decide."""
    roles = duties_of(user).roles(street)
    return bool(roles & set(move.duties)) or (move.verb in DECISIONS and owner == user.pk and bool(roles))


def may_set_terms(user: Account, article: Article) -> bool:
    """Whether `user` may change who answers for the article and when it holds: who decides on it."""
    roles = duties_of(user).roles(article.street)
    return bool(roles & set(DECIDERS)) or (article.owner_id == user.pk and bool(roles))


def require_terms(user: Account, article: Article) -> None:
    """Raise `NotAllowed` unless `may_set_terms`."""
    if not may_set_terms(user, article):
        raise NotAllowed(
            N_("责任人和期限不由您改。"),
            then=N_("这一步由%(who)s来办；需要时请与其联系。"),
            who=ROLES[DECIDERS[0]],
        )


def acting_for(user: Account, street: str, roles: Collection[str], owner: int | None = None) -> int | None:
    """For whom (account id) `user` acts, where they only stand in for somebody with one of these roles."""
    if owner == user.pk:
        return None
    held = next((d for d in duties_of(user).held if d.role in roles and d.reaches(street)), None)
    return held.on_behalf if held else None


def require(user: Account, verb: str, street: str, owner: int | None = None) -> Move:
    """The move, where `user` may make it; raises `NotAllowed` saying who may."""
    move = ARTICLE.move(verb)
    if not may(user, move, street, owner):
        raise NotAllowed(
            N_("您不能“%(verb)s”这个条目。"),
            then=N_("这一步由%(who)s来办；需要时请与其联系。"),
            verb=move.label,
            who=ROLES[move.duties[0]],
        )
    return move
