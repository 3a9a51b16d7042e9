"""Campaigns, events, sessions, calendar."""
