"""Sending evidence: the addresses that the browser's tus client talks to, and a plain form where no script runs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hetang.commons.accounts.api import signed_in
from hetang.commons.documents.api import NotScanned, Upload, append_pieces, begin_upload, take_upload, tus, upload_of
from hetang.ground.lib.inmemory import MOST_BYTES
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid
from hetang.record.cases.api import Case, Frozen, NoSuchCase, get_case_for, require_edit
from hetang.record.evidence.actions.add import attaching, party_of
from hetang.record.evidence.handed import PARTY, SUBJECT


@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest, number: str) -> HttpResponse:
    """Announce a file for the case."""
    user = signed_in(request)
    case = get_case_for(user, number)
    if not case.is_open:
        return tus.refused(_closed(case))
    require_edit(user, case)

    def address(upload: Upload) -> str:
        return reverse("case-evidence-upload", args=[case.number, upload.token])

    def begin(name: str, size: int, told: dict[str, str]) -> Upload:
        return begin_upload(SUBJECT, case.pk, name=name, size=size, given=_given(case, told.get(PARTY)), by=user)

    return tus.announce(request, begin=begin, address=address)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Go on with a file that was announced, as long as one may add to the case."""
    user = signed_in(request)
    case = get_case_for(user, number)
    found = upload_of(token, user, SUBJECT, case.pk)
    if found is None:
        raise NoSuchCase(N_("没有找到这次上传。"), then=N_("请刷新页面，重新选择文件上传。"))
    return tus.go_on(request, found, attach=attaching(case, user, found.given))


@require_POST
def form(request: HttpRequest, number: str) -> HttpResponse:
    """One file by a plain form, whole or not at all."""
    user = signed_in(request)
    case = get_case_for(user, number)
    if not case.is_open:
        raise _closed(case)
    require_edit(user, case)
    file = request.FILES.get("file")
    if file is None:
        raise Invalid(
            N_("没有收到文件。"),
            then=N_("请选择一份不超过 %(most)s MB 的文件；更大的请换用能运行脚本的浏览器，断了也能接着传。"),
            most=MOST_BYTES >> 20,
        )
    given = _given(case, request.POST.get(PARTY))
    upload = begin_upload(SUBJECT, case.pk, name=file.name or "", size=file.size or 0, given=given, by=user)
    upload = append_pieces(upload, file.chunks(tus.PIECE), at=0)
    try:
        take_upload(upload, attach=attaching(case, user, given))
    except NotScanned:
        messages.warning(request, _("文件已经传上来，查毒或存放的服务没有回应；系统会自动再试，收下后出现在这里。"))
    else:
        messages.success(request, _("已收下。"))
    return redirect("case-evidence", case.number)


def _closed(case: Case) -> Frozen:
    return Frozen(N_("案件%(state)s，内容已经冻结。"), then=N_("需要再办时请重新办理。"), state=case.state_label)


def _given(case: Case, party: str | None) -> dict[str, int]:
    found = party_of(case, party)
    return {PARTY: found.pk} if found else {}
