"""Password hashes (Argon2id) and random tokens. Slow on purpose: never called inside a transaction."""

import functools
import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MINIMUM_LENGTH = 10
_hasher = PasswordHasher()


@functools.cache
def _nobody() -> str:
    """Make a hash that fits no password, at the first sign-in rather than at every start."""
    return _hasher.hash(secrets.token_urlsafe(16))


def hash_password(password: str) -> str:
    """Return the Argon2id hash of ``password``."""
    return _hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    """Tell whether ``password`` fits; None (no such account) costs the same time and is always false."""
    try:
        return _hasher.verify(password_hash or _nobody(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    """Return 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what a table keeps of a token: its SHA-256 in hex. Tokens are random, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def weakness(password: str, username: str) -> str | None:
    """Return a sentence that says why a password is too weak, or None."""
    if len(password) < MINIMUM_LENGTH:
        return f"密码至少 {MINIMUM_LENGTH} 个字符，可以用一句好记的话。"
    if username and username.lower() in password.lower():
        return "密码里不要包含用户名，请换一个。"
    if len(set(password)) < 5:  # noqa: PLR2004 - fewer than five different characters is guessable
        return "密码里重复的字太多了，请换一个。"
    return None
