"""The units of a street and its stations, kept on pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.commons.accounts.api import Account, signed_in
from hetang.commons.alliance import unit_keeping
from hetang.commons.alliance.models import Station
from hetang.commons.alliance.unit_forms import KINDS, NameForm, StationForm, UnitForm
from hetang.commons.places.api import Place, Unit, names, places_of
from hetang.ground.lib.htmx import form_again, render


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Every unit of the street, what is closed last; communities that no station takes in."""
    user = signed_in(request)
    street = _street(user, request.GET.get("street", ""))
    rows = list(Unit.objects.filter(place__street=street).order_by("-is_active", "kind", "code"))
    stations = {
        s.unit_id: s
        for s in Station.objects.filter(unit__place__street=street, unit__is_active=True).prefetch_related(
            "communities"
        )
    }
    taken = {p.code for s in stations.values() for p in s.communities.all()}
    context = {
        "rows": rows,
        "stations": stations,
        "kinds": KINDS,
        "unassigned": [p for p in places_of(street, Place.Kind.COMMUNITY) if p.code not in taken],
        "street": street,
        "streets": _named(unit_keeping.streets_kept(user)),
    }
    return render(request, "alliance/units.html", context)


def _named(streets: list[str]) -> list[tuple[str, dict[str, str]]]:
    known = names(set(streets))
    return [(code, known.get(code, {"zh": code, "en": code})) for code in streets]


@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """A unit more."""
    user = signed_in(request)
    street = _street(user, request.GET.get("street", ""))
    title, submit = _("新增单位"), _("保存")
    if request.method == "GET":
        context = {"title": title, "form": UnitForm(), "action": request.get_full_path(), "submit": submit}
        return render(request, "lib/form_page.html", context)
    form = UnitForm(request.POST)
    if not form.is_valid():
        return form_again(request, form, title=title, submit=submit, back="")
    made = unit_keeping.add_unit(street, **form.cleaned_data, by=user)
    messages.success(request, _("已新增。接下来可以给同事分配这个单位的职责。"))
    return redirect("unit", made.pk)


@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit: its name, and for a station where it is and whom it serves."""
    user = signed_in(request)
    found = _reached(user, pk)
    name = NameForm(request.POST if request.method == "POST" else None, initial=vars(found))
    if name.is_bound and name.is_valid():
        unit_keeping.rename_unit(found, **name.cleaned_data, by=user)
        messages.success(request, _("已保存。"))
        return redirect("unit", found.pk)
    return _shown(request, found, name, None)


@require_POST
def unit_station(request: HttpRequest, pk: int) -> HttpResponse:
    """Where the station is and whom it serves."""
    user = signed_in(request)
    found = _reached(user, pk)
    form = StationForm(found.place.street, _station(found), request.POST)
    if not form.is_valid():
        return _shown(request, found, NameForm(initial=vars(found)), form)
    unit_keeping.set_station(found, **form.wanted(), by=user)
    messages.success(request, _("已保存，从下一件登记起按新的范围。"))
    return redirect("unit", found.pk)


def _shown(request: HttpRequest, found: Unit, name: NameForm, station: StationForm | None) -> HttpResponse:
    is_station = found.kind == Unit.Kind.STATION and found.is_active
    if station is None and is_station:
        station = StationForm(found.place.street, _station(found))
    wrong = bool(name.errors or (station is not None and station.errors))
    context = {"unit": found, "kind": KINDS[found.kind], "name_form": name, "station_form": station}
    return render(request, "alliance/unit.html", context, status=422 if wrong else 200)


@require_POST
def unit_closing(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing new goes to it."""
    user = signed_in(request)
    unit_keeping.close_unit(_reached(user, pk), by=user)
    messages.success(request, _("已停用，过去的记录都还在。"))
    return redirect("units")


@require_POST
def unit_reopening(request: HttpRequest, pk: int) -> HttpResponse:
    """It works again."""
    user = signed_in(request)
    found = unit_keeping.reopen_unit(_reached(user, pk), by=user)
    return redirect("unit", found.pk)


def _station(found: Unit) -> Station | None:
    return Station.objects.filter(unit=found).prefetch_related("communities").first()


def _street(user: Account, asked: str) -> str:
    kept = unit_keeping.streets_kept(user)
    if not kept:
        raise unit_keeping.not_yours()
    return asked if asked in kept else kept[0]


def _reached(user: Account, pk: int) -> Unit:
    kept = unit_keeping.streets_kept(user)
    if not kept:
        raise unit_keeping.not_yours()
    return get_object_or_404(Unit.objects.select_related("place"), pk=pk, place__street__in=kept)
