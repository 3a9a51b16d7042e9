"""What is due goes: data classes, the job that clears them, and the report that proves it."""
