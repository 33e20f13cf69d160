"""From which address the present request comes, and its id; "" outside a request. `middleware` tells."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("caller_address", default="")
_request: ContextVar[str] = ContextVar("caller_request", default="")


def address() -> str:
    """IPv4 or IPv6 in its usual writing."""
    return _address.get()


def tell(address: str) -> None:
    """The request's address, for as long as it lasts: each request begins by telling its own."""
    _address.set(address[:45])


def request() -> str:
    """The id of the present request: it stands in the answer and in every line of the log."""
    return _request.get()


@contextmanager
def known_as(request: str) -> Iterator[None]:
    """The present request has this id, as long as the block lasts."""
    mark = _request.set(request)
    try:
        yield
    finally:
        _request.reset(mark)
