"""Who looked at or took out personal data in full, and why."""
