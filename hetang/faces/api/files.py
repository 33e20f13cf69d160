"""A file that comes with a form (multipart/form-data), as one shape among others."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError

from hetang.faces.api.operations import FORM_TYPE
from hetang.faces.api.problems import Problem
from hetang.faces.api.shapes import Finder, Schema, Thing, Wrong, pointer, typed
from hetang.ground.lib.inmemory import MOST_BYTES
from hetang.ground.lib.labels import N_


@dataclass(frozen=True)
class SentFile:
    """A file as it came."""

    name: str
    content: bytes

    def digest(self) -> list[str]:
        """By which the same file is known again."""
        return [self.name, hashlib.sha256(self.content).hexdigest()]


@dataclass(frozen=True)
class File:
    """A file with its name."""

    def schema(self) -> Schema:
        return {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}

    def read(self, value: object, at: str, finder: Finder) -> SentFile:  # noqa: ARG002 - one signature for all
        if not isinstance(value, SentFile):
            raise Wrong(at, N_("应当是文件，带文件名。"))
        return value


def read_form(request: HttpRequest, shape: Thing) -> dict[str, object]:
    """The parts of a form; texts as what their shapes want. The shape itself is not checked."""
    if request.content_type != FORM_TYPE:
        raise Problem("media-type", N_("请用 Content-Type: multipart/form-data 发送。"))
    try:
        lists: list[tuple[str, list[Any]]] = [*request.POST.lists(), *request.FILES.lists()]
    except (MultiPartParserError, TooManyFieldsSent, TooManyFilesSent):
        raise Problem("malformed", N_("这个表单读不出来。")) from None
    except RequestDataTooBig:
        raise _too_large() from None
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise _too_large()
    sent: dict[str, object] = {}
    for name, values in lists:
        if len(values) > 1 or name in sent:
            raise Wrong(f"/{pointer(name)}", N_("只能写一次。"))
        sent[name] = _part(shape, name, values[0])
    return sent


def _part(shape: Thing, name: str, value: Any) -> object:
    if isinstance(value, UploadedFile):
        return SentFile(value.name or "", value.read())
    return typed(shape.parts[name].shape, value) if name in shape.parts else value


def _too_large() -> Problem:
    return Problem(
        "too-large",
        N_("一次发送最多 %(most)s MB。"),
        N_("更大的文件请断点续传：POST 到这件案件的 evidence/uploads。"),
        most=MOST_BYTES >> 20,
    )
