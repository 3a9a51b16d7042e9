"""The live board: what the hall and the phones see of a contest before its results are published."""
