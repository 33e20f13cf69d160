"""Changes of the knowledge base in words, for the auditor."""

from collections.abc import Mapping

from hetang.commons.knowledge.models import Edition
from hetang.commons.knowledge.narrative import TEXTS
from hetang.ground.journal.api import Audited
from hetang.ground.lib.labels import N_, Label


def titles(keys: set[int]) -> Mapping[int, Label]:
    """The newest question of these articles."""
    rows = Edition.objects.filter(article__in=keys).order_by("article", "number")
    return {row.article_id: row.title for row in rows}


AUDITED = Audited(N_("知识库"), TEXTS, titles)
