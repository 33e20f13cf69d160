"""What a file is stands in its first bytes, not in its name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hetang.commons.documents.sniffing import HEAD, OLE, TYPES, ZIP, refusal_of, sniff
from hetang.commons.documents.tests import samples

KNOWN = {
    "image/jpeg": samples.jpeg(),
    "image/png": samples.png(),
    "image/gif": b"GIF89a" + bytes(20),
    "image/webp": b"RIFF\0\0\0\0WEBPVP8 ",
    "image/heic": samples.movie(b"heic"),
    "audio/mpeg": b"ID3\x04" + bytes(20),
    "audio/aac": b"\xff\xf1\x50\x80" + bytes(20),
    "audio/wav": samples.WAV,
    "audio/amr": b"#!AMR\n" + bytes(20),
    "audio/ogg": b"OggS" + bytes(20),
    "audio/mp4": samples.movie(b"M4A "),
    "video/mp4": samples.movie(),
    "video/quicktime": samples.movie(b"qt  "),
    "video/3gpp": samples.movie(b"3gp5"),
    "video/webm": b"\x1a\x45\xdf\xa3" + bytes(20),
    "video/x-msvideo": b"RIFF\0\0\0\0AVI LIST",
    "application/pdf": samples.PDF,
    ZIP: samples.office(),
    OLE: samples.old_office("WordDocument"),
}


@pytest.mark.parametrize("media_type", KNOWN)
def test_a_kind_that_is_taken_is_known_by_its_beginning(media_type: str) -> None:
    assert sniff(KNOWN[media_type][:HEAD]) == media_type


def test_bare_frames_of_mp3_are_sound() -> None:
    assert sniff(b"\xff\xfb\x90\x64" + bytes(20)) == "audio/mpeg"
    assert sniff(b"\xff\xfb\xf0\x64" + bytes(20)) == "", "a bit rate that does not exist"


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"MZ\x90\0", "是程序"),
        (b"\x7fELF\2", "是程序"),
        (b"#!/bin/sh\n", "是程序"),
        (b"<svg xmlns=''><script>", "带脚本"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "带脚本"),
        (b"<?xml version='1.0'?><svg>", "带脚本"),
        (b"Rar!\x1a\x07\x01", "压缩包"),
        (b"7z\xbc\xaf\x27\x1c", "压缩包"),
        (b"hello", "认不出"),
        (b"", "认不出"),
    ],
)
def test_what_is_not_taken_is_called_by_its_name(head: bytes, says: str) -> None:
    assert sniff(head) == ""
    assert says in refusal_of(head)[0]


@given(st.binary(max_size=64))
def test_nothing_breaks_on_any_bytes(head: bytes) -> None:
    assert sniff(head) in {"", ZIP, OLE, *TYPES}
    assert all(refusal_of(head))
