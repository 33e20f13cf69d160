"""Requests over HTTP: parse, access, action, render."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import duties_of, signed_in
from hetang.commons.people.api import note_read
from hetang.commons.places.api import place
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.pagination import NEWEST, merged_page, page_links
from hetang.ground.lib.refusals import NotAllowed
from hetang.record.rights import access
from hetang.record.rights.actions.carry_out import carry_out, export_copy
from hetang.record.rights.actions.request import (
    Asking,
    decide_request,
    identify_requester,
    receive_request,
    tell_requester,
    withdraw_request,
)
from hetang.record.rights.finding import find_person
from hetang.record.rights.forms import AskingForm, DecisionForm
from hetang.record.rights.page import page_of

# Who takes down what somebody asks about their own data.
TAKERS = ("operator", "station_lead")


@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """All requests of the streets that this person handles, newest first."""
    user = signed_in(request)
    access.require_handler(user)
    page = merged_page([access.visible_requests(user).select_related("person")], NEWEST, request.GET.get("page", ""))
    context = {
        "page": page,
        "now": clock.now(),
        "may_register": duties_of(user).has(*TAKERS),
        **page_links(page),
    }
    return render(request, "rights/requests.html", context)


@require_http_methods(["GET", "POST"])
def registration(request: HttpRequest) -> HttpResponse:
    """Register what somebody asks about their own data."""
    user = signed_in(request)
    street = place(duties_of(user).home_street)
    if street is None or not duties_of(user).has(*TAKERS):
        raise NotAllowed(N_("您没有登记请求的职责。"), then=N_("请转告话务员或驿站负责人登记。"))
    title, submit = _("登记个人信息权利请求"), _("登记")
    if request.method == "GET":
        form = AskingForm(initial={k: request.GET.get(k, "") for k in ("case", "name")} | {"kind": "access"})
        context = {"title": title, "form": form, "action": request.path, "submit": submit}
        return render(request, "lib/form_page.html", context)
    form = AskingForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back="")
    data = form.cleaned_data
    person = find_person(name=data["name"], phone=data["phone"], number=data["case"], by=user)
    asking = Asking(
        person=person,
        kind=data["kind"],
        street=street,
        channel=data["channel"],
        capacity=data["capacity"],
        words=data["words"],
    )
    made = receive_request(asking, by=user)
    messages.success(request, _("已登记，编号 %(number)s。") % {"number": made.number})
    return redirect(made)


@require_GET
def page(request: HttpRequest, number: str) -> HttpResponse:
    """One request: where it stands, what the law keeps, the next step, the story so far."""
    user = signed_in(request)
    found = access.get_request_for(user, number)
    note_read(user, "person", found.person_id, subject=found.number)
    return render(request, "rights/request.html", {**page_of(found, user), "now": clock.now()})


@require_POST
def identity(request: HttpRequest, number: str) -> HttpResponse:
    """Record how the asker's identity was checked."""
    user = signed_in(request)
    found = access.get_request_for(user, number)
    return redirect(identify_requester(found, means=request.POST.get("means", ""), by=user))


@require_POST
def decision(request: HttpRequest, number: str) -> HttpResponse:
    """Grant, grant in part or refuse."""
    user = signed_in(request)
    found = access.get_request_for(user, number)
    form = DecisionForm(found.kind, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=_("决定"), submit=_("决定"), back=found.get_absolute_url())
    data = form.cleaned_data
    return redirect(decide_request(found, decision=data["decision"], ground=data["ground"], by=user))


@require_POST
def execution(request: HttpRequest, number: str) -> HttpResponse:
    """Do what was decided."""
    user = signed_in(request)
    return redirect(carry_out(access.get_request_for(user, number), by=user))


@require_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the person was told."""
    user = signed_in(request)
    found = access.get_request_for(user, number)
    return redirect(tell_requester(found, means=request.POST.get("means", ""), by=user))


@require_POST
def withdrawal(request: HttpRequest, number: str) -> HttpResponse:
    """The person takes the request back."""
    user = signed_in(request)
    return redirect(withdraw_request(access.get_request_for(user, number), by=user))


@never_cache
@require_POST
def copy(request: HttpRequest, number: str) -> HttpResponse:
    """The person's copy: a page to print, or a file to hand over. Each making is recorded."""
    user = signed_in(request)
    found = access.get_request_for(user, number)
    form = "json" if request.POST.get("form") == "json" else "page"
    made = export_copy(found, form=form, by=user)
    if form == "json":
        sections = [(section["title"], section["rows"]) for section in made["sections"]]
        told = [
            {"title": _(title), "rows": [{_(k): v for k, v in row.items()} for row in rows]} for title, rows in sections
        ]
        body = json.dumps({**made, "sections": told}, ensure_ascii=False, indent=2)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{found.number}.json"'
        return response
    return render(request, "rights/copy.html", {"asked": found, "copy": made})
