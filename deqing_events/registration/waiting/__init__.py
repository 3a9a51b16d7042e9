"""The waiting list as staff see it: order, who stands in the way, and going first for a recorded reason."""
