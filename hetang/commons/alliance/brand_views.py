"""The brands of a street's communities, kept on pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.alliance import brand_keeping
from hetang.commons.alliance.covenant_forms import BrandForm
from hetang.commons.alliance.covenant_keeping import not_yours
from hetang.commons.alliance.models import Brand
from hetang.commons.alliance.unit_keeping import streets_kept
from hetang.ground.lib.htmx import form_again, render


@require_GET
def brands(request: HttpRequest) -> HttpResponse:
    """Every brand, those that ended last."""
    rows = Brand.objects.filter(community__street__in=_streets(signed_in(request))).select_related("community", "unit")
    return render(request, "alliance/brands.html", {"rows": rows.order_by("-is_active", "community__code", "pk")})


@require_http_methods(["GET", "POST"])
def brand_new(request: HttpRequest) -> HttpResponse:
    """A brand more."""
    user = signed_in(request)
    street = _streets(user)[0]
    title, back = _("新增品牌"), reverse("brands")
    if request.method == "GET":
        context = {"title": title, "form": BrandForm(street), "action": request.path, "submit": _("保存")}
        return render(request, "lib/form_page.html", {**context, "back": back})
    form = BrandForm(street, request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=_("保存"), back=back)
    place = form.places[form.cleaned_data["community"]]
    brand_keeping.add_brand(place, **form.wanted(), by=user)
    messages.success(request, _("已新增。"))
    return redirect("brands")


@require_http_methods(["GET", "POST"])
def brand(request: HttpRequest, pk: int) -> HttpResponse:
    """One brand."""
    user = signed_in(request)
    found = _reached(user, pk)
    sent = request.POST if request.method == "POST" else None
    form = BrandForm(found.community.street, sent, {**vars(found), "unit": found.unit_id or ""}, is_new=False)
    if form.is_bound and form.is_valid():
        brand_keeping.change_brand(found, **form.wanted(), by=user)
        messages.success(request, _("已保存。"))
        return redirect("brands")
    return render(request, "alliance/brand.html", {"kept": found, "form": form}, status=422 if form.errors else 200)


@require_POST
def brand_ending(request: HttpRequest, pk: int) -> HttpResponse:
    """No longer carried on."""
    user = signed_in(request)
    brand_keeping.end_brand(_reached(user, pk), by=user)
    messages.success(request, _("已停用，过去的记录都还在。"))
    return redirect("brands")


@require_POST
def brand_resuming(request: HttpRequest, pk: int) -> HttpResponse:
    """Carried on again."""
    user = signed_in(request)
    brand_keeping.resume_brand(_reached(user, pk), by=user)
    return redirect("brands")


def _streets(user: Account) -> list[str]:
    kept = streets_kept(user)
    if not kept:
        raise not_yours()
    return kept


def _reached(user: Account, pk: int) -> Brand:
    return get_object_or_404(Brand.objects.select_related("community"), pk=pk, community__street__in=_streets(user))
