"""Files of every kind, good and bad, made on the spot."""

import io
import struct
import zipfile
import zlib

from PIL import Image

WORD = "word/document.xml"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def jpeg(width: int = 640, height: int = 480, *, exif: bool = False, colour: str = "teal") -> bytes:
    """A picture of one colour, its left upper corner red; `exif` with a place, a maker and lying on its side."""
    picture = Image.new("RGB", (width, height), colour)
    picture.paste("red", (0, 0, width // 4, height // 4))
    out = io.BytesIO()
    notes = Image.Exif()
    if exif:
        notes[0x0112], notes[0x010F] = 6, "MAKER-OF-PHONES"
        notes.get_ifd(0x8825)[1] = "N"
        notes.get_ifd(0x8825)[2] = (30.0, 18.0, 27.0)
    picture.save(out, "JPEG", exif=notes)
    return out.getvalue()


def png(width: int = 64, height: int = 48) -> bytes:
    """A small picture with a transparent background."""
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (0, 0, 0, 0)).save(out, "PNG")
    return out.getvalue()


def png_bomb(side: int = 50_000) -> bytes:
    """Says it is `side` by `side`; 60 bytes."""
    header = b"IHDR" + struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def office(main: str = WORD, **more: bytes) -> bytes:
    """A document of the newer family; `more` parts by name, with __ for a slash and _dot_ for a dot."""
    parts = {"[Content_Types].xml": b"<Types/>", main: b"<document/>"}
    parts |= {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()}
    return zipped(parts)


def old_office(*streams: str) -> bytes:
    """A document of the older family whose directory names these streams."""
    directory = b"".join(f"{each}\0\0".encode("utf-16-le").ljust(64, b"\0") for each in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + directory


def movie(brand: bytes = b"isom", size: int = 2000) -> bytes:
    """The beginning of a film, and nothing to see."""
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\2\0" + b"isommp42" + bytes(size)


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(24)
