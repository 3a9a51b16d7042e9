"""Sign-up, places, waiting list, passes."""
