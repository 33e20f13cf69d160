"""From where a request comes: address and device, as far as they can be believed."""

import ipaddress
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from hetang.ground.lib.labels import N_

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

# In this order: an Edge also says Chrome, a Chrome also says Safari.
BROWSERS = (
    ("MicroMessenger", N_("微信")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Origin:
    """A client address, and browser · system."""

    address: str
    device: str


def origin_of(request: HttpRequest) -> Origin:
    """Where this request comes from."""
    proxies = tuple(ipaddress.ip_network(text, strict=False) for text in settings.TRUSTED_PROXIES)
    address = client_address(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""), proxies)
    return Origin(address, device_of(request.headers.get("User-Agent", "")))


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


def device_of(agent: str) -> str:
    """ "Chrome · Windows"; less is kept than a browser tells. "" where it tells nothing known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)
