"""What the interface can do, one `Operation` each: the addresses, the check at the door and the document are made of
these and of nothing else. Plain data; `catalogue.py` lists them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from hetang.commons.accounts.api import Account, Token
from hetang.faces.api.shapes import Given, Shape, Text, Thing

JSON = Mapping[str, Any]
JSON_TYPE, FORM_TYPE, ANY_TYPE = "application/json", "multipart/form-data", "*/*"
# Of every operation; of those about something; of those that change something.
ALWAYS = (401, 403, 422, 429)
ABOUT_ONE = (404,)
CHANGING = (400, 409, 413, 415)
CONDITIONAL = (412,)
NUMBER = Text(24, 1, r"^[A-Za-z0-9-]+$")


@dataclass(frozen=True)
class Call:
    """One request whose token, limits and shape were in order. `seen` is what If-Match names: numbers of last events;
    None without the header. `key` is the Idempotency-Key, `known` If-None-Match, "" without one. `request` is there for
    what is sent or answered in parts."""

    token: Token
    request: HttpRequest
    path: JSON
    query: JSON
    body: Any
    key: str = ""
    seen: frozenset[int] | None = None
    known: str = ""

    @property
    def user(self) -> Account:
        """As whom the token acts."""
        return self.token.account


@dataclass(frozen=True)
class Answer:
    """What comes back: the content as JSON, and headers."""

    content: JSON
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Run = Callable[[Call], Answer | HttpResponseBase]


@dataclass(frozen=True)
class Operation:
    """One method at one address. `title` and `about` are message ids; `gives` is what comes back with `status`.

    `reader` reads the body: it is given the call so far, since what a reference may name depends on who calls.
    `needs` are the verb's needs, `duties` who may, as message ids, for the document alone.
    """

    name: str
    method: str
    path: str
    title: str
    scope: str
    run: Run
    gives: Shape | None
    gives_name: str
    tag: str
    about: str = ""
    status: int = 200
    body: Thing | None = None
    query: Mapping[str, Given] = field(default_factory=dict)
    in_path: Mapping[str, Shape] = field(default_factory=dict)
    example: JSON | None = None
    sample: JSON | None = None
    has_etag: bool = False
    # May be sent with If-Match: done only while nobody has changed what the caller saw.
    conditional: bool = False
    duties: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    # The verbs of lifecycle tables that it does.
    verbs: tuple[str, ...] = ()
    # It only looks something up, though what is looked for is posted.
    reads: bool = False
    # Media types of what is sent and of what comes back; headers of its own, sent and answered.
    takes: str = JSON_TYPE
    gives_type: str = JSON_TYPE
    headers: Mapping[str, Given] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    # It speaks tus: an offset tells what was sent before, so it takes no key, and each piece is kept by itself.
    resumes: bool = False
    # Answers beside the usual ones: refusals by their status; and others with the same content, status → message id.
    refuses: tuple[int, ...] = ()
    besides: Mapping[int, str] = field(default_factory=dict)

    @property
    def changes(self) -> bool:
        """Whether it changes anything."""
        return self.method not in {"GET", "HEAD"} and not self.reads

    @property
    def is_keyed(self) -> bool:
        """Whether it takes an Idempotency-Key, and is one transaction with it."""
        return self.changes and not self.resumes

    @property
    def problems(self) -> tuple[int, ...]:
        """Every status with which it may be refused."""
        found = {*ALWAYS, *self.refuses, 500}
        found |= set(ABOUT_ONE) if self.in_path else set()
        found |= {400, 413, 415} if self.body is not None else set()
        found |= set(CHANGING) if self.changes else set()
        found |= set(CONDITIONAL) if self.conditional else set()
        return tuple(sorted(found))
