"""Files of check-in: every attempt at the gates, conflicts, attendance by session."""
