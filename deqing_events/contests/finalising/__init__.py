"""Finalising a contest: what still blocks, locking the marks, opening them again by a ruling."""
