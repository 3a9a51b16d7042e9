"""The secrets of a team: its invitation link and its pass, derived from a row and a key outside the database."""

import base64
import hashlib
import hmac
import secrets

from deqing_events.registration.passes import SHORT_CODE_LENGTH, SHORT_CODE_LETTERS, TOKEN_LENGTH
from deqing_events.registration.teams.models import Team, TeamPass
from deqing_events.settings import Keys


def new_code() -> str:
    """Return a random code of letters and digits nobody mixes up."""
    return "".join(secrets.choice(SHORT_CODE_LETTERS) for _ in range(SHORT_CODE_LENGTH))


def invitation_token(team: Team, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) of a team's invitation link that counts now."""
    return _derived(f"team-invitation:{team.number}.{team.invite_serial}.{team.invite_code}", keys)


def pass_token(held: TeamPass, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) of a team pass."""
    return _derived(f"team-pass:{held.team_id}.{held.serial}.{held.short_code}", keys)


def current(team: Team) -> TeamPass | None:
    """Return the team pass that counts: the one issued last; None before the team is entered."""
    return max(team.passes, key=lambda held: held.serial, default=None)


def _derived(message: str, keys: Keys) -> str:
    digest = hmac.new(keys.passes, message.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:TOKEN_LENGTH]
