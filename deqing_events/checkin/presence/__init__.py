"""Who attended which session of an event, and whether that is complete."""
