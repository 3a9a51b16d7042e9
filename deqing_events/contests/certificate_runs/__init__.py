"""Issuing many certificates piece by piece: how far it is, going on after a stop, and who got none and why."""
