"""Evidence as the case page has it: handed in whole or piece by piece, listed, looked at, fetched, withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import get_language, gettext

from hetang.commons.accounts.api import wall
from hetang.commons.documents.api import NotScanned, Upload, kind_label, limits
from hetang.faces.api import answers, problems
from hetang.faces.api.addresses import content_href, piece_href, upload_href
from hetang.faces.api.files import File
from hetang.faces.api.lookups import Finding, case_for
from hetang.faces.api.operations import ANY_TYPE, FORM_TYPE, NUMBER, Answer, Call, Operation
from hetang.faces.api.problems import Problem
from hetang.faces.api.samples import LOOK_SAMPLE, PIECE_SAMPLE, TAKEN_SAMPLE
from hetang.faces.api.shapes import Given, Reference, Shape, Text, Thing, Whole
from hetang.ground.lib.labels import N_, pick
from hetang.record.evidence import api as evidence
from hetang.record.evidence.api import Evidence

FILE = Thing(
    {
        "file": Given(File(), N_("照片、录音、视频、PDF 或办公文档，带文件名")),
        "party": Given(Reference("party", Whole(1)), N_("哪位当事人提供的，见案件的 parties"), required=False),
    }
)
REASON = Thing({"reason": Given(Text(evidence.MOST_CHARS, 2), N_("撤下的理由"))})
NOTHING = Thing({})
# What tus says, by the status that it says it with.
KINDS = {
    403: "not-allowed",
    404: "not-found",
    409: "moved",
    410: "gone",
    412: "tus-version",
    413: "too-large",
    415: "wrong-kind",
    422: "invalid",
    423: "not-scanned",
}
KEPT_HEADERS = ("Tus-Resumable", "Tus-Version")


def add_evidence(call: Call) -> Answer:
    """One small file, whole."""
    case = case_for(call.user, call.path["number"])
    told = FILE.read(call.body, "", Finding(call.user, case))
    sent = told["file"]
    try:
        row = evidence.take_evidence(case, name=sent.name, content=sent.content, party=told["party"], by=call.user)
    except NotScanned:
        raise Problem(
            "not-scanned",
            N_("查毒或存放的服务没有回应，这份文件没有收下。"),
            N_("请过一会儿带着同一个幂等键重发，或改用断点续传：传完后系统会自动再试。"),
        ) from None
    where = piece_href(case.number, row.pk)
    return Answer(_taken(row), 201, {"Location": where})


def begin_upload(call: Call) -> HttpResponseBase:
    """Announce a file that is sent piece by piece."""
    case = case_for(call.user, call.path["number"])

    def address(upload: Upload) -> str:
        return upload_href(case.number, upload.token)

    return _told(evidence.uploading.announce(call.request, case, by=call.user, address=address))


def go_on(call: Call) -> HttpResponseBase:
    """How much is there, more of it, or no more of it: by the request's method."""
    case = case_for(call.user, call.path["number"])
    return _told(evidence.uploading.go_on(call.request, case, call.path["upload"], by=call.user))


def _told(response: HttpResponse) -> HttpResponse:
    """What tus answers; its refusals as problems, in its words."""
    if response.status_code < 400:  # noqa: PLR2004
        return response
    kind = KINDS.get(response.status_code, "malformed")
    headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    words = response.content.decode() or gettext(problems.KINDS[kind][1])
    return problems.answer(kind, status=response.status_code, headers=headers, detail=words)


def list_evidence(call: Call) -> Answer:
    """All evidence of the case."""
    case = case_for(call.user, call.path["number"])
    return Answer({"items": [_shown(piece.evidence) for piece in evidence.look_over(case, call.user)]})


def read_evidence(call: Call) -> Answer:
    """One piece with the links that open it."""
    case = case_for(call.user, call.path["number"])
    look = evidence.look_at(case, call.path["piece"], call.user)
    return Answer(
        {
            **_shown(look.evidence),
            "view": content_href(look.view) if look.view else None,
            "original": content_href(look.original) if look.original else None,
            "until": (wall() + limits().link).isoformat() if look.original else None,
        }
    )


def fetch_evidence(call: Call) -> HttpResponseBase:
    """What a link leads to, whole or in part."""
    response = evidence.open_content(call.request, call.path["link"], call.user, save=True, find=case_for)
    if response.status_code == 416:  # noqa: PLR2004
        told = {"Content-Range": response.headers["Content-Range"]}
        raise Problem("range", N_("文件没有这么长。"), N_("总长见 Content-Range。"), told)
    return response


def withdraw_evidence(call: Call) -> Answer:
    """A piece goes out of use."""
    reason = REASON.read(call.body, "", Finding(call.user))["reason"]
    return Answer(_taken(evidence.withdraw_evidence(_piece(call), reason=reason, by=call.user)))


def put_back_evidence(call: Call) -> Answer:
    """A withdrawn piece counts again."""
    NOTHING.read(call.body, "", Finding(call.user))
    return Answer(_taken(evidence.put_back_evidence(_piece(call), by=call.user)))


def _piece(call: Call) -> Evidence:
    return evidence.piece_of(case_for(call.user, call.path["number"]), call.path["piece"])


def _taken(row: Evidence) -> dict[str, Any]:
    """Nothing about persons: it is kept with the idempotency key. A file's name may be a person's."""
    return {
        "id": row.pk,
        "href": piece_href(row.case.number, row.pk),
        "kind": row.file.kind,
        "size": row.file.size,
        "algorithm": row.file.algorithm,
        "digest": row.file.digest,
        "at": row.at.isoformat(),
        "withdrawn_at": row.withdrawn_at.isoformat() if row.withdrawn_at else None,
    }


def _shown(row: Evidence) -> dict[str, Any]:
    language = get_language() or "zh"
    return {
        **_taken(row),
        "name": row.file.name,
        "kind_name": pick(kind_label(row.file.kind), language),
        "media_type": row.file.media_type,
        "party": row.party_id,
        "by": {"id": row.by_id, "name": pick(row.by.name, language)},
    }


IN_CASE: Mapping[str, Shape] = {"number": NUMBER}
IN_PIECE: Mapping[str, Shape] = {**IN_CASE, "piece": Whole(1)}
IN_UPLOAD: Mapping[str, Shape] = {**IN_CASE, "upload": Text(40, 1, r"^[0-9a-f]+$")}
TAG = N_("证据")
TUS = {"Tus-Resumable": Given(Text(8, 5, r"^1\.0\.0$"), N_("总是 1.0.0"))}
_COUNT = Text(15, 1, r"^[0-9]+$")
_LENGTH = {"Upload-Length": Given(_COUNT, N_("整个文件的字节数"))}
_METADATA = {
    "Upload-Metadata": Given(
        Text(2000, 0, r"^[ -~]*$"),
        N_("filename 和文件名的 base64，逗号后可再写 party 和当事人编号的 base64"),
        required=False,
    )
}
_OFFSET = {"Upload-Offset": Given(_COUNT, N_("从第几个字节续传，就是已经收到多少"))}
_PROGRESS = ("Tus-Resumable", "Upload-Offset", "Upload-Expires")
_TUS_REFUSES = (400, 404, 409, 412, 413, 415, 423)
OPERATIONS = (
    Operation(
        name="listEvidence",
        method="GET",
        path="/cases/{number}/evidence",
        title=N_("证据目录"),
        about=N_("只对能看全名的承办人开放；每次查看都有记录，与工作台一样。"),
        scope="read",
        run=list_evidence,
        gives=answers.PIECES,
        gives_name="EvidenceList",
        tag=TAG,
        in_path=IN_CASE,
        sample={"items": [PIECE_SAMPLE]},
    ),
    Operation(
        name="addEvidence",
        method="POST",
        path="/cases/{number}/evidence",
        title=N_("提交一份小文件"),
        about=N_(
            "一次请求交一份，最多 32 MB；更大的、网络不稳的请断点续传。内容一样的文件再交一次，还是原来那一份。"
            "查毒没有通过、种类不收、超过上限的，什么也不留下。"
        ),
        scope="act",
        run=add_evidence,
        gives=answers.TAKEN,
        gives_name="EvidenceTaken",
        tag=TAG,
        status=201,
        body=FILE,
        takes=FORM_TYPE,
        in_path=IN_CASE,
        example={"file": "<楼道.jpg>", "party": 31},
        sample=TAKEN_SAMPLE,
        refuses=(423,),
    ),
    Operation(
        name="readEvidence",
        method="GET",
        path="/cases/{number}/evidence/{piece}",
        title=N_("读一份证据"),
        about=N_("带上几分钟内有效、只对这个账号有效的链接；文件没有别的地址。"),
        scope="read",
        run=read_evidence,
        gives=answers.LOOK,
        gives_name="EvidencePiece",
        tag=TAG,
        in_path=IN_PIECE,
        sample=LOOK_SAMPLE,
    ),
    Operation(
        name="fetchEvidence",
        method="GET",
        path="/evidence/{link}",
        title=N_("取文件"),
        about=N_("链接来自“读一份证据”。可以带 Range 分段取。取原件和取看图用的副本分别有记录。"),
        scope="read",
        run=fetch_evidence,
        gives=None,
        gives_name="",
        gives_type=ANY_TYPE,
        tag=TAG,
        in_path={"link": Text(200, 1, r"^[A-Za-z0-9_:=-]+$")},
        headers={"Range": Given(Text(60), N_("bytes=0-1023 这样的一段"), required=False)},
        refuses=(409, 416),
        besides={206: N_("其中一段")},
    ),
    Operation(
        name="withdrawEvidence",
        method="POST",
        path="/cases/{number}/evidence/{piece}/withdrawal",
        title=N_("撤下一份证据"),
        about=N_("不再算数，也打不开；文件、校验值和理由保留到案卷期满，可以恢复。"),
        scope="act",
        run=withdraw_evidence,
        gives=answers.TAKEN,
        gives_name="EvidenceTaken",
        tag=TAG,
        body=REASON,
        in_path=IN_PIECE,
        example={"reason": "传错案件"},
        sample={**TAKEN_SAMPLE, "withdrawn_at": "2026-03-09T03:00:00+00:00"},
    ),
    Operation(
        name="putBackEvidence",
        method="POST",
        path="/cases/{number}/evidence/{piece}/return",
        title=N_("恢复一份撤下的证据"),
        scope="act",
        run=put_back_evidence,
        gives=answers.TAKEN,
        gives_name="EvidenceTaken",
        tag=TAG,
        body=NOTHING,
        in_path=IN_PIECE,
        sample=TAKEN_SAMPLE,
    ),
    Operation(
        name="beginUpload",
        method="POST",
        path="/cases/{number}/evidence/uploads",
        title=N_("断点续传：登记一份文件"),
        about=N_(
            "用开放协议 tus 1.0.0（creation、termination、expiration），现成的 tus 客户端可以直接用。"
            "答复的 Location 是续传的地址；传完、查过就收下，目录里就有了。"
        ),
        scope="act",
        run=begin_upload,
        gives=None,
        gives_name="",
        gives_type="",
        tag=TAG,
        status=201,
        in_path=IN_CASE,
        headers={**TUS, **_LENGTH, **_METADATA},
        told=_PROGRESS,
        resumes=True,
        refuses=_TUS_REFUSES,
    ),
    *(
        Operation(
            name=name,
            method=method,
            path="/cases/{number}/evidence/uploads/{upload}",
            title=title,
            scope="act",
            run=go_on,
            gives=None,
            gives_name="",
            gives_type="",
            takes="application/offset+octet-stream" if method == "PATCH" else "",
            tag=TAG,
            status=status,
            in_path=IN_UPLOAD,
            headers=headers,
            told=told,
            resumes=True,
            refuses=(*_TUS_REFUSES, 410),
        )
        for name, method, title, status, headers, told in (
            ("askUpload", "HEAD", N_("断点续传：问收到了多少"), 200, TUS, (*_PROGRESS, "Upload-Length")),
            ("continueUpload", "PATCH", N_("断点续传：接着传"), 204, {**TUS, **_OFFSET}, _PROGRESS),
            ("cancelUpload", "DELETE", N_("断点续传：不传了"), 204, TUS, ("Tus-Resumable",)),
        )
    ),
)
