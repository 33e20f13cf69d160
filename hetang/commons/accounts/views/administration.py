"""The administrators' pages of accounts."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.access import AUDIT, SECURITY, SYSTEM, get_account_for, is_admin, require_role, streets_of
from hetang.commons.accounts.actions.accounts import create_account, disable_account, enable_account, unlock_account
from hetang.commons.accounts.actions.duties import confirm_duty, end_duty, grant_duty
from hetang.commons.accounts.actions.factor import reset_second_factor
from hetang.commons.accounts.actions.password import reissue_password
from hetang.commons.accounts.actions.sessions import end_sessions_of
from hetang.commons.accounts.duties import duties_of, signed_in
from hetang.commons.accounts.forms import AccountForm, DutyForm, ReasonForm, TokenForm
from hetang.commons.accounts.leaving import in_hand
from hetang.commons.accounts.models import RESULTS, SCOPES, Account, Duty
from hetang.commons.accounts.policy import policy
from hetang.commons.accounts.queries import (
    accounts_for,
    duties_for_page,
    interventions_in,
    security_of,
    sign_ins_for,
    tokens_of,
)
from hetang.commons.accounts.rules import ADMIN_ROLES, ROLES
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.lib.pagination import NEWEST, merged_page, page_links
from hetang.ground.lib.refusals import Invalid

Verb = Callable[..., object]


@require_GET
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts within reach."""
    user = signed_in(request)
    require_role(user, *sorted(ADMIN_ROLES, reverse=True))
    text = request.GET.get("q", "").strip()[:60]
    page = merged_page([accounts_for(user, text)], NEWEST, request.GET.get("page", ""))
    context = {"page": page, "text": text, "roles": ROLES, "is_system": duties_of(user).has(SYSTEM)}
    return render(request, "accounts/account_list.html", context | page_links(page, q=text))


@never_cache
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Create an account; the answer shows its initial password, once."""
    user = signed_in(request)
    require_role(user, SYSTEM)
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = create_account(**form.cleaned_data, by=user)
        except Invalid as refused:
            form.add_error("username", translated(refused.what, refused.params))
        else:
            return _show_password(request, made.account, made.initial_password)
    context = {"form": form, "title": _("新建账号"), "action": request.path, "submit": _("新建"), "back": "/accounts/"}
    return render(request, "lib/form_page.html", context, status=422 if form.errors else 200)


def _show_password(request: HttpRequest, account: Account, code: str) -> HttpResponse:
    return render(request, "accounts/initial_password.html", {"account": account, "code": code})


@require_GET
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One account, with what this administrator may do to it."""
    user = signed_in(request)
    found = get_account_for(user, pk)
    held = duties_of(user)
    is_other = found.pk != user.pk
    context = {
        "account": found,
        "duties": duties_for_page(found),
        "roles": ROLES,
        "security": security_of(found),
        "interventions": interventions_in(found),
        "may_administer": is_other and held.has(SYSTEM),
        "may_secure": is_other and held.has(SECURITY),
        "may_reissue": is_other and held.has(SECURITY if is_admin(found) else SYSTEM),
        "duty_form": DutyForm(streets_of(user, SYSTEM), initial={"since": clock.today()}),
        "reason_form": ReasonForm(auto_id=False),
        "tokens": tokens_of(found),
        "token_form": TokenForm(auto_id="token-%s") if is_other and held.has(SYSTEM) and not is_admin(found) else None,
        "scopes": SCOPES,
        "in_hand": in_hand(found),
        "confirmed_roles": [_(ROLES[role]) for role in ROLES if role in policy().confirmed_roles - ADMIN_ROLES],
        "today": clock.today(),
    }
    return render(request, "accounts/account_page.html", context)


def _with_reason(
    request: HttpRequest, pk: int, role: str, verb: Verb, done: str, submit: str, **more: object
) -> HttpResponse:
    """What an administrator does to an account and says why."""
    user = signed_in(request)
    found = get_account_for(user, pk, role)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=submit, submit=submit, back=f"/accounts/{pk}/")
    verb(found, reason=form.cleaned_data["reason"], by=user, **more)
    messages.success(request, done % {"name": found.name_zh})
    return redirect("account-page", pk)


@require_POST
def disabling(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody signs in with it any more."""
    done = _("%(name)s的账号已停用，其登录已全部结束。")
    return _with_reason(request, pk, SYSTEM, disable_account, done, _("停用账号"), despite_cases=_is_known(request))


def _is_known(request: HttpRequest) -> bool:
    """Whether the box was ticked that says that open cases stay behind."""
    return request.POST.get("despite_cases") == "on"


@require_POST
def enabling(request: HttpRequest, pk: int) -> HttpResponse:
    """It may be used again."""
    return _with_reason(request, pk, SYSTEM, enable_account, _("%(name)s的账号已启用。"), _("启用账号"))


@require_POST
def unlocking(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the lock of failed sign-ins off."""
    return _with_reason(request, pk, SECURITY, unlock_account, _("已解除%(name)s的锁定。"), _("解除锁定"))


@require_POST
def factor_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lost second factor off."""
    done = _("已重置%(name)s的第二因素。")
    return _with_reason(request, pk, SECURITY, reset_second_factor, done, _("重置第二因素"))


@require_POST
def sessions_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End every session of an account."""
    return _with_reason(request, pk, SECURITY, end_sessions_of, _("已结束%(name)s的全部登录。"), _("结束登录"))


@never_cache
@require_POST
def password_reissue(request: HttpRequest, pk: int) -> HttpResponse:
    """A new initial password, shown once."""
    user = signed_in(request)
    found = get_account_for(user, pk, SYSTEM, SECURITY)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        title = _("重发初始密码")
        return form_again(request, form, title=title, submit=title, back=f"/accounts/{pk}/")
    code = reissue_password(found, reason=form.cleaned_data["reason"], by=user)
    return _show_password(request, found, code)


@require_POST
def duty_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a duty."""
    user = signed_in(request)
    found = get_account_for(user, pk, SYSTEM)
    form = DutyForm(streets_of(user, SYSTEM), request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("分配职责"), submit=_("分配"), back=f"/accounts/{pk}/")
    made = grant_duty(found, **form.cleaned_data, by=user)
    said = _("已提交，等安全管理员确认后生效。") if made.pending else _("职责已分配。")
    messages.success(request, said)
    return redirect("account-page", pk)


@require_POST
def duty_end(request: HttpRequest, pk: int, duty: int) -> HttpResponse:
    """End a duty at once."""
    user = signed_in(request)
    found = get_account_for(user, pk, SYSTEM)
    row = get_object_or_404(Duty, pk=duty, account=found)
    ended = end_duty(row, despite_cases=_is_known(request), by=user)
    messages.success(request, _("已提出结束，等安全管理员确认。") if ended.ending else _("职责已结束。"))
    return redirect("account-page", pk)


@require_POST
def duty_confirmation(request: HttpRequest, pk: int, duty: int) -> HttpResponse:
    """The security administrator confirms a weighty duty, or the end of an administrator's."""
    user = signed_in(request)
    found = get_account_for(user, pk, SECURITY)
    row = get_object_or_404(Duty, pk=duty, account=found)
    confirm_duty(row, by=user)
    messages.success(request, _("职责已结束。") if row.ending else _("职责已确认，现在生效。"))
    return redirect("account-page", pk)


@require_GET
def sign_in_log(request: HttpRequest) -> HttpResponse:
    """Who tried to sign in, when, from where, with what result."""
    user = signed_in(request)
    require_role(user, AUDIT)
    text, result = request.GET.get("q", "").strip()[:60], request.GET.get("result", "")
    page = merged_page([sign_ins_for(user, text=text, result=result)], NEWEST, request.GET.get("page", ""))
    context = {"page": page, "text": text, "result": result, "results": RESULTS}
    return render(request, "accounts/sign_in_log.html", context | page_links(page, q=text, result=result))
