"""Corrections of a contest as a batch: collected, previewed, applied at once by a ruling."""
