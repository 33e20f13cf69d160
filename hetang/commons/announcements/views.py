"""Announcements: reading them, making one, taking one back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.announcements import access
from hetang.commons.announcements.actions import announce, withdraw_announcement
from hetang.commons.announcements.forms import NoticeForm
from hetang.commons.announcements.models import Announcement
from hetang.commons.announcements.queries import announcements_of
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import form_again, render

SHOWN = 50


@require_GET
def announcements(request: HttpRequest) -> HttpResponse:
    """What was announced in the own streets, the newest first."""
    user = signed_in(request)
    context = {
        "rows": list(announcements_of(duties_of(user).streets)[:SHOWN]),
        "writes": access.streets_written(user),
        "today": clock.today(),
        "audiences": dict(Announcement.Audience.choices),
    }
    return render(request, "announcements/announcements.html", context)


@require_http_methods(["GET", "POST"])
def announcement_new(request: HttpRequest) -> HttpResponse:
    """Say something to the own street."""
    user = signed_in(request)
    street = next(iter(access.streets_written(user)), "")
    access.require_writer(user, street)
    title, submit = _("发布公告"), _("发布")
    if request.method == "GET":
        context = {"title": title, "form": NoticeForm(), "action": request.path, "submit": submit}
        return render(request, "lib/form_page.html", context)
    form = NoticeForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back="")
    announce(street, form.notice(), by=user)
    messages.success(request, _("已发布，半分钟内大家都能看到。"))
    return redirect("announcements")


@require_POST
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """It is shown no longer."""
    user = signed_in(request)
    found = get_object_or_404(Announcement, pk=pk, street__in=duties_of(user).streets)
    withdraw_announcement(found, by=user)
    messages.success(request, _("已撤下。"))
    return redirect("announcements")
