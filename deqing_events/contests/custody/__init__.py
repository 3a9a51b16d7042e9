"""Blind codes in the hands of an encryption officer: who holds the pairing, and until when it stays sealed."""
