"""Residents' pages under load: `python -m tests.performance.residents [--home DIR] [--residents 500] [--rounds 5]`.

In a home folder of its own, which it empties, on the demo street, over a real server with one worker:
- the first page against a constant answer through the same stack, in rounds one beside the other;
- "my matter", opened by a code, asked one after the other;
- residents who file within one minute, each from an address of their own: none may be lost.
"""

import argparse
import asyncio
import re
import statistics
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

from hetang.config.environment import default_home
from tests.performance.residents_home import served

CONNECTIONS, SECONDS, LOOKS = 8, 3.0, 300
TOKEN = re.compile(r'name="(token|csrfmiddlewaretoken)" value="([^"]+)"')
WHERE = re.compile(r'<option value="(\d{9,})"')


class Line:
    """One connection that is kept open, from an address of one's own."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.port, self.source, self.cookies = port, source, dict[str, str]()
        self.pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, dict[str, str], str]:
        """Status, headers and body of one request; cookies are kept as a browser does."""
        if self.pipe is None:
            self.pipe = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0))
        reader, writer = self.pipe
        body = urlencode(form or {}).encode()
        head = [f"{'POST' if form is not None else 'GET'} {path} HTTP/1.1", "Host: localhost", "Accept-Language: zh-CN"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if form is not None:
            head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*head, "", ""]).encode() + (body if form is not None else b""))
        await writer.drain()
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").strip().split("\r\n")
        found = {}
        for name, value in (line.split(": ", 1) for line in lines):
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key.strip()] = rest.split(";")[0]
            found[name.lower()] = value
        text = (await reader.readexactly(int(found.get("content-length", 0)))).decode("utf-8", "replace")
        return int(status.split()[1]), found, text

    def close(self) -> None:
        """Give the connection back."""
        if self.pipe:
            self.pipe[1].close()


async def rate(port: int, path: str) -> float:
    """Requests a second over some connections."""
    until, counts = time.monotonic() + SECONDS, [0] * CONNECTIONS

    async def run(n: int) -> None:
        line = Line(port)
        while time.monotonic() < until:
            status, _, _ = await line.ask(path)
            assert status == 200, (path, status)
            counts[n] += 1
        line.close()

    await asyncio.gather(*(run(n) for n in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def file_one(port: int, source: str, phone: str, wait: float) -> tuple[str, float]:
    """A resident files: the code on the receipt, and how long the sending took."""
    await asyncio.sleep(wait)
    line = Line(port, source)
    _, _, page = await line.ask("/p/file/")
    marks, where = dict(TOKEN.findall(page)), WHERE.findall(page)[0]
    await asyncio.sleep(2.5)
    told = {
        "kind": "dispute",
        "text": f"楼上漏水，找了三次都说不是他家。{phone[-3:]}",
        "where": where,
        "place_text": "",
    }
    told |= {"applicant": "测一测", "applicant_phone": phone, "respondent": "楼上", "respondent_phone": ""}
    begun = time.monotonic()
    status, headers, text = await line.ask("/p/file/", {**told, **marks, "agreed": "on", "notice": "1", "go": "send"})
    took = time.monotonic() - begun
    assert status == 302, (status, re.sub(r"<[^>]+>|\s+", " ", text)[:600])
    _, _, receipt = await line.ask(headers["location"])
    line.close()
    return re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", receipt)[0], took


async def look(port: int, code: str, phone: str) -> list[float]:
    """Seconds of each look at one's own matter."""
    line = Line(port)
    _, _, page = await line.ask("/p/matter/")
    form = {"code": code, "phone": phone, "csrfmiddlewaretoken": dict(TOKEN.findall(page))["csrfmiddlewaretoken"]}
    status, _, text = await line.ask("/p/matter/", form)
    assert status == 302, (status, re.sub(r"<[^>]+>|\s+", " ", text)[:600])
    form = {"code": line.cookies["hetang_demo_code"], "csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
    status, _, _ = await line.ask("/p/matter/code/", form)
    assert status == 302, status
    took = []
    for _ in range(LOOKS):
        begun = time.monotonic()
        status, _, text = await line.ask("/p/matter/")
        took.append(time.monotonic() - begun)
        assert code in text, status
    line.close()
    return took[LOOKS // 10 :]


async def measure(port: int, residents: int, rounds: int) -> tuple[str, list[str]]:
    """The figures, and the codes of what was filed."""
    pairs = []
    for _ in range(rounds):
        limit = await rate(port, "/constant/")
        pairs.append((limit, await rate(port, "/p/")))
    limit, home = statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)
    share = statistics.median(b / a for a, b in pairs)
    told = [f"first page {home:.0f}/s, constant {limit:.0f}/s: {share:.0%}"]
    begun = time.monotonic()
    crowd = [
        file_one(port, f"127.0.{1 + n // 200}.{1 + n % 200}", f"139{n:08d}", 60 * n / residents)
        for n in range(residents)
    ]
    filed = await asyncio.gather(*crowd, return_exceptions=True)
    codes = [each[0] for each in filed if not isinstance(each, BaseException)]
    took = sorted(each[1] for each in filed if not isinstance(each, BaseException))
    lost = [each for each in filed if isinstance(each, BaseException)]
    told.append(
        f"{residents} residents in {time.monotonic() - begun:.0f} s: {len(codes)} receipts, {len(lost)} lost,"
        f" sending p50 {took[len(took) // 2] * 1000:.0f} ms, p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms"
        + (f"; first: {lost[0]!r}" if lost else "")
    )
    looks = sorted(await look(port, codes[0], f"139{0:08d}"))
    told.append(
        f"my matter p50 {looks[len(looks) // 2] * 1000:.1f} ms, p95 {looks[int(len(looks) * 0.95)] * 1000:.1f} ms"
    )
    return "\n".join(told), codes


def main() -> int:
    """Exit code 0 where nobody's matter was lost."""
    parser = argparse.ArgumentParser(prog="python -m tests.performance.residents", description=__doc__)
    parser.add_argument("--home", type=Path, default=default_home() / "residents", help="folder to work in; emptied")
    parser.add_argument("--residents", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with served(chosen.home.absolute()) as (port, kept):
        told, codes = asyncio.run(measure(port, chosen.residents, chosen.rounds))
        there = kept(codes)
    print(f"{told}\nin the record: {there} of {chosen.residents} with their consent")
    return 0 if there == chosen.residents else 1


if __name__ == "__main__":
    sys.exit(main())
