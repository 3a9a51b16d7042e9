"""Certificates: issued from a published ranking, numbered, checked by anybody, replaced and withdrawn."""
