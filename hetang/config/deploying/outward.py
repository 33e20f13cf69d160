"""What residents' pages and the interface for programs need: a name, addresses that can be believed, ways out. Plain Python."""

import ipaddress
from collections.abc import Iterator

from hetang.config.deploying.shapes import LOCAL, Facts, Finding

# A network of an office has no more addresses; what is wider was mistyped, or means everybody.
NARROWEST = {4: 16, 6: 48}


def outward(facts: Facts) -> Iterator[Finding]:
    """What residents' pages and the interface for programs need beside that."""
    reached = set(facts.hosts) - LOCAL
    if reached and "*" not in reached and not any(_is_name(host) for host in reached):
        yield Finding(
            "no-name",
            (
                "没有域名：居民收据上的网址和二维码打不开，接口也没有证书",
                "No host name: the address and the square code on residents' receipts lead nowhere",
            ),
            ("为本系统取一个居民打得开的域名", "give the installation a name that residents can reach"),
            refuses=False,
        )
    if wide := [text for text in facts.proxies if _is_wide(text)]:
        yield Finding(
            "any-proxy",
            (
                f"可信的代理写得太宽（{wide[0]}）：谁都可以冒充别人的地址，次数限制也就没有用",
                f"Too many are believed as proxies ({wide[0]}): anybody can pass for another, and no limit holds",
            ),
            ("HETANG_TRUSTED_PROXIES 只写代理自己的地址", "let HETANG_TRUSTED_PROXIES name the proxies alone"),
        )
    if wide := [text for text in facts.webhook_networks if _is_wide(text) or ipaddress.ip_network(text).is_loopback]:
        yield Finding(
            "webhook-networks",
            (
                f"推送可以到达的内网太宽（{wide[0]}）：推送会碰到本机和内网的其他服务",
                f"Webhooks may reach too much ({wide[0]}): this machine's and the network's own services",
            ),
            (
                "HETANG_WEBHOOK_NETWORKS 只写接收方的网段",
                "let HETANG_WEBHOOK_NETWORKS name the receivers' networks alone",
            ),
        )
    if not facts.has_carrier:
        yield Finding(
            "carrier",
            (
                "短信没有通道：居民收不到进展和一次性验证码，“我的事”打不开",
                "Nothing carries messages: residents get neither news nor the one-time code for “my matter”",
            ),
            (
                "接通短信通道（MESSAGE_CHANNELS），或请居民打热线查询",
                "set up a carrier (MESSAGE_CHANNELS), or answer by telephone",
            ),
            refuses=False,
        )


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." in host.strip(".")
    return False


def _is_wide(text: str) -> bool:
    network = ipaddress.ip_network(text, strict=False)
    return network.prefixlen < NARROWEST[network.version]
