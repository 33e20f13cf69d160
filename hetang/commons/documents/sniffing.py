"""What a file is, told from its first bytes and never from its name. Plain Python.

A closed list of our own and no library: a library knows hundreds of types, of which all but these would be refused
anyway, and tells a picture with an archive behind it for a picture.
"""

from collections.abc import Mapping

from hetang.ground.lib.labels import N_

# So much of a file is enough to tell.
HEAD = 4096

# Media type → (kind, ending of its name).
TYPES: Mapping[str, tuple[str, str]] = {
    "image/jpeg": ("photo", "jpg"),
    "image/png": ("photo", "png"),
    "image/gif": ("photo", "gif"),
    "image/webp": ("photo", "webp"),
    "image/heic": ("photo", "heic"),
    "audio/mpeg": ("sound", "mp3"),
    "audio/mp4": ("sound", "m4a"),
    "audio/wav": ("sound", "wav"),
    "audio/amr": ("sound", "amr"),
    "audio/ogg": ("sound", "ogg"),
    "audio/aac": ("sound", "aac"),
    "video/mp4": ("video", "mp4"),
    "video/quicktime": ("video", "mov"),
    "video/3gpp": ("video", "3gp"),
    "video/webm": ("video", "webm"),
    "video/x-msvideo": ("video", "avi"),
    "application/pdf": ("pdf", "pdf"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("office", "docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("office", "xlsx"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("office", "pptx"),
    "application/msword": ("office", "doc"),
    "application/vnd.ms-excel": ("office", "xls"),
    "application/vnd.ms-powerpoint": ("office", "ppt"),
}
# An office file of one of the two families; which one its inside tells (checking/packed.py).
ZIP, OLE = "application/zip", "application/x-ole-storage"

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"OggS", "audio/ogg"),
    (b"\x1a\x45\xdf\xa3", "video/webm"),
)
_BRANDS = (
    (("heic", "heix", "hevc", "heim", "heis", "mif1", "msf1"), "image/heic"),
    (("M4A ", "M4B ", "M4P "), "audio/mp4"),
    (("qt  ",), "video/quicktime"),
    (("3gp", "3g2"), "video/3gpp"),
    (
        ("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "MSNV", "mmp4", "f4v "),
        "video/mp4",
    ),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}

# What people really send by mistake or on purpose, with what to do instead.
_PROGRAM = (
    N_("“%(name)s”的内容是程序，不是照片、录音、视频或文档。"),
    N_("请不要打开它，核对是谁发来的；需要留证时请截图上传。"),
)
_SCRIPT = (N_("“%(name)s”是网页或带脚本的图形，打开时可能运行代码。"), N_("请改传截图，或另存为 PDF 后再传。"))
_ARCHIVE = (N_("“%(name)s”是压缩包。"), N_("请先解压，再把里面的文件逐个上传。"))
_OTHER = (
    N_("认不出“%(name)s”是什么文件。"),
    N_("可以上传照片、录音、视频、PDF 和 Word、Excel、PPT 文件；其他格式请另存为 PDF 或截图。"),
)
_REFUSED: tuple[tuple[bytes, tuple[str, str]], ...] = (
    (b"MZ", _PROGRAM),
    (b"\x7fELF", _PROGRAM),
    (b"#!/", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"Rar!", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"\x1f\x8b", _ARCHIVE),
)
_MARKUP = (b"<?xml", b"<svg", b"<!doctype", b"<html", b"<script", b"<body", b"<head")


def sniff(head: bytes) -> str:
    """The media type that these first bytes begin, `ZIP` or `OLE` for an office file; "" for anything else."""
    for start, media_type in _STARTS:
        if head.startswith(start):
            return media_type
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        return _brand(head)
    if len(head) > 2 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return _frames(head)
    return ""


def refusal_of(head: bytes) -> tuple[str, str]:
    """What to say of a file that is none of ours: (what it is, what to do), message ids with a place for its name."""
    for start, said in _REFUSED:
        if head.startswith(start):
            return said
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return _SCRIPT if plain.startswith(_MARKUP) else _OTHER


def _brand(head: bytes) -> str:
    """Of the family of MP4: by the brand it calls its own, else by those it says it is compatible with."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    named = [head[8:12], *(head[at : at + 4] for at in range(16, size - 3, 4))]
    for brand in (each.decode("latin-1") for each in named):
        for brands, media_type in _BRANDS:
            if brand.startswith(brands):
                return media_type
    return ""


def _frames(head: bytes) -> str:
    """Bare frames of MPEG sound: layer 0 is AAC in ADTS, layer III is MP3; a free or wrong bit rate is neither."""
    layer = head[1] >> 1 & 3
    if layer == 0 and head[1] & 0xF0 == 0xF0:
        return "audio/aac"
    return "audio/mpeg" if layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3 else ""
