"""Papers of the day on A4: programme book, call sheet, station sheet, mark sheets."""
