"""The demonstration data, made through the same actions people use, and the first-steps page."""
