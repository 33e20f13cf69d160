"""From which address a request comes. What a browser claims about itself is worth nothing; what our own proxies add is."""

import ipaddress
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(request: HttpRequest) -> str:
    """The client's address as far as it can be believed (settings.TRUSTED_PROXIES); "" where there is none."""
    return client_address(
        request.META.get("REMOTE_ADDR", ""),
        request.headers.get("X-Forwarded-For", ""),
        _networks(tuple(settings.TRUSTED_PROXIES)),
    )


@lru_cache(maxsize=4)
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text, strict=False) for text in texts)


def client_address(peer: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """The nearest address that is not a trusted proxy.

    `X-Forwarded-For` is read from its end, where our own proxies write; what stands before the first untrusted
    address was written by the client and is worth nothing.
    """
    found = _plain(peer)
    for hop in reversed(forwarded.split(",")):
        if not _is_in(found, trusted) or not _plain(hop.strip()):
            break
        found = _plain(hop.strip())
    return found


def _plain(text: str) -> str:
    """The address in its shortest form, IPv4 inside IPv6 unpacked; "" for what is none."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(address)


def _is_in(text: str, networks: tuple[Network, ...]) -> bool:
    return bool(text) and any(ipaddress.ip_address(text) in network for network in networks)
