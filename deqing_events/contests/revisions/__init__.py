"""The history of published results: each publication beside the one before, in words."""
