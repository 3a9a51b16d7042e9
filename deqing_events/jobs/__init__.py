"""Scheduled work: which jobs ran when, with a lease so that two runs at once do no harm."""
