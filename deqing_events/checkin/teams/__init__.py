"""Letting in a team by its one pass: all of them or those who are there."""
