"""One resident's browser, as far as these measurements need one."""

import asyncio
from urllib.parse import urlencode

BOUNDARY = "----residents7MA4YWxkTrZu0gW"
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", f"multipart/form-data; boundary={BOUNDARY}"
Answer = tuple[int, dict[str, str], str]


def multipart(form: dict[str, str], photo: bytes) -> bytes:
    """The body of a form with one photo."""
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in form.items()]
    named = 'Content-Disposition: form-data; name="photos"; filename="IMG_0001.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts.append(named.encode() + photo)
    mark = f"--{BOUNDARY}\r\n".encode()
    return b"".join(mark + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


class Line:
    """One connection that is kept open, from an address of one's own."""

    def __init__(self, port: int, source: str = "127.0.0.1") -> None:
        self.port, self.source, self.cookies = port, source, dict[str, str]()
        self.pipe: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, form: dict[str, str] | None = None, photo: bytes = b"") -> Answer:
        """A page, or a form that is sent, with a photo as a browser sends one."""
        if form is None:
            return await self.send("GET", path)
        if photo:
            return await self.send("POST", path, multipart(form, photo), {"Content-Type": MULTIPART})
        return await self.send("POST", path, urlencode(form).encode(), {"Content-Type": URLENCODED})

    async def send(self, verb: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """Status, headers and body of one request; cookies are kept as a browser does."""
        if self.pipe is None:
            self.pipe = await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.source, 0))
        reader, writer = self.pipe
        head = [f"{verb} {path} HTTP/1.1", "Host: localhost", "Accept-Language: zh-CN"]
        if self.cookies:
            head.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        head += [f"{name}: {value}" for name, value in (headers or {}).items()]
        head += [f"Content-Length: {len(body)}"] if verb != "GET" else []
        writer.write("\r\n".join([*head, "", ""]).encode() + body)
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
