"""Answering a question while the caller is on the line: contact, case, answer and closing in one step."""

from dataclasses import replace

from django.db import transaction

from hetang.commons.accounts.api import Account, duty_holders
from hetang.commons.knowledge.api import Article, Terms, Wording, count_answer, write_article
from hetang.commons.people.api import mask_names
from hetang.flow.intake.actions.register import Known, Report, first_case, register, sent_before
from hetang.flow.intake.models import Contact
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case, answer_case, close_case

# How the answer reached who asked; whatever is not named here was said on the telephone.
MEANS = {Contact.Channel.LETTER: "letter", Contact.Channel.WALK_IN: "visit", Contact.Channel.VISIT: "visit"}
TITLE_CHARS = 120


def answer_now(
    report: Report, *, text: str, article: Article | None = None, write_back: bool = False, by: Account
) -> Case:
    """A consultation that is asked, answered and closed; counted for `article` where it was answered from one.

    With `write_back` the answer also becomes a draft of an article. The same `submission` again is the same case.
    """
    if not text.strip():
        raise Invalid(N_("还没有写答复内容。"), then=N_("请选一个知识条目，或写一句怎么答的；答不了的请直接登记。"))
    if article is not None and article.street != report.street.code:
        raise Invalid(N_("没有找到这个知识条目。"), then=N_("请从知识库里重新选择，或自己写答复。"))
    asked = replace(report, kind=Case.Kind.CONSULTATION)
    verb = f"answer:{article.pk}" if article else "answer"
    try:
        with transaction.atomic():
            case, contact = register(asked, by, article=article, verb=verb, more=[text])
            answer_case(case, text=text, means=MEANS.get(Contact.Channel(report.channel), "call"), by=by)
            case = close_case(case, by=by)
            if article is not None:
                count_answer(article)
            if write_back:
                _write_back(case, contact, text, by=by)
            return case
    except Known:
        return first_case(sent_before(asked, by), by, asked, verb, text)


def _write_back(case: Case, contact: Contact, text: str, *, by: Account) -> Article:
    """The question as it was asked, without its people; the lead of the station answers for it until somebody else does."""
    people = [contact.person]
    title = mask_names(case.title, people)[:TITLE_CHARS]
    leads = [duty.account for duty in duty_holders("station_lead", {case.unit_id})]
    owner = leads[0] if leads else by
    wording = Wording(title_zh=title, answer_zh=mask_names(text, people))
    return write_article(case.street, wording, Terms(owner=owner, category=case.category), by=by)
