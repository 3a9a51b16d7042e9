"""Hooks that a test fills itself."""

import pytest

from deqing_events.events import hooks


@pytest.fixture
def offers(app: object, monkeypatch: pytest.MonkeyPatch) -> hooks.Offers:
    """Give a test empty hooks to fill; those of other features are put back afterwards."""
    del app
    for name, value in vars(hooks.Offers()).items():
        monkeypatch.setattr(hooks.offers, name, value)
    return hooks.offers
