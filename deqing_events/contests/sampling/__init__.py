"""Comparing a sample of entrants with the paper, by somebody who entered none of their marks."""
