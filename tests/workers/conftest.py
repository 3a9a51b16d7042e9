"""What the tests about workers share."""

import pytest
from flask import Flask

from tests.factories_workers import Inbox


@pytest.fixture
def inbox(app: Flask) -> Inbox:
    """The codes sent in this test."""
    del app
    return Inbox()
