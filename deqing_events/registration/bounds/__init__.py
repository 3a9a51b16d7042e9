"""The bounds on an event's places as staff set them: limits, each-at-most, and places set aside."""
