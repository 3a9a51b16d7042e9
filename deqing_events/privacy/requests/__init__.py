"""Requests for deletion, and how staff answer them."""
