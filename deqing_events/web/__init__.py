"""Shared HTTP: access, form base, errors, security headers, formatting, QR codes."""
