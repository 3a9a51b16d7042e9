"""Changing the state of an event: publish, postpone, cancel, finish."""
