"""How long appeals are taken: the hours of each contest, and longer where somebody said so."""
