"""Joining blind codes and names again: two people, two accounts, one after the other within minutes."""
