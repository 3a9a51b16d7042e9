"""Lane B: the worker opens the code of a screen or a poster and checks in on the own phone."""
