"""A small load generator: N clients with kept-alive connections, each sending the next request when answered.

One asyncio process on raw streams, so that it costs the server's machine as little as Python can.
"""

import asyncio
import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Load:
    """What one run saw: answers per second, waiting times in milliseconds, and answers by HTTP status."""

    per_second: float
    p50: float
    p99: float
    statuses: dict[int, int]


def request(method: str, url: str, *, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
    """Return one HTTP/1.1 request as bytes."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def run(url: str, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    """Send requests from ``clients`` connections for ``seconds`` and return what was seen."""
    return asyncio.run(_run(url, requests, clients=clients, seconds=seconds))


async def _run(url: str, requests: Iterator[bytes], *, clients: int, seconds: float) -> Load:
    waits: list[float] = []
    statuses: dict[int, int] = {}
    started = time.perf_counter()
    end = started + seconds

    def note(status: int, wait: float) -> None:
        waits.append(wait)
        statuses[status] = statuses.get(status, 0) + 1

    await asyncio.gather(*(_client(url, requests, end, note) for _ in range(clients)))
    spent = time.perf_counter() - started
    waits.sort()
    return Load(len(waits) / spent, _quantile(waits, 0.50) * 1000, _quantile(waits, 0.99) * 1000, statuses)


async def _client(url: str, requests: Iterator[bytes], end: float, note: Callable[[int, float], None]) -> None:
    parts = urlsplit(url)
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
    while time.perf_counter() < end:
        message = next(requests, None)
        if message is None:
            break
        sent = time.perf_counter()
        if connection is None:
            connection = await asyncio.open_connection(parts.hostname, parts.port)
        reader, writer = connection
        writer.write(message)
        try:
            status, keep = await _answer(reader)
        except (asyncio.IncompleteReadError, ConnectionResetError):
            connection = None  # the server recycled the connection before reading: a client simply asks again
            writer.close()
            continue
        note(status, time.perf_counter() - sent)
        if not keep:
            writer.close()
            connection = None
    if connection is not None:
        connection[1].close()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in lines[1:] if ": " in line)
    await reader.readexactly(int(fields.get("content-length", "0")))
    return int(lines[0].split(" ", 2)[1]), fields.get("connection") != "close"


def _quantile(waits: list[float], share: float) -> float:
    return waits[max(0, math.ceil(len(waits) * share) - 1)] if waits else math.nan
