"""Writing a note, and opening the case of one that was meant for oneself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from hetang.commons.accounts.api import colleagues_of, signed_in
from hetang.record.cases.api import get_case_for
from hetang.record.remarks.actions import read_mention, unread_mentions, write_remark


@require_POST
def remark(request: HttpRequest, number: str) -> HttpResponse:
    """Leave a note."""
    user = signed_in(request)
    case = get_case_for(user, number)
    chosen = [int(key) for key in request.POST.getlist("to") if key.isdecimal() and len(key) < 10]
    to = list(colleagues_of(frozenset({case.street})).filter(pk__in=chosen)) if chosen else []
    told = write_remark(case, text=request.POST.get("text", ""), to=to, by=user)
    said = _("已留言，会出现在对方的“今天”里，直到读过为止。") if told else _("已留言。")
    messages.success(request, said)
    return redirect(case)


@require_POST
def mention_reading(request: HttpRequest, mention: int) -> HttpResponse:
    """Read it: off the desk, and on to the case."""
    user = signed_in(request)
    found = read_mention(get_object_or_404(unread_mentions(user), pk=mention), by=user)
    return redirect(f"{found.case.get_absolute_url()}#timeline")
