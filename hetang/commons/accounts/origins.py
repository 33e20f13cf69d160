"""From where a request comes: address and device, as far as they can be believed."""

from dataclasses import dataclass

from django.http import HttpRequest

from hetang.ground.lib.addresses import address_of
from hetang.ground.lib.labels import N_

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
    return Origin(address_of(request), device_of(request.headers.get("User-Agent", "")))


def device_of(agent: str) -> str:
    """ "Chrome · Windows"; less is kept than a browser tells. "" where it tells nothing known."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)
