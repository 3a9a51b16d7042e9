"""The alarm when judges are far apart: what is open, asking them to look again, letting the marks stand."""
