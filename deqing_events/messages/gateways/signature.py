"""The signature of a request to a cloud SMS API: HMAC-SHA256 over its sorted, percent-encoded parameters."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import quote


def encoded(text: str) -> str:
    """Percent-encode UTF-8 as RFC 3986 does: a space is %20, only letters, digits and -_.~ stay."""
    return quote(text, safe="-_.~")


def canonical(parameters: Mapping[str, str]) -> str:
    """Return the parameters sorted by name as ``name=value&…``, both percent-encoded."""
    return "&".join(f"{encoded(name)}={encoded(parameters[name])}" for name in sorted(parameters))


def signature(parameters: Mapping[str, str], secret: str, method: str = "POST") -> str:
    """Return the signature (base64) of a request's parameters under the access key's secret."""
    text = f"{method}&{encoded('/')}&{encoded(canonical(parameters))}"
    digest = hmac.new(f"{secret}&".encode(), text.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")
