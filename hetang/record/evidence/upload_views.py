"""Sending evidence, resumably: the addresses that the browser's tus client talks to."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hetang.commons.accounts.api import signed_in
from hetang.commons.documents.api import Upload, tus, upload_of
from hetang.ground.lib.labels import N_
from hetang.record.cases.api import Frozen, NoSuchCase, get_case_for, require_edit
from hetang.record.evidence.actions.add import PARTY, SUBJECT, attaching, party_of


@require_http_methods(["POST", "OPTIONS"])
def uploads(request: HttpRequest, number: str) -> HttpResponse:
    """Announce a file for the case."""
    user = signed_in(request)
    case = get_case_for(user, number)
    if not case.is_open:
        return tus.refused(
            Frozen(N_("案件%(state)s，内容已经冻结。"), then=N_("需要再办时请重新办理。"), state=case.state_label)
        )
    require_edit(user, case)

    def address(upload: Upload) -> str:
        return reverse("case-evidence-upload", args=[case.number, upload.token])

    def given(told: dict[str, str]) -> dict[str, int]:
        party = party_of(case, told.get(PARTY))
        return {PARTY: party.pk} if party else {}

    return tus.announce(request, SUBJECT, case.pk, by=user, address=address, given=given)


@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, number: str, token: str) -> HttpResponse:
    """Go on with a file that was announced, as long as one may add to the case."""
    user = signed_in(request)
    case = get_case_for(user, number)
    found = upload_of(token, user, SUBJECT, case.pk)
    if found is None:
        raise NoSuchCase(N_("没有找到这次上传。"), then=N_("请刷新页面，重新选择文件上传。"))
    return tus.go_on(request, found, attach=attaching(case, user, found.given))
