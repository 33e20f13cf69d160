"""Lists taken away as files: asking, watching, fetching."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.faces.desk.exporting.actions import (
    REASON_CHARS,
    ask_export,
    cancel_export,
    exports_of,
    fetch_export,
    may_export,
)
from hetang.faces.desk.exporting.work import MOST_ROWS, write_export
from hetang.faces.desk.listing import ASKED
from hetang.faces.desk.wording import filters_in_words
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed

SHOWN = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ExportForm(forms.Form):
    """Why, and whether names stand in it in full."""

    reason = forms.CharField(
        label=gettext_lazy("用途"),
        max_length=REASON_CHARS,
        help_text=gettext_lazy("写给谁、做什么用；请不要写当事人的姓名和号码。会留在导出记录里。"),
    )
    names = forms.BooleanField(
        label=gettext_lazy("姓名不遮盖"),
        required=False,
        help_text=gettext_lazy("只对您本来就能看到姓名的案件有效；电话和证件号码从不导出。"),
    )


@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """One's own exports."""
    found = list(exports_of(signed_in(request))[:SHOWN])
    context = {"exports": [(each, filters_in_words(each.query)) for each in found], "now": clock.now()}
    return render(request, "desk/exports.html", context)


@require_http_methods(["GET", "POST"])
def export_new(request: HttpRequest) -> HttpResponse:
    """Say why, and ask for it. The filters are those of the list one comes from."""
    user = signed_in(request)
    if not may_export(user):
        raise NotAllowed(N_("导出只对话务员、驿站负责人和街道领导开放。"), then=N_("需要名单时，请联系本单位负责人。"))
    asked = {name: value for name in ASKED if (value := request.GET.get(name, ""))}
    form = ExportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        with transaction.atomic():
            export = ask_export(query=asked, reason=data["reason"], names=data["names"], by=user)
            write_export.defer(key=export.pk, language=get_language() or "zh-hans")
        return redirect("export", export.pk)
    context = {"form": form, "words": filters_in_words(request.GET.urlencode()), "most": MOST_ROWS}
    return render(request, "desk/export_new.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def export(request: HttpRequest, export: int) -> HttpResponse:
    """How far it is; the page asks again by itself until it is done."""
    found = get_object_or_404(exports_of(signed_in(request)), pk=export)
    context = {"export": found, "words": filters_in_words(found.query), "now": clock.now()}
    return render(request, "desk/export.html", context, partial="progress")


@require_GET
def export_file(request: HttpRequest, export: int) -> HttpResponseBase:
    """The file."""
    user = signed_in(request)
    found = get_object_or_404(exports_of(user), pk=export)
    name = f"{_('案件')}-{timezone.localtime(found.asked_at):%Y%m%d-%H%M}.xlsx"
    response = FileResponse(
        fetch_export(found, by=user).open("rb"), as_attachment=True, filename=name, content_type=XLSX
    )
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def export_cancellation(request: HttpRequest, export: int) -> HttpResponse:
    """Call it off."""
    user = signed_in(request)
    cancel_export(get_object_or_404(exports_of(user), pk=export), by=user)
    messages.success(request, _("已取消导出。"))
    return redirect("exports")
