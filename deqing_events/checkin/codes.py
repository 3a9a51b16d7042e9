"""What a volunteer's phone may send as a code: a pass's address or token, a short code, or somebody found by name.

Vocabulary: a *digest* is the SHA-256 kept of whatever was read, so that an unknown code leaves a trace and no secret.
"""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field

from deqing_events.domain.text import compact
from deqing_events.registration import passes

LONGEST_CODE = 2048
_ADDRESS = re.compile(
    r"^https?://[^/?#]+(?:/[^/?#]+)*?/p/([a-z2-7]{26})(?:/([a-z2-7]{16}))?/?(?:[?#].*)?$", re.IGNORECASE
)
_PATH = re.compile(r"^/p/([a-z2-7]{26})(?:/([a-z2-7]{16}))?/?$", re.IGNORECASE)
_TOKEN = re.compile(r"^[a-z2-7]{26}$", re.IGNORECASE)


@dataclass(frozen=True)
class Code:
    """What to look up: at most one of the three after the digest is set; none of them means the code is nobody's.

    ``turning`` is what a rotating pass showed behind its ``token``.
    """

    digest: str
    token_hash: str = ""
    short_code: str = ""
    registration_id: int | None = None
    token: str = field(default="", repr=False)
    turning: str = ""

    def stale(self, key: bytes, now: dt.datetime) -> bool:
        """Tell whether a pass that rotates was shown as a picture of some other time; typed codes are never stale."""
        return bool(self.token) and not passes.is_fresh(self.token, self.turning, key=key, now=now)


def read(text: str) -> Code:
    """Read what a camera, a keyboard reader or a person gave. Never raises: nonsense is a code nobody knows."""
    text = compact(text[:LONGEST_CODE])
    found = _ADDRESS.match(text) or _PATH.match(text)
    token = found[1] if found else (text if _TOKEN.match(text) else "")
    if token:
        hashed = passes.hash_token(token)
        return Code(digest=hashed, token_hash=hashed, token=token, turning=(found[2] or "") if found else "")
    short = passes.normalise_short_code(text)
    if len(short) == passes.SHORT_CODE_LENGTH and set(short) <= set(passes.SHORT_CODE_LETTERS):
        return Code(digest=_digest(short), short_code=short)
    return Code(digest=_digest(text))


def person(registration_id: int) -> Code:
    """Return the code of somebody found by name: no pass was shown."""
    return Code(digest=_digest(f"registration:{registration_id}"), registration_id=registration_id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
