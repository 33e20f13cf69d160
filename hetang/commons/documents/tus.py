"""Resumable upload over HTTP: tus 1.0.0 with creation, termination and expiration (server side).

A room gives it an address and says who may; refusals come as a line of plain text, for the page to show.
"""

import base64
import binascii
from collections.abc import Callable, Iterator
from datetime import UTC
from email.utils import format_datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError

from hetang.commons.documents import incoming
from hetang.commons.documents.actions.receive import Moved, append_pieces, cancel_upload
from hetang.commons.documents.actions.take import Attach, take_upload
from hetang.commons.documents.limits import limits
from hetang.commons.documents.models import Upload
from hetang.commons.documents.refusing import NOT_KEPT, NotScanned, StoreSilent, TooLarge, WrongKind
from hetang.ground.lib import clock
from hetang.ground.lib.errors import translated
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
OFFSET_TYPE = "application/offset+octet-stream"
# So much is read and kept at a time: a line that breaks loses less than this.
PIECE = 256 << 10
# 409 and 423 tell the browser to ask again, for the same upload; after anything else it gives up and says why.
_STATUS = {
    TooLarge.__name__: 413,
    WrongKind.__name__: 415,
    NotScanned.__name__: 423,
    StoreSilent.__name__: 423,
    Moved.__name__: 409,
}
# A browser that went away in the middle: what came before is kept.
BROKEN = (UnreadablePostError, RequestDataTooBig, OSError)


# What a room does with an announced file: its name, its size in bytes, and what else the browser told of it.
Begin = Callable[[str, int, dict[str, str]], Upload]


def announce(request: HttpRequest, *, begin: Begin, address: Callable[[Upload], str]) -> HttpResponse:
    """Announce a file, and be told where to send it: the `address` of an upload as the browser finds it."""
    if request.method == "OPTIONS":
        return _answer(204, **{"Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(limits().most)})
    if wrong := _wrong_version(request):
        return wrong
    length = request.headers.get("Upload-Length", "")
    if not length.isdecimal() or len(length) > 15:
        return _answer(400)
    try:
        told = _metadata(request)
        upload = begin(told.get("filename", ""), int(length), told)
    except Refused as refusal:
        return refused(refusal)
    return _answer(201, Location=address(upload), **_progress(upload))


def go_on(request: HttpRequest, upload: Upload, *, attach: Attach) -> HttpResponse:
    """HEAD: how much is there. PATCH: more of it. DELETE: no more of it. A whole file is taken before it is called whole."""
    if wrong := _wrong_version(request):
        return wrong
    try:
        if request.method == "DELETE":
            cancel_upload(upload)
            return _answer(204)
        if request.method == "PATCH":
            return _patch(request, upload, attach)
        return _head(upload, attach)
    except Refused as refusal:
        return refused(refusal, upload.name)
    except incoming.PiecesLost:
        # What was there is lost: the browser asks how much is there, and sends it again.
        return _answer(409)


def refused(refusal: Refused, name: str = "") -> HttpResponse:
    """The refusal as one line in the reader's language."""
    params = {"name": name, **refusal.params}
    words = " ".join(filter(None, (translated(each, params) for each in (refusal.what, refusal.safe, refusal.then))))
    return _answer(_status(type(refusal).__name__, refusal.status), words)


def _head(upload: Upload, attach: Attach) -> HttpResponse:
    if upload.state == Upload.State.REFUSED:
        told: dict[str, Any] = upload.refusal
        refusal = Invalid(told["what"], safe=NOT_KEPT, then=told["then"], **{"name": upload.name, **told["params"]})
        answer = refused(refusal)
        answer.status_code = _status(told["kind"], refusal.status)
        return answer
    if upload.state == Upload.State.RECEIVING and upload.is_past(clock.now()) and not upload.is_whole:
        return _answer(410, translated(N_("这次上传等得太久，已经作废，请重新选择文件上传。"), {}))
    if upload.is_whole:
        take_upload(upload, attach=attach)
    return _answer(200, **{"Cache-Control": "no-store", "Upload-Length": upload.size, **_progress(upload)})


def _patch(request: HttpRequest, upload: Upload, attach: Attach) -> HttpResponse:
    at = request.headers.get("Upload-Offset", "")
    if request.content_type != OFFSET_TYPE:
        return _answer(415)
    if not at.isdecimal() or len(at) > 15:
        return _answer(400)
    if int(at) != upload.offset:
        raise Moved(N_("网络断过，续传的位置对不上。"), then=N_("会从已收到的地方继续。"))
    upload = append_pieces(upload, _pieces(request), at=int(at))
    if upload.is_whole:
        take_upload(upload, attach=attach)
    return _answer(204, **_progress(upload))


def _pieces(request: HttpRequest) -> Iterator[bytes]:
    """The body in pieces of `PIECE`, as far as it comes."""
    kept = bytearray()
    try:
        while more := request.read(PIECE - len(kept)):
            kept += more
            if len(kept) == PIECE:
                yield bytes(kept)
                kept.clear()
    except BROKEN:
        pass
    if kept:
        yield bytes(kept)


def _status(kind: str, status: int) -> int:
    return _STATUS.get(kind, 422 if status == 409 else status)


def _metadata(request: HttpRequest) -> dict[str, str]:
    """`filename d29ybGQ=,…` → {filename: world}. Raises `Invalid`."""
    found = {}
    for pair in filter(None, request.headers.get("Upload-Metadata", "").split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Invalid(N_("浏览器发来的文件名看不懂。"), then=N_("请刷新页面再试。")) from None
    return found


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    return None if request.headers.get("Tus-Resumable") == VERSION else _answer(412, **{"Tus-Version": VERSION})


def _progress(upload: Upload) -> dict[str, Any]:
    expires = format_datetime(upload.expires_at.astimezone(UTC), usegmt=True)
    return {"Upload-Offset": upload.offset, "Upload-Expires": expires}


def _answer(status: int, words: str = "", **headers: Any) -> HttpResponse:
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    for name, value in headers.items():
        response[name] = str(value)
    return response
