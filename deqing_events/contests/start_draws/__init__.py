"""The draw that decides the order of starting: the list fixed first, the seed said in public, anyone may recompute."""
