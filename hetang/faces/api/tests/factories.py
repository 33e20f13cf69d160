"""Programs with tokens, and what they send."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hetang.commons.accounts.api import SCOPES, Account, Token, make_token
from hetang.commons.accounts.tests import factories as accounts
from hetang.record.cases.tests.factories import Cast

CONTACT = {
    "text": "网上买演唱会门票，付了 500 元，票一直没有来，卖家不接电话。",
    "channel": "web",
    "applicant": "李明",
    "applicant_phone": "13900000001",
    "respondent": "卖家",
    "respondent_phone": "13900000002",
}
# Names that are headers and no fields of a form.
HEADERS = ("accept_language", "idempotency_key")


@dataclass
class Program:
    """One program with one token."""

    token: str
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> Any:
        """GET under /api/v1."""
        return self.client.get(f"/api/v1{path}", headers=self._headers(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """POST of JSON under /api/v1; header names with underscores."""
        sent = json.dumps({} if body is None else body)
        return self.client.post(f"/api/v1{path}", sent, content_type="application/json", headers=self._headers(headers))

    def post_file(self, path: str, content: bytes, name: str = "楼道.jpg", **more: Any) -> Any:
        """POST of a form with one file; `more` are its other fields, and headers where they are named so."""
        headers = {key: more.pop(key) for key in [*more] if key in HEADERS}
        sent = {"file": SimpleUploadedFile(name, content), **more}
        return self.client.post(f"/api/v1{path}", sent, headers=self._headers(headers))

    def send(self, method: str, path: str, content: bytes = b"", kind: str = "", **headers: str) -> Any:
        """Any method with any content, at a path under /api/v1 or a whole one."""
        url = path if path.startswith("/api/") else f"/api/v1{path}"
        return self.client.generic(method, url, content, content_type=kind, headers=self._headers(headers))

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        named = {name.replace("_", "-"): value for name, value in more.items()}
        return ({"Authorization": f"Bearer {self.token}"} if self.token else {}) | named


class Programs:
    """A program for each account, made when it is first asked for."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.admin = accounts.staff("sys", "方系统", "system_admin", cast.station)
        self.far_admin = accounts.staff("sys2", "外街管理员", "system_admin", cast.far_station)

    def of(self, account: Account, *scopes: str) -> Program:
        """With these scopes, all of them if none is named."""
        return Program(self.made(account, *scopes)[1])

    def made(self, account: Account, *scopes: str) -> tuple[Token, str]:
        """The token and its text."""
        far = account in (self.cast.stranger, self.cast.far_operator, self.cast.far_mediator)
        admin = self.far_admin if far else self.admin
        made = make_token(account, name="12345 平台", scopes=scopes or tuple(SCOPES), days=30, by=admin)
        return made.token, made.text

    def nobody(self) -> Program:
        """Without a token."""
        return Program("")
