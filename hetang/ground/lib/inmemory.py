"""Files sent in a form to some addresses (settings.IN_MEMORY) stay in memory: never in clear in a temporary folder."""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopFutureHandlers
from django.urls import Resolver404, resolve

# A form with more than this is read to its end and its files are dropped: the view finds none.
MOST_BYTES = 32 << 20


class InMemory(FileUploadHandler):
    """First in settings.FILE_UPLOAD_HANDLERS; leaves all other addresses to the ones behind it."""

    is_asked = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """As Django's: told of each file of a form."""
        super().new_file(*args, **kwargs)
        assert self.request is not None
        self.is_asked = _name_of(self.request.path_info) in settings.IN_MEMORY
        if not self.is_asked:
            return
        if int(self.request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            raise SkipFile
        self.file = io.BytesIO()
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002 - Django's signature
        if not self.is_asked:
            return raw_data
        self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> InMemoryUploadedFile | None:
        if not self.is_asked:
            return None
        self.file.seek(0)
        return InMemoryUploadedFile(
            self.file, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


def _name_of(path: str) -> str:
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""
