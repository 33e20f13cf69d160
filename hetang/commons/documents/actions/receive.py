"""A file on its way: begun, continued piece by piece, ended. Nothing is taken before it was received and looked at whole."""

from collections.abc import Iterable, Mapping

from django.db import connection, transaction
from django.db.models import Count, Sum

from hetang.commons.accounts.api import Account
from hetang.commons.documents import incoming
from hetang.commons.documents.checking.content import check_head
from hetang.commons.documents.limits import MB, limits
from hetang.commons.documents.models import NAME, StoredFile, Upload, new_token
from hetang.commons.documents.names import clean_name
from hetang.commons.documents.refusing import BadFile, TooLarge
from hetang.commons.documents.sniffing import HEAD
from hetang.ground.lib import clock, crypto
from hetang.ground.lib.labels import N_
from hetang.ground.lib.refusals import Invalid, Refused, WrongState

# Kept free on the disk for everything else; from outside nobody comes near to what the staff's own files need.
SPARE, SPARE_FROM_OUTSIDE = 500 * MB, 5000 * MB
# A line that breaks all the time leaves some that were announced and never sent: many, since only abuse is meant.
AT_ONCE = 300


class Moved(WrongState):
    """Bytes were sent for another place than the one where the file ends."""


@transaction.atomic
def begin_upload(
    subject_kind: str,
    subject_key: int,
    *,
    name: str,
    size: int,
    given: Mapping[str, int] | None = None,
    outside: bool = False,
    by: Account,
) -> Upload:
    """Announce a file of `size` bytes. Raises a `BadFile` before a byte is sent where it cannot be taken anyway.

    The caller has looked whether `by` may add to the subject; `given` it is given back when the file is taken.
    `outside`: sent through a desk by somebody without an account, whom `given` names. They are told nothing of what else
    is there; how many they may have under way the caller has looked (`uploads_from`).
    """
    name = clean_name(name)
    _require_size(name, size, outside)
    require_room(subject_kind, subject_key, files=1, size=size, outside=outside)
    if not outside:
        _require_few(by)
    key, now = crypto.new_key(), clock.now()
    return Upload.objects.create(
        token=new_token(),
        account=by,
        subject_kind=subject_kind,
        subject_key=subject_key,
        key=key,
        name_sealed=crypto.seal(key, name, NAME),
        given=dict(given or {}),
        outside=outside,
        size=size,
        begun_at=now,
        expires_at=now + limits().waiting,
    )


def _require_few(by: Account) -> None:
    """Raise `WrongState` where whoever sends has too many under way."""
    rows = Upload.objects.filter(account=by, state=Upload.State.RECEIVING, expires_at__gt=clock.now())
    if rows.count() >= AT_ONCE:
        raise WrongState(
            N_("您还有 %(most)s 个文件没有传完。"), then=N_("请等它们传完，或取消几个再传。"), most=AT_ONCE
        )


def _require_size(name: str, size: int, outside: bool) -> None:
    if size < 1:
        raise Invalid(N_("“%(name)s”是空文件。"), then=N_("请确认选对了文件。"), name=name)
    if size > limits().most:
        raise TooLarge(
            N_("“%(name)s”有 %(size)s MB，超过上限 %(most)s MB，没有开始传。"),
            then=N_("请截取要紧的一段，或降低清晰度后再传。"),
            name=name,
            size=-(-size // MB),
            most=limits().most // MB,
        )
    free = incoming.free_bytes()
    if outside and free < 2 * size + SPARE_FROM_OUTSIDE:
        raise WrongState(N_("网上暂时收不下文件。"), then=N_("文件请先留好，过一会儿再交，或直接交给工作人员。"))
    if free < 2 * size + SPARE:
        raise WrongState(N_("服务器的磁盘快满了，现在收不下这份文件。"), then=N_("请联系系统管理员；原件请先留好。"))


def require_room(subject_kind: str, subject_key: int, *, files: int = 0, size: int = 0, outside: bool = False) -> None:
    """Raise `Invalid` where so many files of `size` bytes together are more than the subject may have.

    From `outside` nobody is told how many there are.
    """
    kept = StoredFile.objects.filter(subject_kind=subject_kind, subject_key=subject_key, erased_at=None)
    found = kept.aggregate(files=Count("id"), used=Sum("size"))
    have, used = found["files"], found["used"] or 0
    if have + files > limits().case_files or used + size > limits().case_bytes:
        if outside:
            raise Invalid(N_("网上收不下更多材料了。"), then=N_("请把要紧的直接交给工作人员。"))
        raise Invalid(
            N_("这里已有 %(files)s 份文件，共 %(used)s MB，再加就超过上限（%(most)s 份、%(room)s MB）。"),
            then=N_("请只传要紧的；更多的材料可以刻盘装订进卷宗。"),
            files=have,
            used=used // MB,
            most=limits().case_files,
            room=limits().case_bytes // MB,
        )


def append_pieces(upload: Upload, pieces: Iterable[bytes], *, at: int) -> Upload:
    """Take what comes, from byte `at` on; each piece is kept by itself, so a line that breaks loses none before it.

    Raises `Moved`, or a `BadFile` as soon as the beginning shows that it cannot be taken: then the upload is over.
    """
    for piece in pieces:
        try:
            upload = _append(upload, piece, at)
        except BadFile as refusal:
            refuse_upload(upload, refusal)
            raise
        except incoming.PiecesLost:
            begin_anew(upload)
            raise _moved() from None
        at += len(piece)
    return upload


@transaction.atomic
def _append(upload: Upload, piece: bytes, at: int) -> Upload:
    # Other writers of this row wait for milliseconds. What a power cut takes back is sent again.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    require_open(upload)
    if upload.offset != at:
        raise _moved()
    if at + len(piece) > upload.size:
        raise Invalid(N_("传来的内容比说好的多。"), then=N_("请重新选择文件再传一次。"))
    if at == 0 and (len(piece) >= HEAD or len(piece) == upload.size):
        check_head(piece[:HEAD], size=upload.size, name=upload.name, limits=limits())
    upload.stored = incoming.add_piece(upload, piece)
    upload.offset += len(piece)
    upload.save(update_fields=["offset", "stored"])
    return upload


def require_open(upload: Upload) -> None:
    """Raise `WrongState` where nobody may go on with it."""
    if upload.state != Upload.State.RECEIVING or upload.is_past(clock.now()):
        raise WrongState(N_("这次上传已经结束。"), then=N_("请刷新页面查看；没有收下的请重新上传。"))


def begin_anew(upload: Upload) -> None:
    """What came of it is not there: it begins at its first byte."""
    Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).update(offset=0, stored=0)
    incoming.clear(upload.token)


def refuse_upload(upload: Upload, refusal: Refused) -> None:
    """Note why it was not taken, for who asks again after a broken line; what came of it goes."""
    # The name is sealed in the row, and not written down once more.
    params = {key: value for key, value in refusal.params.items() if key != "name"}
    told = {"kind": type(refusal).__name__, "what": refusal.what, "then": refusal.then, "params": params}
    rows = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING)
    if rows.update(state=Upload.State.REFUSED, refusal=told):
        incoming.clear(upload.token)


@transaction.atomic
def cancel_upload(upload: Upload) -> None:
    """Whoever sends it wants it no more. A file that was taken stays."""
    upload = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if upload.state == Upload.State.DONE:
        raise WrongState(N_("这份文件已经收下。"), then=N_("请刷新页面查看。"))
    upload.delete()
    transaction.on_commit(lambda: incoming.clear(upload.token))


def expire_uploads() -> int:
    """Forget what nobody went on with, and what is over. Once a day (settings.DAILY)."""
    past = list(Upload.objects.filter(expires_at__lte=clock.now()))
    for upload in past:
        if upload.state == Upload.State.RECEIVING and upload.is_whole:
            # Whole, and still not looked at: the scanner is silent. It waits on.
            continue
        upload.delete()
        incoming.clear(upload.token)
    return len(past)


def _moved() -> Moved:
    return Moved(N_("网络断过，续传的位置对不上。"), then=N_("会从已收到的地方继续。"))
