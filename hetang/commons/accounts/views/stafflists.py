"""The staff list: template, check, report, taking over, initial passwords."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.access import SYSTEM, require_role
from hetang.commons.accounts.actions.stafflist import (
    check_staff_list,
    hand_out_passwords,
    planned,
    take_over_staff_list,
)
from hetang.commons.accounts.duties import signed_in
from hetang.commons.accounts.forms import StaffListForm
from hetang.commons.accounts.models import Account, StaffList
from hetang.commons.accounts.policy import policy
from hetang.commons.accounts.stafflist import files
from hetang.commons.accounts.stafflist.plan import STATUSES
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.htmx import render
from hetang.ground.lib.refusals import Invalid

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _admin(request: HttpRequest) -> Account:
    user = signed_in(request)
    require_role(user, SYSTEM)
    return user


def _mine(user: Account, pk: int) -> StaffList:
    return get_object_or_404(StaffList, pk=pk, checked_by=user)


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Hand in a file; it is checked and nothing is written."""
    user, limits = _admin(request), policy().staff_list
    form = StaffListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            # One byte more than allowed is enough to know that it is too much.
            kept, _plan = check_staff_list(file.read(limits.most_bytes + 1), file.name, by=user)
        except Invalid as refused:
            said = " ".join(translated(text, refused.params) for text in (refused.what, refused.then) if text)
            form.add_error("file", said)
        else:
            return redirect("staff-list", kept.pk)
    context = {"form": form, "limits": limits, "megabytes": limits.most_bytes // 1_000_000}
    return render(request, "accounts/staff_list_upload.html", context, status=422 if form.errors else 200)


@require_GET
def template(request: HttpRequest) -> HttpResponse:
    """An empty list with its explanation."""
    _admin(request)
    return _file(files.template(), "人员名单模板.xlsx")


@require_GET
def staff_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check found, or what was taken over."""
    user = _admin(request)
    kept = _mine(user, pk)
    plan = None if kept.taken_over_at else planned(kept, by=user)
    rows = sorted(plan.rows, key=lambda row: (not row.faults, row.number))[:200] if plan else []
    context = {"kept": kept, "plan": plan, "rows": rows, "statuses": STATUSES}
    return render(request, "accounts/staff_list.html", context)


@require_GET
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The check's findings as a workbook."""
    user = _admin(request)
    return _file(files.report(planned(_mine(user, pk), by=user)), f"检查报告-{pk}.xlsx")


@require_POST
def taking_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was checked."""
    user = _admin(request)
    digests = {name: request.POST.get(name, "") for name in ("digest", "plan_digest")}
    row = take_over_staff_list(_mine(user, pk), **digests, by=user)
    messages.success(request, _("名单已导入，新建 %(number)d 个账号。") % {"number": len(row.created_ids)})
    return redirect(reverse("staff-list", args=[pk]))


@never_cache
@require_POST
def passwords(request: HttpRequest, pk: int) -> HttpResponse:
    """The new accounts' initial passwords, once."""
    user = _admin(request)
    people = hand_out_passwords(_mine(user, pk), by=user)
    return _file(files.initial_passwords(people), f"初始密码-{clock.today():%Y%m%d}.xlsx")


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response
