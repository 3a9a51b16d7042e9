"""The secret in the link of an offer, derived from its row and a key outside the database."""

import base64
import hashlib
import hmac

from deqing_events.registration.changes.models import PlaceOffer
from deqing_events.registration.passes import TOKEN_LENGTH
from deqing_events.settings import Keys


def offer_token(offer: PlaceOffer, keys: Keys) -> str:
    """Return the token (26 upper-case base32 characters) of an offer's link."""
    message = f"place-offer:{offer.registration_id}.{offer.code}"
    digest = hmac.new(keys.passes, message.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:TOKEN_LENGTH]
