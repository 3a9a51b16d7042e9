"""Who competes: the list of entrants, their status, times, penalties and vetoes."""
