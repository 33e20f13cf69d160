"""A file as an answer over HTTP: whole or in part, never run, never kept by anybody on the way."""

import re
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from hetang.commons.documents.content import read, size_of
from hetang.commons.documents.models import StoredFile
from hetang.commons.documents.names import name_to_save
from hetang.commons.documents.sniffing import TYPES

COPY_TYPE = "image/jpeg"
# What a browser plays in the page as it is. Everything else that is no copy of ours is only handed out to be saved.
PLAYED = ("sound", "video")
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


def begins(request: HttpRequest) -> bool:
    """Whether this asks for the file from its beginning: later parts belong to a look that was written down already."""
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    return not found or not found[1] or int(found[1]) == 0


def answer(request: HttpRequest, file: StoredFile, variant: str, *, save: bool = False) -> HttpResponseBase:
    """The original ("") or a copy. Raises `WrongState` where it is not there."""
    size = size_of(file, variant)
    found = _RANGE.fullmatch(request.headers.get("Range", ""))
    start, end = _asked(found, size) if found else (0, size - 1)
    if start > end:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = StreamingHttpResponse(_part(file, variant, start, end + 1), status=206 if found else 200)
    if found:
        response["Content-Range"] = f"bytes {start}-{end}/{size}"
    response["Content-Length"] = str(end + 1 - start)
    response["Accept-Ranges"] = "bytes"
    _harmless(response, file, variant, save)
    return response


def _harmless(response: HttpResponseBase, file: StoredFile, variant: str, save: bool) -> None:
    is_shown = not save and (bool(variant) or file.kind in PLAYED)
    name = name_to_save(file.name, TYPES[COPY_TYPE if variant else file.media_type][1])
    response["Content-Type"] = COPY_TYPE if variant else file.media_type
    response["Content-Disposition"] = content_disposition_header(not is_shown, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"


def _asked(found: re.Match[str], size: int) -> tuple[int, int]:
    """First and last byte; first behind last where there is no such part."""
    if not found[1]:
        length = int(found[2] or 0)
        return (max(0, size - length), size - 1) if length else (1, 0)
    return int(found[1]), min(int(found[2]) if found[2] else size - 1, size - 1)


def _part(file: StoredFile, variant: str, start: int, end: int) -> Iterator[bytes]:
    left = end - start
    for block in read(file, variant, start):
        yield block[:left]
        left -= len(block)
        if left <= 0:
            return
