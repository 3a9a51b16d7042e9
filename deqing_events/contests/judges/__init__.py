"""Judges of a panel without accounts: who they are, whom they must not mark, and their personal links."""
