"""The pure law of competitions: no framework, no database, no clock, no randomness of its own."""
