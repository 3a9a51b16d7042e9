"""Promotions: a rule table proposes, people approve (domain.md 3.1.3)."""
