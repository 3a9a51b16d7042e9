"""What becomes of a sign-up after it was made: the worker changes it, hands the place over, staff correct it."""
