"""Files for a case piece by piece (tus), the same way whoever sends them and from whatever address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hetang.commons.accounts.api import Account
from hetang.commons.documents.api import Upload, begin_upload, tus, upload_of
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Refused
from hetang.record.cases.api import Case, NoSuchCase
from hetang.record.evidence.actions.add import attaching, party_of, require_adding
from hetang.record.evidence.handed import PARTY, SUBJECT


def announce(request: HttpRequest, case: Case, *, by: Account, address: Callable[[Upload], str]) -> HttpResponse:
    """Announce a file for the case; `address` of an upload as its sender finds it."""
    try:
        require_adding(case, by)
    except Refused as refusal:
        return tus.refused(refusal)

    def begin(name: str, size: int, told: dict[str, str]) -> Upload:
        return begin_upload(SUBJECT, case.pk, name=name, size=size, given=given_of(case, told.get(PARTY)), by=by)

    return tus.announce(request, begin=begin, address=address)


def go_on(request: HttpRequest, case: Case, token: str, *, by: Account) -> HttpResponse:
    """Go on with a file that was announced, as long as one may add to the case. Raises `NoSuchCase` for nobody's own."""
    found = upload_of(token, by, SUBJECT, case.pk)
    if found is None:
        raise NoSuchCase(N_("没有找到这次上传。"), then=N_("请刷新页面，重新选择文件上传。"))
    return tus.go_on(request, found, attach=attaching(case, by, found.given))


def given_of(case: Case, party: str | None) -> dict[str, int]:
    """What is kept with a file on its way. Raises `Invalid` for a party that the case does not have."""
    found = party_of(case, party)
    return {PARTY: found.pk} if found else {}
