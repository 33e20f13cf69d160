"""The documents' door."""

from hetang.commons.documents import scanning, serving, store, tus
from hetang.commons.documents.actions.destroy import clear_gone_files, erase_files
from hetang.commons.documents.actions.receive import append_pieces, begin_upload, cancel_upload, expire_uploads
from hetang.commons.documents.actions.take import Attach, take_upload
from hetang.commons.documents.content import read, size_of
from hetang.commons.documents.limits import Limits, kind_label, limits
from hetang.commons.documents.links import NoSuchLink, Opened, link_for, open_link
from hetang.commons.documents.models import StoredFile, Upload
from hetang.commons.documents.queries import rows_of_files, upload_of, uploads_from, waiting_uploads
from hetang.commons.documents.refusing import BadFile, Infected, NotScanned, TooLarge, WrongKind
from hetang.commons.documents.work import make_previews

__all__ = [
    "Attach",
    "BadFile",
    "Infected",
    "Limits",
    "NoSuchLink",
    "NotScanned",
    "Opened",
    "StoredFile",
    "TooLarge",
    "Upload",
    "WrongKind",
    "append_pieces",
    "begin_upload",
    "cancel_upload",
    "clear_gone_files",
    "erase_files",
    "expire_uploads",
    "kind_label",
    "limits",
    "link_for",
    "make_previews",
    "open_link",
    "read",
    "rows_of_files",
    "scanning",
    "serving",
    "size_of",
    "store",
    "take_upload",
    "tus",
    "upload_of",
    "uploads_from",
    "waiting_uploads",
]
