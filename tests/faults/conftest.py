"""Fixtures of this folder."""

from tests.organisations.importing import at_once

__all__ = ["at_once"]
