"""The receipt of what was filed, and files that still come to it: the page knows who filed, and says nothing of them."""

from urllib.parse import urlencode

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hetang.faces.portal import photos as files
from hetang.faces.portal.pages import lines, resident_page, show
from hetang.flow.intake.api import Contact
from hetang.ground.lib import clock
from hetang.ground.lib.labels import N_
from hetang.ground.lib.qr import inline_svg
from hetang.ground.lib.refusals import Refused, WrongState
from hetang.record.cases.api import Case, Party, parties_of, party_asking, promise_to
from hetang.record.evidence.api import require_handing_in, terms

SALT, KEPT_SECONDS = "portal-receipt", 7 * 86_400
HANDED = "handed"


class NoReceipt(Refused):
    """No such receipt, or not any more."""

    status = 404


def address_of(contact: Contact, handed: files.Handed | None = None) -> str:
    """The address of a contact's receipt, for a week; with what became of the files that were sent along."""
    address = reverse("portal-receipt", args=[signing.dumps(contact.pk, salt=SALT)])
    is_told = handed is not None and handed != files.Handed()
    return f"{address}?{urlencode({HANDED: handed.packed()})}" if handed and is_told else address


def applicant_of(contact: Contact) -> Party:
    """Who filed, as a party of the case."""
    assert contact.case is not None
    return next(each for each in parties_of(contact.case) if each.person_id == contact.person_id)


@resident_page
@never_cache
@require_GET
def receipt(request: HttpRequest, key: str) -> HttpResponse:
    """The code, what happens next and by when. Nothing on it says who told what."""
    return _page(request, key, files.Handed.unpacked(request.GET.get(HANDED, "")))


@resident_page
@never_cache
@require_POST
def photos(request: HttpRequest, key: str) -> HttpResponse:
    """Files by a plain form."""
    contact = _contact(key)
    handed = files.take(request, _sender(contact))
    if handed.faults or handed == files.Handed():
        handed = files.Handed(handed.taken, handed.waiting, handed.faults or [_("还没有选文件。")])
        return _page(request, key, handed, status=422)
    return redirect(address_of(contact, handed))


@resident_page
@never_cache
@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest, key: str) -> HttpResponse:
    """A file is announced."""

    def address(token: str) -> str:
        return reverse("portal-receipt-upload", args=[key, token])

    return files.announce(request, _sender(_contact(key)), address)


@resident_page
@never_cache
@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, key: str, token: str) -> HttpResponse:
    """More of it."""
    return files.go_on(request, _sender(_contact(key)), token)


def _contact(key: str) -> Contact:
    try:
        found = signing.loads(key, salt=SALT, max_age=KEPT_SECONDS)
        return Contact.objects.select_related("case__unit").get(pk=found)
    except (signing.BadSignature, Contact.DoesNotExist):
        raise NoReceipt(N_("没有找到这张回执，或者它已经过期。"), then=N_("用查询码和电话可以查到您的事情。")) from None


def _is_fresh(contact: Contact) -> bool:
    """Whether the page still takes files: an address is soon seen by others, and shows nothing but takes something."""
    return clock.now() - contact.at <= terms().receipt


def _sender(contact: Contact) -> Party:
    """The party in whose name the page takes files. Raises `WrongState` once it takes none."""
    party = party_asking(applicant_of(contact).pk) if _is_fresh(contact) else None
    if party is None:
        raise WrongState(N_("这张回执不再收材料。"), then=N_("请用查询码和电话打开“我的事情”再交。"))
    require_handing_in(party.case)
    return party


def _page(request: HttpRequest, key: str, handed: files.Handed | None, *, status: int = 200) -> HttpResponse:
    contact = _contact(key)
    case, party = contact.case, applicant_of(contact)
    assert case is not None
    address = request.build_absolute_uri(f"{reverse('portal-matter')}?code={case.code}")
    form, uploading = (reverse(f"portal-receipt-{noun}", args=[key]) for noun in ("photos", "uploads"))
    context = {
        "case": case,
        "qr": inline_svg(address),
        "promise": promise_to(party),
        "photos": files.part_for(party, form=form, uploads=uploading, handed=handed) if _is_fresh(contact) else None,
        "lines": _of_street(case),
        "back_to": reverse("portal-receipt", args=[key]),
    }
    return show(request, "portal/receipt.html", context, status=status)


def _of_street(case: Case) -> list[object]:
    return [(street, found) for street, found in lines() if street.code == case.street]
