"""The desk's pages of members: search, linking to a unit, possible duplicates, the full view."""
