"""Identity numbers at rest: sealed with an authenticated cipher, found again by a keyed blind index (domain.md §4.1).

A sealed value names its algorithm and key: ``aes256gcm:k1:<base64 of nonce and ciphertext>``. Both names are
authenticated with it, so a value cannot be passed off under another key. Old keys stay in ``Keys.identity``: values
sealed with them open as before, new values use the current one. Nothing here is ever logged.
"""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from deqing_events.domain.identity import id_number_text
from deqing_events.settings import Keys

ALGORITHM = "aes256gcm"
_NONCE_BYTES = 12


class UnopenableError(ValueError):
    """A sealed value was changed, or its algorithm or key is not known here; the text holds no personal data."""


def seal(number: str, keys: Keys) -> str:
    """Return an identity number sealed with the current key; two calls give two different values."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(keys.identity[keys.identity_current]).encrypt(
        nonce, id_number_text(number).encode(), _bound_to(keys.identity_current)
    )
    return f"{ALGORITHM}:{keys.identity_current}:{base64.b64encode(nonce + sealed).decode('ascii')}"


def unseal(text: str, keys: Keys) -> str:
    """Return the identity number behind a sealed value. Raises UnopenableError."""
    algorithm, _, rest = text.partition(":")
    key_id, _, body = rest.partition(":")
    if algorithm != ALGORITHM or key_id not in keys.identity:
        raise UnopenableError(f"no key {key_id!r} for algorithm {algorithm!r}")
    try:
        raw = base64.b64decode(body, validate=True)
        plain = AESGCM(keys.identity[key_id]).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], _bound_to(key_id))
    except (InvalidTag, ValueError) as error:
        raise UnopenableError("the sealed value was changed") from error
    return plain.decode()


def blind_index(number: str, keys: Keys) -> str:
    """Return the keyed hash (64 hex digits) under which an identity number is found; equal for equal numbers."""
    return _hmac(b"identity", id_number_text(number), keys)


def keyed_hash(text: str, keys: Keys) -> str:
    """Return the keyed hash (64 hex digits) of any text, apart from the blind index of the same text."""
    return _hmac(b"text", text, keys)


def _hmac(purpose: bytes, text: str, keys: Keys) -> str:
    return hmac.new(keys.index, purpose + b"\x00" + text.encode(), hashlib.sha256).hexdigest()


def _bound_to(key_id: str) -> bytes:
    return f"member.identity:{ALGORITHM}:{key_id}".encode()
