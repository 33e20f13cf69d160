"""One's own account: password, second factor, sessions."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts import totp
from hetang.commons.accounts.actions.factor import begin_enrolment, confirm_enrolment
from hetang.commons.accounts.actions.password import change_password
from hetang.commons.accounts.actions.sessions import end_other_sessions, end_own_session
from hetang.commons.accounts.actions.signin import LOCKED, PASSWORD, SECOND_FACTOR, try_own_password
from hetang.commons.accounts.duties import duties_of, signed_in
from hetang.commons.accounts.forms import EnrolForm, PasswordForm
from hetang.commons.accounts.middleware import DUE
from hetang.commons.accounts.models import SCOPES, Account, SecondFactor
from hetang.commons.accounts.origins import origin_of
from hetang.commons.accounts.passwords import (
    HAS_NAME,
    TOO_COMMON,
    TOO_UNIFORM,
    TOO_WEAK,
    USED_BEFORE,
    numbers,
)
from hetang.commons.accounts.policy import policy
from hetang.commons.accounts.queries import duties_for_page, security_of, tokens_of
from hetang.commons.accounts.rules import ROLES
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render
from hetang.ground.lib.qr import inline_svg
from hetang.ground.lib.refusals import Invalid, Missing, Refused


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """Password, second factor, where I am signed in, what I am there for."""
    user = signed_in(request)
    context = {
        "account": user,
        "security": security_of(user),
        "here": _mark(request),
        "duties": duties_for_page(user),
        "roles": ROLES,
        "today": clock.today(),
        "tokens": tokens_of(user),
        "scopes": SCOPES,
        "needs_factor": duties_of(user).has(*policy().second_factor_roles),
    }
    return render(request, "accounts/account.html", context)


def _mark(request: HttpRequest) -> str:
    row = getattr(request.session, "row", None)
    return row.mark if row else ""


@never_cache
@sensitive_post_parameters("old_password", "new_password", "again_password")
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; what is wrong with a new one is listed all at once."""
    user = signed_in(request)
    form = PasswordForm(request.POST or None)
    tried = _try_old(request, user, form) if request.method == "POST" and form.is_valid() else ""
    if tried == "password_right":
        try:
            key = request.session.session_key or ""
            change_password(
                user, old=form.cleaned_data["old_password"], new=form.cleaned_data["new_password"], session=key
            )
        except Refused as refused:
            _put_into(form, refused)
        else:
            # The session goes on under a new key, and only this one.
            update_session_auth_hash(request, user)
            _done(request, PASSWORD)
            messages.success(request, _("密码已修改。其他地方的登录都已结束。"))
            return redirect("account")
    rules = policy().password
    texts = [TOO_WEAK, TOO_UNIFORM, TOO_COMMON, HAS_NAME, *([USED_BEFORE] if rules.history else [])]
    context = {
        "form": form,
        "rules": [translated(text, dict(numbers(rules))) for text in texts],
        "is_due": PASSWORD in (request.session.get(DUE) or []),
        "is_initial": user.must_change_password,
        "longest_days": rules.longest_days,
    }
    status = 429 if tried == "locked" else 422 if form.errors else 200
    return render(request, "accounts/password.html", context, status=status)


def _try_old(request: HttpRequest, user: Account, form: PasswordForm) -> str:
    """Whether the present password was right; what was wrong goes into the form."""
    outcome = try_own_password(user, form.cleaned_data["old_password"], origin=origin_of(request))
    if outcome.result == "locked":
        form.add_error("old_password", translated(LOCKED, {"minutes": outcome.minutes}))
    elif outcome.result == "wrong_password":
        form.add_error("old_password", _("现在的密码不对。"))
    return outcome.result


def _put_into(form: PasswordForm, refused: Refused) -> None:
    if isinstance(refused, Missing):
        for need in refused.needs:
            form.add_error("new_password", translated(need, refused.params))
    elif isinstance(refused, Invalid):
        form.add_error("old_password", translated(refused.what, refused.params))
    else:
        raise refused


def _done(request: HttpRequest, what: str) -> None:
    left = [due for due in request.session.get(DUE) or [] if due != what]
    if left:
        request.session[DUE] = left
    else:
        request.session.pop(DUE, None)


@never_cache
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator: scan, type the first code, keep the recovery codes."""
    user = signed_in(request)
    if SecondFactor.objects.filter(account=user, confirmed_at__isnull=False).exists():
        return redirect("account")
    factor = begin_enrolment(user)
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = confirm_enrolment(user, form.cleaned_data["code"])
        except Invalid as refused:
            form.add_error("code", " ".join((translated(refused.what, {}), translated(refused.then, {}))))
        else:
            _done(request, SECOND_FACTOR)
            return render(request, "accounts/recovery_codes.html", {"codes": codes})
    context = {
        "form": form,
        "qr": inline_svg(totp.address(factor.secret, user.username, "Hetang")),
        "secret": factor.secret,
        "is_due": SECOND_FACTOR in (request.session.get(DUE) or []),
    }
    return render(request, "accounts/second_factor.html", context, status=422 if form.errors else 200)


@require_POST
def end_session(request: HttpRequest, mark: str) -> HttpResponse:
    """End one of my sessions."""
    end_own_session(signed_in(request), mark)
    messages.success(request, _("那里的登录已结束。"))
    return redirect("account")


@require_POST
def end_others(request: HttpRequest) -> HttpResponse:
    """End all my sessions but this one."""
    ended = end_other_sessions(signed_in(request), but=request.session.session_key or "")
    messages.success(request, _("已结束其他 %(number)d 处登录。") % {"number": ended})
    return redirect(reverse("account"))
