"""Sending to an address that somebody else wrote down, without being sent into our own network.

The name is resolved once, every address that it has is looked at, and the connection goes to the address that was
looked at: a name that answers differently the second time gains nothing. Nobody is followed anywhere.
"""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

CONNECT_SECONDS, WHOLE_SECONDS = 5.0, 15.0
_READ = 1024
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# Translated to IPv4 by a gateway (RFC 6052): the last 32 bits are where it really goes.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotSent(Exception):  # noqa: N818 - a result, kept with the delivery
    """Why nothing was delivered: a code of `rules.TROUBLES`."""

    def __init__(self, trouble: str, status: int | None = None) -> None:
        super().__init__(trouble)
        self.trouble, self.status = trouble, status


@dataclass(frozen=True)
class Target:
    """A checked address: `host` as it was written, `pinned` where the connection goes."""

    parts: SplitResult
    host: str
    port: int
    pinned: str
    is_https: bool


def read_url(url: str) -> SplitResult | None:
    """The parts of an address that may be an endpoint; None for any other. https alone but for a demonstration."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    schemes = {"https", "http"} if settings.DEMO else {"https"}
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url
    whole = parts.scheme in schemes and bool(parts.hostname) and parts.username is None and not parts.fragment
    return parts if plain and whole and port != 0 else None


def check(url: str) -> Target:
    """Resolve and look at every address. Raises `NotSent` for one that is not in the open network."""
    parts = read_url(url)
    if parts is None or parts.hostname is None:
        raise NotSent("forbidden")
    is_https = parts.scheme == "https"
    port = parts.port or (443 if is_https else 80)
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotSent("not_found") from None
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_open(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise NotSent("forbidden")
    return Target(parts, parts.hostname, port, addresses[0], is_https)


def is_open(address: Address) -> bool:
    """Whether it is in the open network, or in one that the installation names (settings.WEBHOOK_NETWORKS)."""
    really = _really(address)
    named = [ipaddress.ip_network(each) for each in settings.WEBHOOK_NETWORKS]
    if any(really.version == network.version and really in network for network in named):
        return True
    closed = really.is_private or really.is_loopback or really.is_link_local or really.is_multicast
    return really.is_global and not (closed or really.is_reserved or really.is_unspecified)


def _really(address: Address) -> Address:
    """Where an IPv6 address leads that only wraps an IPv4 one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Send it; returns the status of the answer (2xx). Raises `NotSent`."""
    try:
        line = _connected(target)
    except ssl.SSLError:
        raise NotSent("insecure") from None
    except OSError:
        raise NotSent("unreachable") from None
    # Each read has its limit, and so has the whole: an answer that comes a byte at a time holds nobody up.
    watch = threading.Timer(WHOLE_SECONDS, _cut, [line])
    watch.start()
    connection = HTTPConnection(target.host, target.port, timeout=CONNECT_SECONDS)
    connection.sock = line
    path = (target.parts.path or "/") + (f"?{target.parts.query}" if target.parts.query else "")
    try:
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read(_READ)
    except (OSError, HTTPException):
        raise NotSent("slow") from None
    finally:
        watch.cancel()
        connection.close()
    return _accepted(answer.status)


def _accepted(status: int) -> int:
    if 200 <= status < 300:  # noqa: PLR2004
        return status
    raise NotSent("redirect" if 300 <= status < 400 else "answer", status)  # noqa: PLR2004


def _connected(target: Target) -> socket.socket:
    line = socket.create_connection((target.pinned, target.port), timeout=CONNECT_SECONDS)
    if not target.is_https:
        return line
    try:
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except BaseException:
        line.close()
        raise


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
