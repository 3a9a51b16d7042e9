"""Reading pages as a strict browser would: every page a test fetches is checked on the way."""

import hashlib
import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

XHTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}
CHANGING = re.compile(r'(?<=name="csrf_token" )(type="hidden" )?value="[^"<>]+"|E-[0-9A-F]{6}')
"""What differs between two showings of one page: the form's token and the number of an error."""
_good: set[bytes] = set()


class StrictClient(FlaskClient):
    """A test client that parses every HTML answer strictly and checks the house rules for pages."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request, then read the page.

        A test's own application context outlives requests, so what one request kept in ``g`` is cleared for the next.
        """
        for name in list(g if has_app_context() else ()):
            g.pop(name)
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            check_page(response.get_data(as_text=True))
        return response

    def submit(self, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form as a browser would: fetch the page first for its CSRF token."""
        page = kwargs.pop("page", address)
        token = csrf_token(self.get(page).get_data(as_text=True))
        headers = {"Referer": "http://localhost" + page, **kwargs.pop("headers", {})}
        return self.post(address, data={"csrf_token": token, **(data or {})}, headers=headers, **kwargs)


def csrf_token(page: str) -> str:
    """Return the first CSRF token of a page. Raises AssertionError when it has none."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None, f"the page has no CSRF token: {page[:300]}"
    return found[1]


def parse(page: str) -> Element:
    """Parse a page strictly. Raises html5lib's ParseError for invalid HTML."""
    parsed: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=True).parse(page)
    return parsed


def text_of(page: str) -> str:
    """Return the words of a page's body with single spaces."""
    body = parse(page).find(f"{XHTML}body")
    assert body is not None
    return re.sub(r"\s+", " ", "".join(body.itertext())).strip()


def check_page(page: str) -> None:
    """Assert what every page must have: a title, one h1, labels, a language, alt texts, tokens, no inline code.

    A page that was good before, letter for letter, is not read again.
    """
    seen = hashlib.sha256(CHANGING.sub("", page).encode(errors="surrogatepass")).digest()
    if seen not in _good:
        _read(page)
        _good.add(seen)


def _read(page: str) -> None:
    root = parse(page)
    assert root.get("lang") == "zh-CN", "the page has no language"
    title = root.find(f"{XHTML}head/{XHTML}title")
    assert title is not None, "the page has no title"
    assert (title.text or "").strip(), "the title is empty"
    elements = list(root.iter())
    assert sum(element.tag == f"{XHTML}h1" for element in elements) == 1, "a page has exactly one h1"
    for element in elements:
        _check_element(element)
    _check_labels(root)


def _check_element(element: Element) -> None:
    name = str(element.tag).removeprefix(XHTML)
    assert not element.get("style"), f"inline style on <{name}>"
    assert not any(key.startswith("on") for key in element.keys()), f"inline script on <{name}>"  # noqa: SIM118
    if name == "script":
        assert element.get("src"), "inline script"
    if name == "img":
        assert element.get("alt") is not None, "an image without alt"
    if name == "form" and (element.get("method") or "get").lower() == "post":
        names = {field.get("name") for field in element.iter(f"{XHTML}input")}
        assert "csrf_token" in names, f"a form without CSRF token: {element.get('action')}"


def _check_labels(root: Element) -> None:
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids)), f"ids twice: {sorted({i for i in ids if ids.count(i) > 1 and i})}"
    labelled = {label.get("for") for label in root.iter(f"{XHTML}label")}
    wrapped = {id(field) for label in root.iter(f"{XHTML}label") for field in label.iter()}
    for tag in ("input", "select", "textarea"):
        for field in root.iter(f"{XHTML}{tag}"):
            if field.get("type") in UNLABELLED:
                continue
            named = field.get("aria-label") or field.get("aria-labelledby")
            known = field.get("id") in labelled or id(field) in wrapped
            assert named or known, f"a field without label: {field.get('name')}"
