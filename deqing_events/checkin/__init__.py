"""Gates, scans, attendance."""
