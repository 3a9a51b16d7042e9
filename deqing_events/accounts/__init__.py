"""Staff accounts: who signs in, what roles they hold, sessions, rate limits."""
