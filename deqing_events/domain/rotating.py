"""Codes that change every half minute, so that a picture of one is soon worth nothing.

Vocabulary: a *step* is one half minute, counted from the epoch, the same on every machine. A code belongs to one
subject (a screen, a pass) and one step. Clocks differ and people take a moment, so the step before and the step after
the current one are accepted too.
"""

import base64
import hashlib
import hmac
from datetime import datetime

PERIOD_SECONDS = 30
SLACK_STEPS = 1
CODE_LENGTH = 16
"""Base32 characters: 80 bits."""


def step_at(now: datetime) -> int:
    """Return the number of the step that an aware instant falls in."""
    return int(now.timestamp()) // PERIOD_SECONDS


def seconds_left(now: datetime) -> int:
    """Return how many whole seconds the current code still stands: 30 at its start, never less than 1."""
    return PERIOD_SECONDS - int(now.timestamp()) % PERIOD_SECONDS


def code_at(key: bytes, subject: str, step: int) -> str:
    """Return the code (16 upper-case base32 characters) of a subject in a step."""
    digest = hmac.new(key, f"step:{subject}.{step}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest).decode("ascii")[:CODE_LENGTH]


def is_fresh(key: bytes, subject: str, shown: str, now: datetime) -> bool:
    """Tell whether ``shown`` (in any case) is the code of the current step, the one before or the one after."""
    said, step = shown.upper().encode(), step_at(now)
    near = range(step - SLACK_STEPS, step + SLACK_STEPS + 1)
    return any(hmac.compare_digest(code_at(key, subject, at).encode(), said) for at in near)
