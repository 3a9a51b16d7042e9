"""Messages to workers: an outbox in the database, and the ways they leave it."""
