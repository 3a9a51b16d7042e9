"""Workbooks of units and members on their way in: upload, preview, confirm."""
