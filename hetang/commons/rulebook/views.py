"""Changing the rules: handing a version in, comparing it, the second pair of eyes."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.rulebook import access
from hetang.commons.rulebook.actions import propose_pack, refuse_proposal, take_proposal, withdraw_proposal
from hetang.commons.rulebook.comparing import Difference, compared
from hetang.commons.rulebook.forms import AnswerForm, ProposalForm
from hetang.commons.rulebook.models import Proposal
from hetang.commons.rulebook.reading import Faulty, Line, begun_text, read_pack_text
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.rulepacks import api as rulepacks

SHOWN = 50


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """Versions that wait, and what became of the others."""
    user = signed_in(request)
    access.require_reader(user)
    rows = list(Proposal.objects.select_related("proposed_by", "decided_by").defer("body").order_by("-id")[:SHOWN])
    context = {
        "waiting": [row for row in rows if row.state == Proposal.State.WAITING],
        "past": [row for row in rows if row.state != Proposal.State.WAITING],
        "titles": {row.name: rulepacks.title(row.name) for row in rows},
        "proposes": access.may_propose(user),
    }
    return render(request, "rulebook/proposals.html", context)


@require_http_methods(["GET", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Edit the newest version of a pack (`?of=`), or hand in a file. A faulty one comes back with every fault."""
    user, lines = signed_in(request), list[Line]()
    access.require_proposer(user)
    of = request.GET.get("of", "")
    if of and not rulepacks.versions(of):
        raise Http404
    if request.method == "GET":
        form = ProposalForm(initial={"text": begun_text(of) if of else ""})
    else:
        form = ProposalForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                found = read_pack_text(form.cleaned_data["text"])
            except Faulty as faulty:
                lines = faulty.lines
                # The text of a file is shown as well: it can be put right on the page.
                form.data = {**request.POST.dict(), "text": form.cleaned_data["text"]}
            else:
                made = propose_pack(found, note=form.cleaned_data["note"], by=user)
                messages.success(request, _("已提交，由另一个人复核后生效。"))
                return redirect(made)
    context = {
        "form": form,
        "lines": lines,
        "title": rulepacks.title(of) if of else None,
        "of": of,
        "packs": [] if of else sorted({pack.name for pack in rulepacks.all_packs()}),
        "named": rulepacks.title,
    }
    return render(request, "rulebook/proposal_new.html", context, status=200 if request.method == "GET" else 422)


@require_GET
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One version: what it changes, why, and what may be done with it."""
    user = signed_in(request)
    return _shown(request, _reached(user, pk), user)


def _shown(request: HttpRequest, found: Proposal, user: Account) -> HttpResponse:
    is_waiting = found.state == Proposal.State.WAITING
    context = {
        "proposal": found,
        "title": rulepacks.title(found.name),
        "lines": _differences(found),
        "decides": is_waiting and access.may_decide(user, found),
        "withdraws": is_waiting and access.may_propose(user),
        "own": found.proposed_by_id == user.pk,
        "form": AnswerForm(),
    }
    return render(request, "rulebook/proposal.html", context)


def _differences(found: Proposal) -> list[Difference]:
    """From the version before it, the newest that is loaded."""
    language = (get_language() or "zh").split("-")[0]
    older = next((pack for pack in rulepacks.versions(found.name) if pack.version < found.version), None)
    before = {"basis": older.basis, **older.body} if older else {}
    return compared(before, {"basis": found.basis, **found.body}, language)


def _reached(user: Account, pk: int) -> Proposal:
    access.require_reader(user)
    return get_object_or_404(Proposal.objects.select_related("proposed_by", "decided_by"), pk=pk)


@require_POST
def taking(request: HttpRequest, pk: int) -> HttpResponse:
    """It holds from its day."""
    user = signed_in(request)
    found = take_proposal(_reached(user, pk), by=user)
    messages.success(request, _("已采用，从生效日起执行。"))
    return redirect(found)


@require_POST
def refusal(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not taken."""
    user = signed_in(request)
    found = _reached(user, pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("不采用"), submit=_("退回"), back=found.get_absolute_url())
    return redirect(refuse_proposal(found, answer=form.cleaned_data["answer"], by=user))


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """It is taken back."""
    user = signed_in(request)
    return redirect(withdraw_proposal(_reached(user, pk), by=user))
