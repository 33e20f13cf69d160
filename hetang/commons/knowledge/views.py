"""The knowledge base over HTTP: parse, access, action, render."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.knowledge import access
from hetang.commons.knowledge.actions.decide import approve_article, confirm_article, decline_article, retire_article
from hetang.commons.knowledge.actions.terms import change_terms
from hetang.commons.knowledge.actions.write import rewrite_article, write_article
from hetang.commons.knowledge.forms import ArticleForm, TermsForm, WordingForm, waiting
from hetang.commons.knowledge.lifecycle import ARTICLE
from hetang.commons.knowledge.models import Article
from hetang.commons.knowledge.queries import (
    articles_to_decide,
    articles_to_review,
    editions_of,
    find_articles,
    with_waiting_editions,
)
from hetang.commons.knowledge.writing import waiting_edition
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.rulepacks import api as rulepacks

SHOWN, TEXT_CHARS = 50, 200


@require_http_methods(["GET", "POST"])
def knowledge(request: HttpRequest) -> HttpResponse:
    """All articles in use, the most used first, or those that hold what was typed. A search is posted: callers' words."""
    user = signed_in(request)
    access.require_reader(user)
    text = request.POST.get("q", "")[:TEXT_CHARS]
    context = {
        "articles": list(find_articles(user, text)[:SHOWN]),
        "q": text,
        "shown": SHOWN,
        "waiting": articles_to_decide(user).count(),
        "due": articles_to_review(user).count(),
        "may_write": _may_write(user),
    }
    return render(request, "knowledge/articles.html", context)


@require_GET
def review(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, and what is to be looked at again."""
    user = signed_in(request)
    access.require_reader(user)
    context = {
        "waiting": with_waiting_editions(articles_to_decide(user)[:SHOWN]),
        "due": list(articles_to_review(user)[:SHOWN]),
        "today": clock.today(),
    }
    return render(request, "knowledge/review.html", context)


@require_http_methods(["GET", "POST"])
def article_new(request: HttpRequest) -> HttpResponse:
    """Write an article."""
    user = signed_in(request)
    access.require_reader(user)
    street = _street(user)
    access.require(user, "write_article", street)
    title, submit = _("写条目"), _("交去审定")
    if request.method == "GET":
        form = ArticleForm(street, initial={"owner": str(user.pk)})
        context = {"title": title, "form": form, "action": request.path, "submit": submit}
        return render(request, "lib/form_page.html", context)
    form = ArticleForm(street, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back="")
    made = write_article(street, form.wording(), form.terms(), by=user)
    messages.success(request, _("已写成草稿，由责任人或驿站负责人审定后使用。"))
    return redirect(made)


@require_GET
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: its words, who answers for it, what may be done, every edition."""
    user = signed_in(request)
    found = access.get_article_for(user, pk)
    edition = waiting_edition(found)
    moves = [move for move in ARTICLE.from_state(found.state) if access.may(user, move, found.street, found.owner_id)]
    context = {
        "article": found,
        "waiting": edition,
        "verbs": {move.verb: move for move in moves},
        "sets_terms": access.may_set_terms(user, found) and found.state not in ARTICLE.final,
        "own": edition is not None and edition.written_by_id == user.pk,
        "editions": editions_of(found),
        "category": rulepacks.label("categories", found.category) if found.category else "",
        "today": clock.today(),
    }
    return render(request, "knowledge/article.html", context)


@require_http_methods(["GET", "POST"])
def article_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """Other words for an article."""
    user = signed_in(request)
    found = access.get_article_for(user, pk)
    access.require(user, "rewrite_article" if found.state == "draft" else "revise_article", found.street)
    title, submit = _("修订条目"), _("交去审定")
    if request.method == "GET":
        form = WordingForm(initial=waiting(found, waiting_edition(found)))
        context = {"title": title, "form": form, "action": request.path, "submit": submit}
        return render(request, "lib/form_page.html", {**context, "back": found.get_absolute_url()})
    form = WordingForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back=found.get_absolute_url())
    return redirect(rewrite_article(found, form.wording(), by=user))


@require_http_methods(["GET", "POST"])
def article_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """Who answers for an article and when it holds."""
    user = signed_in(request)
    found = access.get_article_for(user, pk)
    access.require_terms(user, found)
    title, submit, back = _("改责任人和期限"), _("保存"), found.get_absolute_url()
    if request.method == "GET":
        form = TermsForm(found.street, initial=TermsForm.initial_of(found))
        context = {"title": title, "form": form, "action": request.path, "submit": submit, "back": back}
        return render(request, "lib/form_page.html", context)
    form = TermsForm(found.street, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back=back)
    return redirect(change_terms(found, form.terms(), by=user))


def _verb(action: Callable[..., Article]) -> Callable[[HttpRequest, int], HttpResponse]:
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        user = signed_in(request)
        return redirect(action(access.get_article_for(user, pk), by=user))

    return view


@require_POST
def approval(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording that was read is used from now on."""
    user = signed_in(request)
    is_nameless = request.POST.get("nameless") == "yes"
    found = access.get_article_for(user, pk)
    return redirect(approve_article(found, edition=_read(request), nameless=is_nameless, by=user))


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """The wording that was read is not used."""
    user = signed_in(request)
    return redirect(decline_article(access.get_article_for(user, pk), edition=_read(request), by=user))


def _read(request: HttpRequest) -> int:
    """The number of the wording that the page showed; 0 where it does not say."""
    text = request.POST.get("edition", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004 - as the column


confirmation = _verb(confirm_article)
retirement = _verb(retire_article)


def _street(user: Account) -> str:
    return min(access.streets_of(user))


def _may_write(user: Account) -> bool:
    return access.may(user, ARTICLE.move("write_article"), _street(user))
