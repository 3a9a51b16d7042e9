"""Marks as judges and scorekeepers enter them, who may enter whose, and recorded draws."""
