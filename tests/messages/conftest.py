"""What the tests of messages share."""

import pytest
from flask import Flask

from deqing_events.messages import hooks


@pytest.fixture
def leaving(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation whose messages leave it: what is queued waits for a sender."""
    del app
    monkeypatch.setattr(hooks.offers, "kept_at_once", lambda: False)
