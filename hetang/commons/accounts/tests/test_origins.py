"""Which device a request comes from, in two words."""

import pytest

from hetang.commons.accounts.origins import device_of


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537 Chrome/120.0 Safari/537 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537 MicroMessenger/8.0", "微信 · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Version/17 Safari/604", "Safari · iPhone"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_told_in_two_words(agent: str, device: str) -> None:
    assert device_of(agent) == device
