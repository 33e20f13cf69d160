"""Articles for tests."""

from typing import Any

from hetang.commons.accounts.api import Account
from hetang.commons.knowledge.actions.decide import approve_article, decline_article
from hetang.commons.knowledge.actions.terms import Terms
from hetang.commons.knowledge.actions.write import Wording, write_article
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.writing import waiting_edition

FEES = Wording(
    title_zh="物业费怎么交",
    title_en="How is the property fee paid",
    answer_zh="向本小区物业服务中心交，可以按季交；有争议的先找社区一起看合同。",
    answer_en="At the estate's service centre, by the quarter.",
    questions="物业费去哪里交\n物管费怎么付",
    basis="本地惯例",
)


def draft(cast: Any, wording: Wording = FEES, **terms: Any) -> Article:
    """An article that the operator wrote and nobody has decided on; the lead answers for it."""
    return write_article(cast.street.code, wording, Terms(**{"owner": cast.lead, **terms}), by=cast.operator)


def article(cast: Any, wording: Wording = FEES, **terms: Any) -> Article:
    """An article in use."""
    return approve(draft(cast, wording, **terms), by=cast.lead)


def approve(found: Article, *, by: Account) -> Article:
    """The wording that waits is read and approved."""
    waiting = waiting_edition(found)
    return approve_article(found, edition=waiting.number if waiting else 0, nameless=True, by=by)


def decline(found: Article, *, by: Account) -> Article:
    """The wording that waits is read and not taken up."""
    waiting = waiting_edition(found)
    return decline_article(found, edition=waiting.number if waiting else 0, by=by)
