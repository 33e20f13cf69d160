"""The job that makes the copies of a picture which pages show: small ones, without what a camera writes into a file."""

import io
import logging

from PIL import Image, ImageOps

from hetang.commons.documents.checking.pictures import READERS, open_picture
from hetang.commons.documents.content import keep_copy, opened
from hetang.commons.documents.limits import limits
from hetang.commons.documents.models import StoredFile
from hetang.commons.documents.store import files
from hetang.ground.lib.jobs import job

log = logging.getLogger(__name__)
# Longest side in pixels, quality.
MEASURES = {"view": (2000, 85), "small": (320, 75)}
WHITE = (255, 255, 255)


@job("documents.previews")
def make_previews(key: int) -> None:
    """Make the copies of file number `key`; done again after a crash it makes them again."""
    file = StoredFile.objects.filter(pk=key, preview=StoredFile.Preview.WAITING, erased_at=None).first()
    if file is None:
        return
    made = _made(file)
    for variant, content in made.items():
        keep_copy(file, variant, [content])
    state = StoredFile.Preview.MADE if made else StoredFile.Preview.FAILED
    if not StoredFile.objects.filter(pk=key, erased_at=None).update(preview=state):
        # Erased meanwhile: the copies go with the rest.
        files().remove(file.token)


def _made(file: StoredFile) -> dict[str, bytes]:
    """The copies, none for a picture of which none can be made: the original stays, and its page says so."""
    try:
        return copies(file)
    except Exception as error:  # noqa: BLE001 - whatever somebody wrote into a picture
        log.warning("no copy of file %s: %s", file.pk, type(error).__name__)
        return {}


def copies(file: StoredFile) -> dict[str, bytes]:
    """JPEGs of the picture as it is looked at, without EXIF, place, colour profile or anything else that came with it.

    Raises OSError and what else Pillow raises for a picture that does not open.
    """
    assert file.media_type in READERS
    with opened(file) as content, open_picture(content, file.media_type) as picture:
        width, height = picture.size
        if width * height > limits().pixels:
            raise OSError("more pixels than may be opened")
        longest = MEASURES["view"][0]
        # A JPEG is unpacked at half, a quarter or an eighth of its size where that is enough.
        picture.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((longest, longest))
        plain = _plain(upright)
    return {variant: _jpeg(plain, *measure) for variant, measure in MEASURES.items()}


def _plain(picture: Image.Image) -> Image.Image:
    """The pixels alone, what is transparent on white."""
    whole = picture.convert("RGBA") if picture.mode in ("RGBA", "LA", "P", "PA") else picture.convert("RGB")
    plain = Image.new("RGB", whole.size, WHITE)
    plain.paste(whole, mask=whole.getchannel("A") if whole.mode == "RGBA" else None)
    return plain


def _jpeg(picture: Image.Image, longest: int, quality: int) -> bytes:
    smaller = picture.copy()
    smaller.thumbnail((longest, longest))
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
