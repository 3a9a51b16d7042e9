"""Everything a visitor can reach: each address of the app with the values of a small county, and every link found."""

import html
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

MOST = 3000
SWITCHES = ("/logout", "/text-size")
"""Addresses that change the visitor's own cookies."""
LINK = re.compile(rb"""(?:href|src|action|value)=["'](/[^"'#]*|https?://[^"'#]*)""")
CHANGING = re.compile(
    rb'(name="(?:csrf_)?token"[^>]*value="[^"]*"|value="[^"]*"[^>]*name="csrf_token"|E-[0-9A-F]{6}|csrf_token=[\w.-]+|DTSTAMP:\w+)'
)
"""What differs between two looks at one page anyway: form tokens, numbers of error pages, calendar stamps."""
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="[^"]*"')
OWN_TIME = {"Set-Cookie", "Content-Length", "Date"}

Seen = dict[str, tuple[int, bytes, tuple[tuple[str, str], ...]]]


def crawl(client: FlaskClient, app: Flask, values: Mapping[str, Any], about: str = "") -> Seen:
    """Return status, body and headers of every address within reach that contains ``about``, by address."""
    seen: Seen = {}
    waiting = deque(sorted({address for rule in app.url_map.iter_rules() for address in _built(app, rule, values)}))
    while waiting:
        address = waiting.popleft()
        if address in seen or about not in address or address.startswith(SWITCHES):
            continue
        assert len(seen) < MOST, f"the crawl does not end: {address}"
        answer = client.get(address)
        headers = ((name, value) for name, value in answer.headers if name not in OWN_TIME)
        seen[address] = (answer.status_code, _steady(answer.data), tuple(headers))
        if answer.mimetype == "text/html" and answer.status_code < 400:
            waiting.extend(_links(address, answer.data))
        answer.close()
    return seen


def _steady(body: bytes) -> bytes:
    """Return a body without what changes anyway; a workbook unpacked, without the moment it was made."""
    if not body.startswith(b"PK"):
        return CHANGING.sub(b"", body)
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return b"".join(packed.read(name) for name in packed.namelist() if name != "docProps/core.xml")


def _built(app: Flask, rule: Rule, values: Mapping[str, Any]) -> Iterator[str]:
    if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
        return
    names = sorted(rule.arguments - set(rule.defaults or {}))
    choices = [getattr(rule._converters[name], "items", None) or [values.get(name, "x")] for name in names]  # noqa: SLF001 - the choices of an any() converter
    for chosen in product(*choices):
        with app.test_request_context():
            yield app.url_for(rule.endpoint, **dict(zip(names, chosen, strict=True)))


def _links(address: str, body: bytes) -> Iterator[str]:
    for found in LINK.findall(body):
        parts = urlsplit(urljoin(address, html.unescape(found.decode())))
        if parts.netloc in {"", "localhost"} and not parts.path.startswith("/static/"):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def differences(one: Seen, other: Seen) -> list[str]:
    """Return the addresses that answered differently, those only one of the two found included."""
    return sorted(address for address in one.keys() | other.keys() if one.get(address) != other.get(address))


def stands(code: str, text: bytes | str) -> bool:
    """Tell whether a code stands somewhere by itself: B02 is also within the number SB02, and within a form's token."""
    body = text if isinstance(text, str) else text.decode("latin-1")
    return re.search(rf"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])", _TOKEN.sub("", body)) is not None


def hits(seen: Seen, sentinels: Mapping[str, str]) -> list[str]:
    """Return where a sentinel (pattern, by name) stands, as ``name at address``."""
    found = []
    for what, pattern in sentinels.items():
        finder = re.compile(pattern.encode())
        found += [f"{what} at {address}" for address, (_, body, _) in seen.items() if finder.search(body)]
    return found
