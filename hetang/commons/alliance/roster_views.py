"""The rosters: who is on duty this week, where nobody is, and changing both."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hetang.commons.accounts.api import CASEWORK, ROLES, account_names, duties_of, signed_in
from hetang.commons.alliance import keeping
from hetang.commons.alliance.models import Shift, ShiftChange
from hetang.commons.alliance.roster_forms import WEEKDAYS, ChangeForm, ShiftForm, holders_of
from hetang.commons.alliance.rota import rotas
from hetang.commons.places.api import Unit, units_of
from hetang.ground.lib import clock
from hetang.ground.lib.htmx import render
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import NotAllowed

DAYS = 7
# Who is put on rosters, in the order in which they are looked at.
ON_ROSTERS = ("mediator", "operator", "dispatcher", "station_lead", "follow_up_operator", "leader")


@require_GET
def rosters(request: HttpRequest) -> HttpResponse:
    """One unit's roster for a role over seven days."""
    units = _units(request)
    asked = request.GET.get("unit", "")
    unit = next((u for u in units if str(u.pk) == asked), None) or _first(request, units)
    return _shown(request, unit, _role(request.GET.get("role", "")), units)


def _first(request: HttpRequest, units: list[Unit]) -> Unit:
    """A unit that has a roster, one's own before others."""
    own, kept = (
        duties_of(signed_in(request)).units(),
        set(Shift.objects.filter(unit__in=units).values_list("unit", flat=True)),
    )
    return min(units, key=lambda u: (u.pk not in kept, u.pk not in own, u.code))


def _units(request: HttpRequest) -> list[Unit]:
    duties = duties_of(signed_in(request))
    if not duties.casework:
        raise NotAllowed(N_("值班表由办案的同事使用。"), then=N_("请联系本单位负责人。"))
    found = list(units_of(duties.home_street).select_related("place"))
    if not found:
        raise Http404
    return found


def _role(asked: str) -> str:
    return asked if asked in CASEWORK else ON_ROSTERS[0]


def _shown(
    request: HttpRequest, unit: Unit, role: str, units: list[Unit], bound: dict[str, Any] | None = None
) -> HttpResponse:
    user, now = signed_in(request), clock.now()
    today = clock.today()
    midnight = datetime.combine(today, time(), timezone.get_default_timezone())
    end = midnight + timedelta(days=DAYS)
    rota = rotas({unit.pk}, role, midnight, end)[unit.pk]
    pieces = [piece for piece in rota.pieces(midnight, end) if piece.accounts]
    shifts = Shift.objects.filter(unit=unit, role=role).exclude(until__lt=today).select_related("account")
    changes = ShiftChange.objects.filter(unit=unit, role=role, ends_at__gt=now).select_related("out", "into")
    holders = holders_of(unit, role)
    keeps = keeping.may_keep(user, unit)
    context = {
        "unit": unit,
        "role": role,
        "roles": [(key, ROLES[key]) for key in ON_ROSTERS],
        "units": units,
        "now_on": rota.at(now),
        "pieces": pieces,
        "gaps": rota.gaps(today, DAYS),
        "names": account_names({key for piece in pieces for key in piece.accounts}),
        "shifts": list(shifts.order_by("starts", "id")),
        "changes": list(changes.order_by("starts_at", "id")),
        "keeps": keeps,
        "user_id": user.pk,
        "swaps": keeps or user.pk in {account.pk for account in holders},
        "weekdays": WEEKDAYS,
        "shift_form": ShiftForm(holders),
        "change_form": ChangeForm(holders),
        **(bound or {}),
    }
    return render(request, "alliance/rosters.html", context, status=422 if bound else 200)


@require_POST
def shift_new(request: HttpRequest, unit: int) -> HttpResponse:
    """A weekly shift."""
    units, role = _units(request), _role(request.POST.get("role", ""))
    found = _one_of(units, unit)
    form = ShiftForm(holders_of(found, role), request.POST)
    if not form.is_valid():
        return _shown(request, found, role, units, {"shift_form": form})
    account = form.person("account")
    assert account is not None
    data = {key: form.cleaned_data[key] for key in ("weekdays", "starts", "ends", "since", "until")}
    keeping.add_shift(found, role=role, account=account, **data, by=signed_in(request))
    messages.success(request, _("班次已排好。"))
    return _back(found, role)


@require_POST
def change_new(request: HttpRequest, unit: int) -> HttpResponse:
    """One in place of another for some hours."""
    units, role = _units(request), _role(request.POST.get("role", ""))
    found = _one_of(units, unit)
    form = ChangeForm(holders_of(found, role), request.POST)
    if not form.is_valid():
        return _shown(request, found, role, units, {"change_form": form})
    data = form.cleaned_data
    keeping.change_shift(
        found,
        role=role,
        out=form.person("out"),
        into=form.person("into"),
        starts_at=data["starts_at"],
        ends_at=data["ends_at"],
        by=signed_in(request),
    )
    messages.success(request, _("换班已记下。"))
    return _back(found, role)


@require_POST
def shift_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The weekly shift ends with today."""
    found = get_object_or_404(Shift, pk=pk, unit__in=_units(request))
    unit, role = found.unit, found.role
    ended = keeping.end_shift(found, by=signed_in(request))
    messages.success(request, _("班次到今天为止。") if ended.pk else _("班次还没有开始，已取消。"))
    return _back(unit, role)


@require_POST
def change_end(request: HttpRequest, pk: int) -> HttpResponse:
    """An exception is taken back, or ends now."""
    found = get_object_or_404(ShiftChange, pk=pk, unit__in=_units(request))
    unit, role = found.unit, found.role
    keeping.drop_change(found, by=signed_in(request))
    messages.success(request, _("换班已取消。"))
    return _back(unit, role)


def _one_of(units: list[Unit], pk: int) -> Unit:
    found = next((u for u in units if u.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _back(unit: Unit, role: str) -> HttpResponse:
    return redirect(f"{reverse('rosters')}?unit={unit.pk}&role={role}")
