"""The knowledge base's door."""

from hetang.commons.knowledge.access import get_article_for, require_reader, streets_of
from hetang.commons.knowledge.actions.decide import approve_article, confirm_article, decline_article, retire_article
from hetang.commons.knowledge.actions.terms import Terms, change_terms
from hetang.commons.knowledge.actions.use import count_answer
from hetang.commons.knowledge.actions.write import Wording, rewrite_article, write_article
from hetang.commons.knowledge.lifecycle import ARTICLE
from hetang.commons.knowledge.models import Article, Edition
from hetang.commons.knowledge.queries import Fitting, article_in_use, articles_for, articles_to_decide, find_articles
from hetang.commons.knowledge.rules import UNTITLED
from hetang.commons.knowledge.writing import index, waiting_edition

__all__ = [
    "ARTICLE",
    "UNTITLED",
    "Article",
    "Edition",
    "Fitting",
    "Terms",
    "Wording",
    "approve_article",
    "article_in_use",
    "articles_for",
    "articles_to_decide",
    "change_terms",
    "confirm_article",
    "count_answer",
    "decline_article",
    "find_articles",
    "get_article_for",
    "index",
    "require_reader",
    "retire_article",
    "rewrite_article",
    "streets_of",
    "waiting_edition",
    "write_article",
]
