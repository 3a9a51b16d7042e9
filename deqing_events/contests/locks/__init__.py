"""Whether the marks of an event are locked, and what keeps a mark and the lock from missing each other."""
