"""Pictures: their measures, read from the header before anything is unpacked."""

from typing import BinaryIO

from PIL import Image

from hetang.commons.documents.limits import Limits
from hetang.commons.documents.refusing import TooLarge, WrongKind
from hetang.ground.lib.labels import N_

# Pillow's own limit would come first, and could not say how many there are.
Image.MAX_IMAGE_PIXELS = None
# What Pillow may be asked to open, and by which of its readers: never by the one that the content asks for.
READERS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/gif": "GIF", "image/webp": "WEBP"}


def check_picture(file: BinaryIO, media_type: str, *, name: str, limits: Limits) -> None:
    """Raise `WrongKind` for a picture that does not open, `TooLarge` for one of too many pixels.

    HEIC is kept as it comes: nothing of ours opens it, so nothing of ours can be hurt by it.
    """
    if media_type not in READERS:
        return
    try:
        with open_picture(file, media_type) as picture:
            width, height = picture.size
    except OSError as error:
        raise WrongKind(
            N_("“%(name)s”打不开，照片可能没有传完整或已经损坏。"),
            then=N_("请在手机上确认能打开，再传一次。"),
            name=name,
        ) from error
    if width * height > limits.pixels:
        raise TooLarge(
            N_("“%(name)s”有 %(pixels)s 万像素，超过上限 %(most)s 万。"),
            then=N_("请截取要紧的部分，或缩小后再传。"),
            name=name,
            pixels=width * height // 10_000,
            most=limits.pixels // 10_000,
        )


def open_picture(file: BinaryIO, media_type: str) -> Image.Image:
    """The picture, its header read and nothing more: the caller looks at its measures before it unpacks anything.

    Raises OSError for whatever is wrong with it.
    """
    file.seek(0)
    try:
        return Image.open(file, formats=[READERS[media_type]])
    except (SyntaxError, ValueError, TypeError, KeyError, IndexError) as error:
        raise OSError(str(error)) from error
