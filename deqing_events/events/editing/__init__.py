"""Editing an event by parts, and its sessions."""
