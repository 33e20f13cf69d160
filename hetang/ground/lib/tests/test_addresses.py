"""Where a request comes from: only our own proxies are believed, by the limits as by the logs."""

import ipaddress
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hetang.ground.lib import caller
from hetang.ground.lib.addresses import client_address
from hetang.ground.lib.middleware import CallerMiddleware

OURS = tuple(ipaddress.ip_network(text) for text in ("127.0.0.1", "10.1.0.0/16"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.2.3.4, 198.51.100.1, 10.1.2.3", "198.51.100.1"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("127.0.0.1", "not an address, 198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.1", ""),
        ("::ffff:203.0.113.9", "", "203.0.113.9"),
        ("2001:DB8:0:0::1", "", "2001:db8::1"),
    ],
)
def test_the_nearest_address_that_is_not_a_trusted_proxy(peer: str, forwarded: str, address: str) -> None:
    assert client_address(peer, forwarded, OURS) == address


def test_without_trusted_proxies_nothing_that_is_forwarded_counts() -> None:
    assert client_address("127.0.0.1", "198.51.100.1", ()) == "127.0.0.1"


def noted(**headers: str) -> str:
    """The address that limits and logs go by."""
    heard = list[str]()

    def view(_request: HttpRequest) -> HttpResponse:
        heard.append(caller.address())
        return HttpResponse()

    CallerMiddleware(view)(RequestFactory().get("/", **headers))  # type: ignore[arg-type]
    return heard[0]


def test_limits_go_by_what_the_proxy_says_and_not_by_what_a_browser_claims(settings: Any) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_PROXY_SSL_HEADER = ["127.0.0.1"], ("HTTP_X_FORWARDED_PROTO", "https")
    assert noted(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9") == "203.0.113.9"
    assert noted(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9") == "203.0.113.9"
    # Whoever reaches the port without the proxy is known by their own address, whatever they write.
    assert noted(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR="203.0.113.9") == "192.0.2.7"


def test_https_alone_makes_nobody_a_proxy(settings: Any) -> None:
    settings.TRUSTED_PROXIES, settings.SECURE_PROXY_SSL_HEADER = [], ("HTTP_X_FORWARDED_PROTO", "https")
    assert noted(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9") == "127.0.0.1"
