"""From which address the present request comes; "" outside a request. `middleware.CallerMiddleware` tells."""

from contextvars import ContextVar

_address: ContextVar[str] = ContextVar("caller_address", default="")


def address() -> str:
    """IPv4 or IPv6 in its usual writing."""
    return _address.get()


def tell(address: str) -> None:
    """The request's address, for as long as it lasts: each request begins by telling its own."""
    _address.set(address[:45])
