"""Tokens over HTTP: administrators make them and take them back, everybody ends their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from hetang.commons.accounts.access import SECURITY, SYSTEM, get_account_for
from hetang.commons.accounts.actions.tokens import end_own_token, make_token, revoke_token
from hetang.commons.accounts.duties import signed_in
from hetang.commons.accounts.forms import ReasonForm, TokenForm
from hetang.commons.accounts.models import SCOPES, Token
from hetang.ground.lib.htmx import form_again, render


@never_cache
@require_POST
def token_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a token; the answer shows it, once."""
    user = signed_in(request)
    found = get_account_for(user, pk, SYSTEM)
    form = TokenForm(request.POST)
    if not form.is_valid():
        title = _("新建令牌")
        return form_again(request, form, title=title, submit=title, back=f"/accounts/{pk}/")
    made = make_token(found, **form.cleaned_data, by=user)
    context = {"account": found, "made": made, "scopes": SCOPES}
    return render(request, "accounts/token_made.html", context)


@require_POST
def token_revocation(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """Take a token back, with the reason."""
    user = signed_in(request)
    found = get_account_for(user, pk, SYSTEM, SECURITY)
    row = get_object_or_404(Token, pk=token, account=found)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        title = _("作废令牌")
        return form_again(request, form, title=title, submit=title, back=f"/accounts/{pk}/")
    revoke_token(row, reason=form.cleaned_data["reason"], by=user)
    messages.success(request, _("令牌“%(name)s”已作废。") % {"name": row.name})
    return redirect("account-page", pk)


@require_POST
def own_token_end(request: HttpRequest, token: int) -> HttpResponse:
    """End a token that acts for my account."""
    user = signed_in(request)
    row = get_object_or_404(Token, pk=token, account=user)
    end_own_token(row, by=user)
    messages.success(request, _("令牌“%(name)s”已作废。") % {"name": row.name})
    return redirect("account")
