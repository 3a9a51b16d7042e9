"""The live numbers of a list: per gate, workplace, delegation and minute, always counted from scan rows."""
