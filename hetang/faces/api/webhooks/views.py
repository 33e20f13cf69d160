"""The administrator's pages: where programs are told, what was sent, and sending it again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import Account, reached_by, signed_in
from hetang.faces.api.models import Delivery
from hetang.faces.api.webhooks.actions import end_endpoint, make_endpoint, replay_delivery
from hetang.faces.api.webhooks.forms import EndpointForm
from hetang.faces.api.webhooks.reading import SYSTEM, endpoints_for, get_delivery_for, get_endpoint_for, require_admin
from hetang.faces.api.webhooks.rules import TROUBLES
from hetang.ground.lib.htmx import form_again, render
from hetang.ground.lib.pagination import NEWEST, merged_page

TONES = {"waiting": "info", "delivered": "good", "failed": "bad", "withheld": "neutral"}
SHOWN = 100


@require_GET
def webhooks(request: HttpRequest) -> HttpResponse:
    """Every endpoint of the accounts within reach, and a form for another."""
    user = signed_in(request)
    require_admin(user)
    context = {"endpoints": list(endpoints_for(user)[:SHOWN]), "form": EndpointForm(_accounts(user))}
    return render(request, "api/webhooks.html", context)


@never_cache
@require_POST
def webhook_new(request: HttpRequest) -> HttpResponse:
    """A new endpoint; the answer shows its secret, once."""
    user = signed_in(request)
    require_admin(user)
    form = EndpointForm(_accounts(user), request.POST)
    if not form.is_valid():
        title = _("登记推送地址")
        return form_again(request, form, title=title, submit=title, back="/webhooks/")
    made = make_endpoint(form.account_chosen(), url=form.cleaned_data["url"], by=user)
    return render(request, "api/webhook_made.html", {"made": made})


@require_GET
def webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent to one endpoint, the newest first. Not of which case: that is not the administrator's matter."""
    user = signed_in(request)
    require_admin(user)
    found = get_endpoint_for(user, pk)
    page = merged_page([Delivery.objects.filter(endpoint=found)], NEWEST, request.GET.get("page", ""))
    context = {
        "endpoint": found,
        "page": page,
        "tones": TONES,
        "troubles": TROUBLES,
        "newer_url": f"?page={page.newer}" if page.newer else None,
        "older_url": f"?page={page.older}" if page.older else None,
    }
    return render(request, "api/webhook.html", context)


@require_POST
def webhook_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell it nothing any more."""
    user = signed_in(request)
    require_admin(user)
    end_endpoint(get_endpoint_for(user, pk), by=user)
    messages.success(request, _("已停用，不再推送。"))
    return redirect("webhook", pk)


@require_POST
def replay(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send one delivery again."""
    user = signed_in(request)
    require_admin(user)
    replay_delivery(get_delivery_for(user, pk, delivery), by=user)
    messages.success(request, _("马上再发一次，请稍后刷新查看。"))
    return redirect("webhook", pk)


def _accounts(user: Account) -> list[Account]:
    """Whose programs may be told: those that have a token."""
    return list(reached_by(user, SYSTEM).filter(is_active=True, tokens__revoked_at=None).distinct().order_by("pk"))
