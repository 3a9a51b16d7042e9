"""Signatures under the results: judges under their own sheet, then up the line under the whole result set."""
