"""Appeals: filing, accepting, ruling, and the rows an open one freezes."""
