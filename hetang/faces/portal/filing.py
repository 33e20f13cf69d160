"""Filing a matter in three steps."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from hetang.faces.portal.forms import STEPS, FileForm, add_refusal, new_token
from hetang.faces.portal.pages import lines, resident_page, show
from hetang.faces.portal.photos import take
from hetang.faces.portal.receipt import address_of, applicant_of
from hetang.flow.intake.api import NOTICE, Contact, file_online
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused
from hetang.ground.rulepacks import api as rulepacks
from hetang.record.evidence.api import terms as handing_in
from hetang.record.rights.api import notices_for

LAST = max(STEPS)


@resident_page
@never_cache
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """One step of three; `go` says where the button leads. What was filled in travels with the form."""
    if request.method == "GET":
        return _step(request, FileForm(initial={"token": new_token()}), 1)
    form, go = FileForm(request.POST), request.POST.get("go", "")
    wanted = LAST + 1 if go == "send" else int(go) if go in {"1", "2", "3"} else 1
    for step in range(1, min(wanted, LAST + 1)):
        if form.faults_at(step):
            return _step(request, form, step, status=422)
    if wanted <= LAST:
        return _step(request, form, wanted)
    return _sent(request, form)


def _sent(request: HttpRequest, form: FileForm) -> HttpResponse:
    if not form.is_valid():
        return _step(request, _renewed(request), LAST, status=422, refused=_unreadable())
    try:
        case = file_online(form.report(form.submission()), told=form.told())
    except Refused as refused:
        is_outdated = form.cleaned_data["notice"] != notices_version()
        again = _renewed(request, without="agreed" if is_outdated else "")
        return _step(request, again, 2 if is_outdated else LAST, refused=refused, status=refused.status)
    contact = Contact.objects.filter(case=case).order_by("id")[0]
    # The matter is on record, whatever becomes of its photos.
    handed = take(request, applicant_of(contact), named=False)
    return redirect(address_of(contact, handed))


def _renewed(request: HttpRequest, without: str = "") -> FileForm:
    """The same form, under a new mark where its own was none; `without` is to be told once more."""
    form = FileForm(request.POST)
    form.full_clean()
    data = request.POST.copy()
    data.pop(without, None)
    try:
        form.submission()
    except (Invalid, KeyError):
        data["token"] = new_token()
    return FileForm(data)


def notices_version() -> int:
    """The wording of the notices in force."""
    return rulepacks.pack("notices").version


def _unreadable() -> Refused:
    return Invalid(N_("有几处还没有填好。"), then=N_("请返回前面的步骤看一看；您写的都还在。"))


def _step(
    request: HttpRequest, form: FileForm, step: int, *, status: int = 200, refused: Refused | None = None
) -> HttpResponse:
    if step == LAST and not form.is_bound:
        step = 1
    shown = notices_for(form.street_code)
    notice = next(entry for entry in shown.entries if entry["key"] == NOTICE)
    if refused is not None:
        add_refusal(form, refused)
    context = {
        "form": form,
        "step": step,
        "steps": STEPS,
        "notice": notice,
        # Agreed is to what stood there when it was ticked, in the second step.
        "version": form["notice"].value() if step == LAST else shown.version,
        "lines": lines(),
        "is_fresh": not form.is_bound,
        "most": handing_in(),
        "back_to": reverse("portal-file"),
    }
    return show(request, "portal/file.html", context, status=status)
