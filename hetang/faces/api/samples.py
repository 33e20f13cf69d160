"""Examples for the document: invented people, the same as in the tests."""

from typing import Any

ROW_SAMPLE: dict[str, Any] = {
    "number": "ST2026-00017",
    "href": "/api/v1/cases/ST2026-00017",
    "kind": "dispute",
    "category": "other_consumption",
    "category_name": "其他消费纠纷",
    "title": "网上买演唱会门票，付了 500 元",
    "state": "assigned",
    "state_name": "待签收",
    "is_open": True,
    "sensitivity": "normal",
    "risk": "",
    "street": "330105008",
    "community": "330105008001",
    "unit": {"code": "st-1", "name": "蔡马驿站"},
    "assignee": {"id": 7, "name": "陈调解"},
    "registered_at": "2026-03-09T02:00:00+00:00",
    "due_at": "2026-03-10T02:00:00+00:00",
}
CASE_SAMPLE: dict[str, Any] = {
    **ROW_SAMPLE,
    "seq": 2,
    "code": "K7QM-4T2P-9XWD",
    "text": "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。",
    "place": "",
    "amount_fen": 50_000,
    "parties": [{"id": 31, "role": "applicant", "name": "李*", "phone": "139****0001", "of": None}],
    "clocks": [{"rule": "acceptance", "name": "签收时限", "due_at": "2026-03-10T02:00:00+00:00", "is_paused": False}],
    "obligations": [],
    "verbs": [{"verb": "accept", "name": "签收", "href": "/api/v1/cases/ST2026-00017/acceptance", "missing": []}],
    "story": [{"at": "2026-03-09T02:00:00+00:00", "who": "周晴", "what": "登记案件，由蔡马驿站受理", "detail": ""}],
}
TAKEN_SAMPLE: dict[str, Any] = {
    "id": 12,
    "href": "/api/v1/cases/ST2026-00017/evidence/12",
    "kind": "photo",
    "size": 204_800,
    "algorithm": "sha256",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "at": "2026-03-09T02:30:00+00:00",
    "withdrawn_at": None,
}
PIECE_SAMPLE: dict[str, Any] = {
    **TAKEN_SAMPLE,
    "name": "楼道.jpg",
    "kind_name": "照片",
    "media_type": "image/jpeg",
    "party": 31,
    "by": {"id": 7, "name": "陈调解"},
}
LOOK_SAMPLE: dict[str, Any] = {
    **PIECE_SAMPLE,
    "view": "/api/v1/evidence/WzEyLDIsN10:1w2Abc:u3n9",
    "original": "/api/v1/evidence/WzEyLDAsN10:1w2Abc:k8f2",
    "until": "2026-03-09T02:45:00+00:00",
}
REGISTERED_SAMPLE = {
    "number": "ST2026-00017",
    "code": "K7QM-4T2P-9XWD",
    "href": "/api/v1/cases/ST2026-00017",
    "state": "registered",
}
CLOSED_SAMPLE: dict[str, Any] = {
    "id": 88,
    "href": "/api/v1/contacts/88",
    "triage": "legal_route",
    "to": "court",
    "at": "2026-03-09T02:00:00+00:00",
    "case": None,
    "case_href": None,
}
CONTACT_SAMPLE: dict[str, Any] = {
    "id": 88,
    "href": "/api/v1/contacts/88",
    "channel": "web",
    "triage": "legal_route",
    "triage_name": "应走法定渠道",
    "to": "court",
    "street": "330105008",
    "at": "2026-03-09T02:00:00+00:00",
    "text": "法院判了，对方不执行。",
    "told": "请向有管辖权的人民法院起诉。",
    "community": "330105008001",
    "by": {"id": 5, "name": "周晴"},
}
_ASKED: dict[str, Any] = {
    "unit": {"code": "st-2", "name": "枯竹岭驿站"},
    "to": None,
    "state": "open",
    "asked_by": {"id": 7, "name": "陈调解"},
    "asked_at": "2026-03-09T02:00:00+00:00",
    "due_at": "2026-03-10T02:00:00+00:00",
    "asked": "请上门看看楼道的灯",
    "answer": "",
}
TASKS_SAMPLE: dict[str, Any] = {
    "items": [{"id": 9, "kind": "help", "kind_name": "单位协办", **_ASKED}],
    "offer": {**_ASKED, "state": "offered", "to": {"id": 8, "name": "陆调解"}, "asked": "对方在您的社区，请您接办"},
}
DECIDED_SAMPLE: dict[str, Any] = {"id": 4, "href": "/api/v1/articles/4", "state": "published", "waiting": None}
ARTICLE_SAMPLE: dict[str, Any] = {
    **DECIDED_SAMPLE,
    "category": "property_fee",
    "owner": {"id": 9, "name": "唐站长"},
    "valid_from": "2026-03-09",
    "valid_until": None,
    "review_on": "2027-03-09",
    "answered": 12,
    "holds": {
        "number": 1,
        "title_zh": "物业费怎么交",
        "answer_zh": "去小区服务中心交，可以按季交。",
        "title_en": "",
        "answer_en": "",
        "questions": "物业费去哪里交",
        "basis": "",
    },
    "waits": None,
}
DONE_SAMPLE: dict[str, Any] = {
    "number": "ST2026-00017",
    "href": "/api/v1/cases/ST2026-00017",
    "state": "in_progress",
    "seq": 3,
}
