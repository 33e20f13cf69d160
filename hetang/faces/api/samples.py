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
DONE_SAMPLE: dict[str, Any] = {
    "number": "ST2026-00017",
    "href": "/api/v1/cases/ST2026-00017",
    "state": "in_progress",
    "seq": 3,
}
