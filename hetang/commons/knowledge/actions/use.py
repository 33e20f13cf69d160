"""Counting the answers that were given from an article."""

from django.db.models import F

from hetang.commons.knowledge.models import Article


def count_answer(article: Article) -> None:
    """One more question was answered from it; the row is held until the caller's transaction ends."""
    Article.objects.filter(pk=article.pk).update(answered=F("answered") + 1)
