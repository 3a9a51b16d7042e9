"""The lists of an event as the desk edits them."""
