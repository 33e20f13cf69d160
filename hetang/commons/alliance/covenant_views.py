"""The covenants of a street's communities, kept on pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.alliance import covenant_keeping
from hetang.commons.alliance.covenant_forms import AdoptionForm, ClauseForm, TitleForm
from hetang.commons.alliance.models import Covenant
from hetang.commons.alliance.queries import in_force
from hetang.commons.alliance.unit_keeping import streets_kept
from hetang.commons.places.api import Place, places_of
from hetang.ground.lib.htmx import form_again, render


@require_GET
def covenants(request: HttpRequest) -> HttpResponse:
    """Each community with the version in force, the draft, and the earlier ones."""
    streets = _streets(signed_in(request))
    rows = Covenant.objects.filter(community__street__in=streets).order_by("community__code", "-adopted_on")
    by_community: dict[int, list[Covenant]] = {}
    for row in rows:
        by_community.setdefault(row.community_id, []).append(row)
    found = []
    for street in streets:
        now = {row.community_id: row.pk for row in in_force(street)}
        for place in places_of(street, Place.Kind.COMMUNITY):
            versions = by_community.get(place.pk, [])
            draft = next((v for v in versions if v.is_draft), None)
            found.append((place, [v for v in versions if not v.is_draft], draft, now.get(place.pk)))
    return render(request, "alliance/covenants.html", {"rows": found})


@require_POST
def covenant_drafting(request: HttpRequest) -> HttpResponse:
    """A draft of the community's next version."""
    user = signed_in(request)
    asked = request.POST.get("community", "")
    place = get_object_or_404(Place, code=asked, kind=Place.Kind.COMMUNITY, street__in=_streets(user))
    return redirect("covenant", covenant_keeping.draft_covenant(place, by=user).pk)


@require_http_methods(["GET", "POST"])
def covenant(request: HttpRequest, pk: int) -> HttpResponse:
    """One version; a draft with what can be done to it."""
    user = signed_in(request)
    found = _reached(user, pk)
    form = TitleForm(request.POST if request.method == "POST" else None, initial=vars(found))
    if form.is_bound and form.is_valid():
        covenant_keeping.name_covenant(found, **form.cleaned_data, by=user)
        messages.success(request, _("已保存。"))
        return redirect("covenant", found.pk)
    return _shown(request, found, form, AdoptionForm())


@require_POST
def covenant_adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """It was adopted."""
    user = signed_in(request)
    found, form = _reached(user, pk), AdoptionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, TitleForm(initial=vars(found)), form)
    covenant_keeping.adopt_covenant(found, **form.cleaned_data, by=user)
    messages.success(request, _("已通过。从通过之日起，办案时引用这一版；以前的协议引用的条文不变。"))
    return redirect("covenants")


@require_POST
def covenant_dropping(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft is thrown away."""
    user = signed_in(request)
    covenant_keeping.drop_draft(_reached(user, pk), by=user)
    messages.success(request, _("草稿已删去，现行的公约没有变。"))
    return redirect("covenants")


@require_http_methods(["GET", "POST"])
def clause(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One clause of a draft; the number after the last one is a new clause."""
    user = signed_in(request)
    found = _reached(user, pk)
    there = found.clauses.filter(number=number).first()
    initial = {"text_zh": there.text_zh, "text_en": there.text_en, "fits": there.fits} if there else {}
    title = _("第 %(number)s 条") % {"number": number}
    back = reverse("covenant", args=[found.pk])
    if request.method == "GET":
        context = {"title": title, "form": ClauseForm(initial=initial), "action": request.path}
        return render(request, "lib/form_page.html", {**context, "submit": _("保存"), "back": back})
    form = ClauseForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=_("保存"), back=back)
    covenant_keeping.write_clause(found, number=number, **form.cleaned_data, by=user)
    messages.success(request, _("已保存。"))
    return redirect("covenant", found.pk)


@require_POST
def clause_dropping(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A clause less."""
    user = signed_in(request)
    found = _reached(user, pk)
    covenant_keeping.drop_clause(found, number=number, by=user)
    return redirect("covenant", found.pk)


def _shown(request: HttpRequest, found: Covenant, title: TitleForm, adoption: AdoptionForm) -> HttpResponse:
    clauses = list(found.clauses.order_by("number"))
    context = {
        "covenant": found,
        "clauses": clauses,
        "topics": covenant_keeping.topics(),
        "next_number": len(clauses) + 1,
        "title_form": title,
        "adoption_form": adoption,
    }
    return render(request, "alliance/covenant.html", context, status=422 if title.errors or adoption.errors else 200)


def _streets(user: Account) -> list[str]:
    kept = streets_kept(user)
    if not kept:
        raise covenant_keeping.not_yours()
    return kept


def _reached(user: Account, pk: int) -> Covenant:
    return get_object_or_404(Covenant.objects.select_related("community"), pk=pk, community__street__in=_streets(user))
