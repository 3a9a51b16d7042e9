"""A rule sheet as a workbook people can fill in: written, and read back whole or not at all."""
