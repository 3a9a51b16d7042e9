"""Screens and posters that people check in at by themselves, and the wall that shows who came."""
