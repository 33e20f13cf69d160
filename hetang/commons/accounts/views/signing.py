"""Signing in and out."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts import unsent
from hetang.commons.accounts.actions.signin import LOCKED, Outcome, record_sign_out, try_code, try_password
from hetang.commons.accounts.duties import duties_of, signed_in
from hetang.commons.accounts.forms import CodeForm, SignInForm
from hetang.commons.accounts.middleware import DUE, WHY
from hetang.commons.accounts.models import Account
from hetang.commons.accounts.origins import origin_of
from hetang.commons.accounts.policy import policy, wall
from hetang.commons.accounts.rules import ADMIN_ROLES
from hetang.commons.accounts.sessions import ADDRESS, DEVICE
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render

BACKEND = "django.contrib.auth.backends.ModelBackend"
PENDING, NEXT, UNSENT = "pending", "next", "unsent_packed"


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """User name and password. A wrong one is answered 422 like every refused form, a locked one 429."""
    target = unsent.safe_target(request, request.POST.get(NEXT, request.GET.get(NEXT, "")))
    if request.user.is_authenticated:
        return HttpResponseRedirect(target or _home(signed_in(request)))
    if request.method == "GET":
        return _page(request, SignInForm(), target, was_idle=request.GET.get(WHY) == "idle")
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, target, status=422)
    data = form.cleaned_data
    outcome = try_password(data["username"], data["password"], origin=origin_of(request))
    if outcome.result == "password_right" and outcome.account:
        return _ask_for_code(request, outcome.account, target, data["unsent"])
    if outcome.result == "signed_in" and outcome.account:
        return let_in(request, outcome.account, outcome, target, data["unsent"])
    form.add_error(None, _why_not(outcome))
    return _page(request, form, target, status=429 if outcome.result == "locked" else 422)


def _page(
    request: HttpRequest, form: SignInForm, target: str, *, was_idle: bool = False, status: int = 200
) -> HttpResponse:
    packed = form.data.get("unsent", "") if form.is_bound else ""
    late = unsent.unpack(packed) if packed else None
    context = {
        "form": form,
        "next": target,
        "typed": late.texts if late else [],
        "packed": packed,
        "was_late": False,
        "idle_minutes": int(policy().idle.total_seconds() // 60) if was_idle else 0,
    }
    return render(request, "accounts/sign_in.html", context, status=status)


def _why_not(outcome: Outcome) -> str:
    if outcome.result == "locked":
        return translated(LOCKED, {"minutes": outcome.minutes})
    if outcome.result == "initial_expired":
        return _("初始密码已过期。请联系系统管理员重发。")
    if outcome.result == "wrong_code":
        return _("验证码不对，或者已经用过。请等手机显示下一个数字再试。")
    return _("用户名或密码不对。请核对后再试；忘记密码请联系本单位管理员。")


def _ask_for_code(request: HttpRequest, account: Account, target: str, packed: str) -> HttpResponse:
    request.session.cycle_key()
    request.session[PENDING] = {
        "account": account.pk,
        "mark": account.get_session_auth_hash(),
        "at": wall().timestamp(),
        NEXT: target,
        UNSENT: packed,
    }
    return redirect("login-code")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponseBase:
    """The second step, for whoever has just given the right password in this browser."""
    pending: dict[str, Any] = request.session.get(PENDING) or {}
    account = _pending_account(pending)
    if account is None:
        return redirect("login")
    form = CodeForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = try_code(account, form.cleaned_data["code"], origin=origin_of(request))
            if outcome.result == "signed_in" and outcome.account:
                return let_in(request, outcome.account, outcome, pending[NEXT], pending[UNSENT])
            form.add_error("code", _why_not(outcome))
            status = 429 if outcome.result == "locked" else 422
    context = {
        "form": form,
        "title": _("第二步：验证码"),
        "action": reverse("login-code"),
        "submit": _("登录"),
        "small": True,
        "back": reverse("login"),
    }
    return render(request, "lib/form_page.html", context, status=status)


def _pending_account(pending: dict[str, Any]) -> Account | None:
    if not pending or wall() - datetime.fromtimestamp(pending["at"], UTC) > policy().code_time:
        return None
    found = Account.objects.filter(pk=pending["account"], is_active=True).first()
    # The step belongs to the password that was right: a new one, reissued meanwhile, ends it.
    is_same = found is not None and constant_time_compare(pending["mark"], found.get_session_auth_hash())
    return found if is_same else None


def let_in(request: HttpRequest, account: Account, outcome: Outcome, target: str, packed: str) -> HttpResponse:
    """A new session under a new key, told from where it is; then to what was unsent, wanted, or home."""
    late = unsent.unpack(packed) if packed else None
    origin = origin_of(request)
    request.session.flush()
    login(request, account, backend=BACKEND)
    request.session[ADDRESS], request.session[DEVICE] = origin.address, origin.device
    if outcome.due:
        request.session[DUE] = list(outcome.due)
    if unsent.keep(request, late, account.pk):
        return redirect("unsent")
    return HttpResponseRedirect(target or _home(account))


def _home(account: Account) -> str:
    """Administrators have no cases: their day begins with the accounts."""
    return reverse("account-list" if duties_of(account).has(*ADMIN_ROLES) else "desk")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    record_sign_out(signed_in(request), origin=origin_of(request))
    logout(request)
    return redirect("login")


@require_http_methods(["GET", "POST"])
def unsent_form(request: HttpRequest) -> HttpResponse:
    """What had been typed when the login expired: send it now (`?send`), or put it away."""
    found = unsent.kept(request)
    if found is None:
        return redirect("account")
    if request.method == "GET":
        return render(request, "accounts/unsent.html", {"unsent": found})
    request.session.pop(unsent.SESSION_NAME)
    if "send" in request.GET and found.can_be_sent:
        # 307: the browser sends the same form on to the address for which it was meant.
        return redirect(found.target, preserve_request=True)
    return redirect(found.page)
